"""Who speaks for a segment's gateway: the one it has always been, or another. Pure.

Rule: what the segment declares decides; where it declares no MAC, who was heard first as the gateway. A person approves
another one; until then it is a router replaced without notice, or somebody who wants to hear everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from collector.presence.binding import CONFIRMING_GAP_US, QUIET_US, Binding
from collector.presence.infrastructure import virtual_router
from collector.presence.subject import Presence, SegmentView
from protocol.address import Address
from protocol.mac import MacAddress

AGENT_ENTRY_US = 30_000_000
"""An agent's neighbour entry that still names another MAC after this long is a second sign."""


@dataclass(frozen=True, slots=True)
class GatewaySpeaker:
    """A MAC that speaks for a declared gateway. `known`: who may; `is_known`: it is one of them.

    `others`: MACs that may not and were heard doing so lately. `by_agent`: told by an agent's own neighbour entry, not
    by a frame. `terminal`: registration number, where the MAC is registered.
    """

    segment: SegmentView
    address: Address
    mac: MacAddress
    known: tuple[MacAddress, ...]
    is_known: bool
    first_us: int
    last_us: int
    received_us: int
    witnesses: tuple[str, ...]
    heard_in: tuple[str, ...] = ()
    is_certain: bool = False
    others: tuple[MacAddress, ...] = ()
    by_agent: bool = False
    terminal: str | None = None

    @property
    def is_virtual(self) -> bool:
        return virtual_router(self.mac) is not None


def known_macs(
    segment: SegmentView, address: Address, first_speakers: tuple[tuple[Address, MacAddress], ...]
) -> tuple[MacAddress, ...]:
    """Who may speak for that gateway; empty while nobody was declared and nobody heard."""
    declared = segment.gateway_macs | segment.infrastructure_macs
    if segment.gateway_macs:
        return tuple(sorted(declared))
    first = {mac for held, mac in first_speakers if held == address}
    return tuple(sorted(declared | first)) if first else ()


def speakers(presence: Presence) -> Iterator[GatewaySpeaker]:
    """One for each declared gateway that the MAC states to be, in frames."""
    for binding in presence.on_the_wire:
        address = binding.pair.address
        if address is not None and address in presence.segment.gateways and binding.is_firm:
            known = known_macs(presence.segment, address, presence.learnt.gateways)
            if known:
                yield _speaker(presence, binding, address, known)


def _speaker(presence: Presence, binding: Binding, address: Address, known: tuple[MacAddress, ...]) -> GatewaySpeaker:
    others = {
        one.pair.mac
        for one in presence.gateway_bindings
        if one.pair.address == address
        and one.is_firm
        and one.pair.mac not in known
        and presence.now_us - one.last_us < QUIET_US
    }
    is_repeated = binding.last_us - binding.first_us >= CONFIRMING_GAP_US or binding.confirmed_us is not None
    return GatewaySpeaker(
        segment=presence.segment,
        address=address,
        mac=presence.mac,
        known=known,
        is_known=presence.mac in known,
        first_us=binding.first_us,
        last_us=binding.last_us,
        received_us=presence.received_us or presence.now_us,
        witnesses=presence.witnesses,
        heard_in=(str(binding.how),),
        is_certain=is_repeated or len(binding.witnesses) > 1,
        others=tuple(sorted(others)),
        terminal=next((one.reg_no for one in presence.terminals), None),
    )


def is_listed_router(
    segment: SegmentView,
    mac: MacAddress,
    address: Address | None,
    first_speakers: tuple[tuple[Address, MacAddress], ...],
) -> bool:
    """Whether it may advertise itself as a router, or redirect others: by MAC, address, or as the gateway it is."""
    declared = segment.gateway_macs | segment.infrastructure_macs
    if mac in declared or (not segment.gateway_macs and mac in {held for _, held in first_speakers}):
        return True
    # A link-local address is anybody's to take: it is compared only where no MAC is declared.
    return address is not None and address in segment.gateways and not segment.gateway_macs


def has_routers_declared(segment: SegmentView) -> bool:
    """Whether there is anything to compare a router with."""
    return bool(segment.gateways or segment.gateway_macs)
