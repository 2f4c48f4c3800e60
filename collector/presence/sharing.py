"""What one PC shares to what: bridged, translated, routed or served, as one verdict with all its evidence.

Rule 1: a side is a wire, a radio or a tunnel; containers and virtual machines by themselves are no side, whatever NAT
they have. Rule 2: forwarding alone is nothing: container engines switch it on.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network

from collector.presence.links import is_default
from collector.presence.stacking import BRIDGES, Stack
from collector.presence.ways_out import Way, way_of
from protocol.identity import AdapterId
from protocol.observations import (
    Adapter,
    AdapterKind,
    Forwarding,
    InterfaceAddress,
    Route,
    SharingService,
    Translation,
    WirelessDevice,
)


class How(StrEnum):
    """By what the inside reaches the outside, the plainest first."""

    BRIDGE = "bridge"
    TRANSLATION = "translation"
    SERVICE = "service"
    ROUTING = "routing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that one PC says of sharing. `attached`: adapters on declared segments; `is_filter_read`: NAT is known."""

    links: Stack
    attached: Collection[AdapterId] = ()
    wireless: Sequence[WirelessDevice] = ()
    addresses: Sequence[InterfaceAddress] = ()
    routes: Sequence[Route] = ()
    forwarding: Sequence[Forwarding] = ()
    translations: Sequence[Translation] = ()
    services: Sequence[SharingService] = ()
    is_filter_read: bool = True


@dataclass(frozen=True, slots=True)
class Shared:
    """One side that reaches another through this PC. Not `is_certain`: only the addresses look like it."""

    inside: Adapter
    outside: Adapter
    how: How
    is_certain: bool = True
    translations: tuple[Translation, ...] = ()
    services: tuple[SharingService, ...] = ()


_OFFERS = frozenset({"ap", "ap-vlan", "p2p-go", "ibss", "mesh"})
_HANDS_OUT = frozenset(
    {"access-point", "connection-sharing", "dhcp-server", "router-advertisement", "dial-in", "bridge"}
)
"""A name service, a proxy or a dial-up of this PC's own hands out no network."""
_SHARING_RANGES = (ip_network("10.42.0.0/16"), ip_network("192.168.137.0/24"))
"""NetworkManager's and Windows' own for shared connections; the PC takes the first address."""


def shared(said: Evidence) -> tuple[Shared, ...]:
    """One verdict for each inside, by the plainest way it is shared; what else speaks for it is kept with it."""
    found: dict[AdapterId, Shared] = {}
    for look in (_bridged, _translated, _served, _offered, _addressed):
        for one in look(said):
            held = found.get(one.inside.id)
            found[one.inside.id] = one if held is None else _joined(held, one)
    return tuple(found.values())


def _joined(held: Shared, more: Shared) -> Shared:
    translations = dict.fromkeys([*held.translations, *more.translations])
    services = dict.fromkeys([*held.services, *more.services])
    return Shared(held.inside, held.outside, held.how, held.is_certain, tuple(translations), tuple(services))


def _bridged(said: Evidence) -> Iterator[Shared]:
    for bridge in said.links.by_name.values():
        if bridge.link_kind not in BRIDGES or not bridge.is_up:
            continue
        ports = [one for one in said.links.bases(bridge) if _is_alive(one)]
        if len(ports) > 1:
            outside = min(ports, key=lambda one: (one.kind is not AdapterKind.WIRED, not _leads_out(one, said)))
            yield from (Shared(one, outside, How.BRIDGE) for one in ports if one is not outside)


def _is_alive(adapter: Adapter) -> bool:
    """An access point without clients may be without carrier; a wire without one is not plugged in."""
    return adapter.is_up and (adapter.carrier is not False or adapter.kind is not AdapterKind.WIRED)


def _leads_out(adapter: Adapter, said: Evidence) -> bool:
    over = {adapter.id, *(one.id for one in said.links.above(adapter))}
    return bool(over & set(said.attached)) or _carries_default(over, said)


def _carries_default(over: set[AdapterId], said: Evidence) -> bool:
    return any(route.adapter in over and is_default(route) for route in said.routes)


def _translated(said: Evidence) -> Iterator[Shared]:
    for rule in said.translations:
        outs = _outs(rule, said)
        for link in _insides(rule, said):
            if link.id in {one.id for one in outs} or not _forwards(rule.family, link, said):
                continue
            for inside in _sides(link, said, is_named=bool(rule.sources)):
                outside = _another(inside, outs, said)
                if outside is not None:
                    yield Shared(inside, outside, How.TRANSLATION, translations=(rule,))


