"""Which declared segments is each adapter attached to? Pure: observations and policy in, evidence out.

An adapter is attached to a segment when one of its addresses lies in the segment's prefixes and its gateway does not
speak against it. Where the policy names gateways' MAC addresses, one of them must have been seen: 192.168.1.0/24 is
at home, too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import TypeVar

from protocol.address import Address, Prefix
from protocol.identity import AdapterId, SegmentId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    Attachment,
    InterfaceAddress,
    Neighbour,
    Observation,
    Route,
)
from protocol.policy import DeclaredSegment

Value = TypeVar("Value")

_MADE_HERE = frozenset({AdapterKind.VIRTUAL, AdapterKind.TUNNEL, AdapterKind.LOOPBACK})
_MOST_LAYERS = 8
_MOST_PREFIXES, _MOST_ADDRESSES, _MOST_GATEWAYS = 32, 64, 16


@dataclass(frozen=True, slots=True)
class Attached:
    """The evidence of one adapter, and the declared segments it matches; none: this adapter is elsewhere.

    `is_uncertain`: in a declared segment's prefix, and no gateway's MAC was heard yet. `leads_out`: a wire or radio, a
    link that sits on one, or what a guest takes for its wire; a container's bridge is no place to be.
    """

    adapter: Adapter
    evidence: Attachment
    segments: tuple[SegmentId, ...]
    is_uncertain: bool = False
    leads_out: bool = True


def attachments(
    observations: Iterable[Observation],
    segments: Iterable[DeclaredSegment],
    dhcp_servers: Mapping[AdapterId, Address],
    before: Iterable[Attached] = (),
    stayed: Collection[AdapterId] = (),
) -> tuple[Attached, ...]:
    """Evidence for every adapter that has an address, in the order of the adapters.

    `before` is the last answer: a gateway's MAC that the kernel has forgotten meanwhile still counts while the adapter
    keeps its prefixes and gateways and no other MAC is seen in its place. `stayed` are adapters whose link never went
    away since: there another MAC in the gateway's place is a finding, and the segment the same.
    """
    told = tuple(observations)
    declared = tuple(segments)
    known = {item.evidence.adapter: item for item in before}
    adapters = {item.name: item for item in told if isinstance(item, Adapter)}
    found = []
    for adapter in told:
        if isinstance(adapter, Adapter) and adapter.kind is not AdapterKind.LOOPBACK and adapter.mac is not None:
            evidence = _evidence(adapter, adapter.mac, told, dhcp_servers.get(adapter.id))
            if evidence.addresses:
                earlier = known.get(adapter.id)
                evidence = _with_memory(evidence, earlier.evidence if earlier else None)
                matching = tuple(segment.id for segment in declared if _matches(evidence, segment, told))
                if not matching and earlier is not None and adapter.id in stayed:
                    matching = _same(evidence, earlier, declared)
                is_uncertain = not matching and any(_may_yet_match(evidence, segment) for segment in declared)
                found.append(
                    Attached(adapter, evidence, matching, is_uncertain, _leads_out(evidence, adapter, adapters))
                )
    return tuple(found)


def _same(evidence: Attachment, earlier: Attached, declared: Iterable[DeclaredSegment]) -> tuple[SegmentId, ...]:
    """The segments of before, as far as they are still declared, while the PC's own side of the link is the same."""
    mine, then = evidence, earlier.evidence
    if (mine.mac, mine.prefixes, mine.gateways) != (then.mac, then.prefixes, then.gateways):
        return ()
    return tuple(segment.id for segment in declared if segment.id in earlier.segments and _holds(evidence, segment))


def _leads_out(evidence: Attachment, adapter: Adapter, adapters: Mapping[str, Adapter]) -> bool:
    """In a container the veth with the default route is the wire; a bridge for containers never has one."""
    is_guests_wire = adapter.kind is AdapterKind.VIRTUAL and bool(evidence.gateways)
    return is_guests_wire or _sits_on_wire(adapter, adapters, 0)


def _sits_on_wire(adapter: Adapter, adapters: Mapping[str, Adapter], depth: int) -> bool:
    if adapter.kind not in _MADE_HERE:
        return True
    below = [adapters[name] for name in adapter.lower if name in adapters]
    return depth < _MOST_LAYERS and any(_sits_on_wire(link, adapters, depth + 1) for link in below)


def _may_yet_match(evidence: Attachment, segment: DeclaredSegment) -> bool:
    """At boot, and while a gateway is down, its MAC is not known: that is no proof of another network."""
    if not segment.gateway_macs or evidence.gateway_macs:
        return False
    return _holds(evidence, segment)


def _holds(evidence: Attachment, segment: DeclaredSegment) -> bool:
    return any(_contains(prefix, address) for prefix in segment.prefixes for address in evidence.addresses)


def _evidence(
    adapter: Adapter, mac: MacAddress, told: tuple[Observation, ...], dhcp_server: Address | None
) -> Attachment:
    held = [
        item
        for item in told
        if isinstance(item, InterfaceAddress) and item.adapter == adapter.id
        if adapter.is_up and not item.is_tentative
    ]
    defaults = [
        item
        for item in told
        if isinstance(item, Route) and item.adapter == adapter.id and item.gateway and not item.destination.prefixlen
    ]
    return Attachment(
        adapter=adapter.id,
        mac=mac,
        prefixes=_unique(_prefix(item) for item in held if item.scope in ("global", "site"))[:_MOST_PREFIXES],
        addresses=_unique(item.address for item in held)[:_MOST_ADDRESSES],
        gateways=_unique(item.gateway for item in defaults if item.gateway is not None)[:_MOST_GATEWAYS],
        gateway_macs=_unique(item.gateway_mac for item in defaults if item.gateway_mac is not None)[:_MOST_GATEWAYS],
        dhcp_server=dhcp_server,
    )


def _with_memory(evidence: Attachment, before: Attachment | None) -> Attachment:
    if before is None or evidence.gateway_macs or not evidence.gateways:
        return evidence
    same = (before.mac, before.prefixes, before.gateways) == (evidence.mac, evidence.prefixes, evidence.gateways)
    return replace(evidence, gateway_macs=before.gateway_macs) if same else evidence


def _matches(evidence: Attachment, segment: DeclaredSegment, told: tuple[Observation, ...]) -> bool:
    if not _holds(evidence, segment):
        return False
    if segment.gateway_macs:
        return bool(_known_macs(evidence, segment, told) & set(segment.gateway_macs))
    if segment.gateways and evidence.gateways:
        return bool(set(segment.gateways) & set(evidence.gateways))
    return True


def _known_macs(evidence: Attachment, segment: DeclaredSegment, told: tuple[Observation, ...]) -> set[MacAddress]:
    neighbours = {
        item.mac
        for item in told
        if isinstance(item, Neighbour) and item.adapter == evidence.adapter
        if item.address in segment.gateways or any(_contains(prefix, item.address) for prefix in segment.prefixes)
    }
    return neighbours | set(evidence.gateway_macs)


def _contains(prefix: Prefix, address: Address) -> bool:
    return prefix.version == address.version and address in prefix


def _prefix(item: InterfaceAddress) -> Prefix:
    return ip_network((item.address, item.prefix_length), strict=False)


def _unique(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))
