"""Where an order may be carried out, and what it may ask: nothing that lifts these is in any policy. Pure.

Rule 1: only on an adapter that is attached to the order's segment, only as fast as the policy in force allows there.
Rule 2: only addresses that are the segment's and on that adapter's own link, by name, MOST_ADDRESSES at most.
Rule 3: only in this adapter's own name, but for a canary: that has a MAC no manufacturer gave to anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network
from typing import Final, overload

from agent.attachment import Attached
from agent.errors import OrderRefused
from protocol.address import Address, Prefix
from protocol.identity import AdapterId, SegmentId
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress
from protocol.order import Order
from protocol.phrases import say
from protocol.policy import DeclaredSegment, Policy

MOST_ADDRESSES: Final = 4_096
"""An IPv4 /20; with PROBE_FRAMES_PER_SECOND nearly seven minutes for one question each."""
_LINK_LOCAL = IPv6Network("fe80::/10")
_HOST = 128
_POINT_TO_POINT = 31
"""From this length on an IPv4 prefix has no network and no broadcast address (RFC 3021)."""


@dataclass(frozen=True, slots=True)
class Place:
    """An adapter attached to an order's segment, and what the policy says of that."""

    attached: Attached
    declared: DeclaredSegment

    @property
    def index(self) -> int:
        return self.attached.adapter.index

    @property
    def mac(self) -> MacAddress:
        return self.attached.evidence.mac


def place_of(adapter: AdapterId, segment: SegmentId, attached: Iterable[Attached], policy: Policy | None) -> Place:
    """Where an order is carried out; `policy` is the one in force, None when that has expired. Raises OrderRefused."""
    if policy is None:
        raise OrderRefused("order", "no policy is in force")
    item = next((item for item in attached if item.evidence.adapter == adapter), None)
    declared = next((declared for declared in policy.segments if declared.id == segment), None)
    if declared is None or item is None or segment not in item.segments:
        raise OrderRefused("order", "the adapter is not attached to that segment")
    if item.adapter.carrier is False:
        raise OrderRefused("order", "the adapter has no link")
    return Place(item, declared)


def frames_per_second(order: Order, place: Place) -> int:
    """At least 1; raises OrderRefused where the policy allows none."""
    allowed = min(order.frames_per_second, place.declared.probe_frames_per_second, PROBE_FRAMES_PER_SECOND)
    if allowed < 1:
        raise OrderRefused("order", "the policy lets no probe frame be sent on that segment")
    return allowed


def addresses_of(order: Order, place: Place) -> tuple[Address, ...]:
    """What an ask or a sweep asks for, in its order, without what nobody else can hold. Raises OrderRefused."""
    count = sum(target.num_addresses for target in order.targets)
    if count > MOST_ADDRESSES:
        raise OrderRefused("order", say("{count} addresses, at most {most}", count=count, most=MOST_ADDRESSES))
    for target in order.targets:
        _require_here(target, place)
    if order.queries_listeners:
        link_local_of(place)
    nobodys = _nobodys(place)
    found = dict.fromkeys(address for target in order.targets for address in target)
    addresses = tuple(address for address in found if address not in nobodys)
    if not addresses and not order.queries_listeners:
        raise OrderRefused("order", "it names no address that another could hold")
    return addresses


@overload
def source_for(target: IPv4Address, place: Place) -> IPv4Address: ...
@overload
def source_for(target: IPv6Address, place: Place) -> IPv6Address: ...
@overload
def source_for(target: Address, place: Place) -> Address: ...
def source_for(target: Address, place: Place) -> Address:
    """The adapter's own address that asks for `target`: of the same prefix, else link-local. Raises OrderRefused."""
    for link in _links(place):
        if _contains(link, target):
            for own in place.attached.evidence.addresses:
                if _contains(link, own):
                    return own
    if isinstance(target, IPv6Address):
        return link_local_of(place)
    raise OrderRefused("order", say("the adapter has no address on the link of {address}", address=target))


def link_local_of(place: Place) -> IPv6Address:
    """The adapter's own; raises OrderRefused where it has none."""
    for own in place.attached.evidence.addresses:
        if isinstance(own, IPv6Address) and own.is_link_local:
            return own
    raise OrderRefused("order", "the adapter has no IPv6 link-local address")


def canary_of(order: Order, place: Place) -> tuple[MacAddress, IPv4Address]:
    """The marked stranger; raises OrderRefused where it could pass for somebody, or the port may not see it."""
    mac, address = order.canary_mac, order.canary_address
    if mac is None or not isinstance(address, IPv4Address):
        raise OrderRefused("order", "a canary needs a MAC and an IPv4 address")
    if mac.is_group or not mac.is_locally_administered or mac == place.mac:
        raise OrderRefused("order", say("{mac} may be somebody's: a canary's is locally administered", mac=mac))
    _require_here(ip_network(address), place)
    if address in _nobodys(place) or address in (*place.attached.evidence.gateways, *place.declared.gateways):
        raise OrderRefused("order", say("{address} is no free address of that segment", address=address))
    if order.over_the_wire and not place.declared.allows_second_mac:
        raise OrderRefused("order", "the policy allows no second MAC on this port")
    return mac, address


def _require_here(target: Prefix, place: Place) -> None:
    """The segment's, and on this adapter's own link, which has an address to ask from."""
    declared = (*place.declared.prefixes, _LINK_LOCAL)
    if not any(_is_within(target, prefix) for prefix in declared):
        raise OrderRefused("order", say("{prefix} is not among the segment's declared prefixes", prefix=target))
    if not any(_is_within(target, link) for link in _links(place)):
        raise OrderRefused("order", say("{prefix} is not on this adapter's own link", prefix=target))
    source_for(target.network_address, place)


def _links(place: Place) -> tuple[Prefix, ...]:
    """The adapter's on-link prefixes. DHCPv6 gives a /128: what is on its link, only the segment's declaration says."""
    held = place.attached.evidence.prefixes
    widened = (
        prefix
        for prefix in place.declared.prefixes
        if any(own.version == 6 and own.prefixlen == _HOST and _is_within(own, prefix) for own in held)
    )
    return (*held, *widened, _LINK_LOCAL)


def _nobodys(place: Place) -> frozenset[Address]:
    """Addresses that are this PC's own, or no host's."""
    evidence = place.attached.evidence
    subnets = [
        prefix
        for prefix in (*evidence.prefixes, *place.declared.prefixes)
        if prefix.version == 4 and prefix.prefixlen < _POINT_TO_POINT
    ]
    ends = [end for prefix in subnets for end in (prefix.network_address, prefix.broadcast_address)]
    return frozenset((*evidence.addresses, *ends))


def _is_within(target: Prefix, prefix: Prefix) -> bool:
    return prefix.prefixlen <= target.prefixlen and _contains(prefix, target.network_address)


def _contains(prefix: Prefix, address: Address) -> bool:
    return prefix.version == address.version and address in prefix