def _outs(rule: Translation, said: Evidence) -> list[Adapter]:
    links = list(said.links.by_name.values())
    if rule.out is None or rule.out.startswith("!"):
        return [one for one in links if f"!{one.name}" != rule.out and _leads_out(one, said)]
    if rule.out.endswith(("+", "*")):
        return [one for one in links if one.name.startswith(rule.out[:-1])]
    return [one for one in links if one.name == rule.out]


def _insides(rule: Translation, said: Evidence) -> list[Adapter]:
    """Links whose networks the rule is for; where it is for all, those that do not lead out themselves."""
    found = {}
    for held in said.addresses:
        link = said.links.by_id.get(held.adapter)
        if link is None or held.scope != "global" or not link.is_up:
            continue
        own = any(held.address.version == one.version and held.address in one for one in rule.sources)
        if own or (not rule.sources and not _carries_default({link.id}, said)):
            found[link.id] = link
    return list(found.values())


def _sides(link: Adapter, said: Evidence, *, is_named: bool) -> tuple[Adapter, ...]:
    """The wires and radios beneath; a tunnel only where a rule names its network: a VPN client's own is no inside."""
    if is_named and way_of(link) is Way.TUNNEL:
        return (link,)
    return tuple(one for one in said.links.bases(link) if _is_alive(one))


def _another(inside: Adapter, outs: Sequence[Adapter], said: Evidence) -> Adapter | None:
    for out in outs:
        sides = (out,) if way_of(out) is Way.TUNNEL else said.links.bases(out)
        if inside in sides:
            continue
        found = next((one for one in sides if one.is_up), None)
        if found is not None:
            return found
    return None


def _forwards(family: str, link: Adapter, said: Evidence) -> bool:
    """For that family of nftables, or for any."""
    version = {"ip": 4, "ip6": 6}.get(family)
    return any((one.is_on or link.name in one.interfaces) and version in (None, one.version) for one in said.forwarding)


def _served(said: Evidence) -> Iterator[Shared]:
    """Programs that hand a network out on a side, where the PC forwards what comes in."""
    for service in said.services:
        if service.does not in _HANDS_OUT:
            continue
        for link in _links_of(service, said):
            if _forwards("", link, said):
                how = How.ROUTING if service.does in ("access-point", "dial-in") else How.SERVICE
                for inside in _sides(link, said, is_named=False):
                    outside = _outside(inside, said)
                    if outside is not None:
                        yield Shared(inside, outside, how, services=(service,))


def _links_of(service: SharingService, said: Evidence) -> list[Adapter]:
    """What it names, else what holds the addresses it listens on; whoever dials in gets a link of its own."""
    links = list(said.links.by_name.values())
    if service.interfaces:
        return [one for one in links if one.name in service.interfaces]
    if service.does == "dial-in":
        return [one for one in links if one.kind is AdapterKind.PPP and not _carries_default({one.id}, said)]
    listening = {one.adapter for one in said.addresses if one.address in service.addresses}
    return [one for one in links if one.id in listening]


def _offered(said: Evidence) -> Iterator[Shared]:
    """An access point on a PC that forwards reaches whatever the PC does, NAT or not."""
    for radio in said.wireless:
        link = said.links.by_id.get(radio.adapter) if radio.adapter else None
        if link is None or not radio.is_up or radio.mode not in _OFFERS or not _forwards("", link, said):
            continue
        outside = _outside(link, said)
        if outside is not None:
            yield Shared(link, outside, How.ROUTING)


def _addressed(said: Evidence) -> Iterator[Shared]:
    """Where NAT cannot be read: a side that holds the first address of a range made for sharing."""
    if said.is_filter_read:
        return
    for held in said.addresses:
        link = said.links.by_id.get(held.adapter)
        if link is None or _carries_default({link.id}, said) or not _forwards("ip", link, said):
            continue
        of_range = any(held.address.version == 4 and held.address in one for one in _SHARING_RANGES)
        if of_range and int(held.address) & 0xFF == 1:
            for inside in _sides(link, said, is_named=False):
                outside = _outside(inside, said)
                if outside is not None:
                    yield Shared(inside, outside, How.ROUTING, is_certain=False)


def _outside(inside: Adapter, said: Evidence) -> Adapter | None:
    """Where this PC's own traffic leaves: by its default route, else by a declared segment."""
    links = list(said.links.by_name.values())
    outs = [one for one in links if _carries_default({one.id}, said)]
    outs += [one for one in links if one.id in said.attached]
    return _another(inside, outs, said)
