"""Who speaks for a segment's gateway: the one it has always been, or another. Pure.

Rule 1: what the segment declares decides; where it declares no MAC, the one that terminals' own routes vouch for, and
until there is one, who was heard first as the gateway: that one is compared with, and not trusted.
Rule 2: a person approves another one; until then it is a router replaced without notice, or somebody who wants to hear
everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from collector.presence.binding import CONFIRMING_GAP_US, QUIET_US, Binding
from collector.presence.infrastructure import virtual_router
from collector.presence.learnt import Surroundings
from collector.presence.subject import Presence, SegmentView
from protocol.address import Address
from protocol.mac import MacAddress

AGENT_ENTRY_US = 30_000_000
"""An agent's neighbour entry that still names another MAC after this long is a second sign."""


@dataclass(frozen=True, slots=True)
class GatewaySpeaker:
    """A MAC that speaks for a declared gateway. `known`: who may; `is_known`: it is one of them.

    `others`: MACs that may not and were heard doing so lately. `by_agent`: told by an agent's own neighbour entry, not
    by a frame. `is_disputed`: nobody vouches for the known one either, it only was the first. `terminal`: registration
    number, where the MAC is registered.
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
    is_disputed: bool = False
    terminal: str | None = None

    @property
    def is_virtual(self) -> bool:
        return virtual_router(self.mac) is not None


def infrastructure(presence: Presence) -> str | None:
    """Why the MAC is the segment's own: declared, or, where no gateway's MAC is, vouched for by routes."""
    segment = presence.segment
    if presence.mac in segment.gateway_macs or presence.mac in segment.infrastructure_macs:
        return "declared infrastructure of the segment"
    if any((address, presence.mac) in presence.learnt.vouched for address in _spoken_for(presence)):
        return "speaks for a declared gateway address, and the routes of two terminals lead by it"
    return None


def unvouched_gateway(presence: Presence) -> str | None:
    """Why the MAC passes for the gateway while nobody vouches for it: it was only the first to say so.

    Whoever is quick may be that; it is suspected, told to nobody, until two terminals' routes lead by it
    (route_vouching), or a person approves it.
    """
    spoken = _spoken_for(presence)
    if not spoken or infrastructure(presence):
        return None
    known = {presence.learnt.first_speaker(address) for address in spoken} - {None}
    if known:
        return "speaks for a declared gateway address, as the first that did" if presence.mac in known else None
    mine = [item for item in presence.bindings if item.pair.address in spoken and (item.is_firm or item.is_from_table)]
    earlier = [item for item in presence.gateway_bindings if item.pair.mac != presence.mac]
    if min(item.first_us for item in mine) <= min((item.first_us for item in earlier), default=presence.now_us):
        return "speaks for a declared gateway address"
    return None


def _spoken_for(presence: Presence) -> frozenset[Address]:
    """Declared gateways that the MAC states to be, where the segment declares no MAC that would decide."""
    if presence.segment.gateway_macs or presence.learnt.is_rejected:
        return frozenset()
    # Who only wants a gateway's address (a probe, a request for a lease) does not speak for it.
    stated = {one.pair.address for one in presence.bindings if one.is_firm or one.is_from_table}
    return presence.segment.gateways & stated


def known_macs(
    segment: SegmentView, address: Address, first_speakers: tuple[tuple[Address, MacAddress], ...]
) -> tuple[MacAddress, ...]:
    """Who may speak for that gateway; empty while nobody was declared and nobody heard."""
    declared = segment.gateway_macs | segment.infrastructure_macs
    if segment.gateway_macs:
        return tuple(sorted(declared))
    first = {mac for held, mac in first_speakers if held == address}
    return tuple(sorted(declared | first)) if first else ()


def is_disputed(segment: SegmentView, address: Address, learnt: Surroundings) -> bool:
    """Whether who may speak for that gateway was merely the first to do so."""
    if segment.gateway_macs:
        return False
    first = learnt.first_speaker(address)
    return first is not None and first not in segment.infrastructure_macs and (address, first) not in learnt.vouched


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
        is_disputed=is_disputed(presence.segment, address, presence.learnt),
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
