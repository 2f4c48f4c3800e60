"""Where is this PC attached: which addresses, routes and resolvers does it use?"""

from collections import Counter

from agent.adapters import Interface, read_interfaces
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.tables import NeighbourEntry, RouteEntry
from agent.probes.probe import Looking, Seen
from protocol.address import Address, parse_address
from protocol.errors import MalformedIdentity
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import InterfaceAddress, Observation, Resolver, Route

_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host"}
_HOST_SCOPE = 254
_PERMANENT, _TENTATIVE, _DAD_FAILED = 0x80, 0x40, 0x08
_UNICAST = 1
_MAIN, _LOCAL = 254, 255
_WIDE = 3
"""A route to an eighth of all addresses or more is a default route in disguise: 0.0.0.0/1 (VPNs), 2000::/3."""
_MOST_RESOLVERS = 16
_MANY = 400
_A_SHARE = 16


class AddressingProbe:
    """Addresses of every interface, default routes and such as amount to one, routes of other tables, resolvers."""

    name = "addressing"
    title = "addresses, routes and resolvers"
    observes = (InterfaceAddress, Route, Resolver)
    woken_by = frozenset({Wake.LINKS, Wake.ADDRESSES, Wake.ROUTES, Wake.NEIGHBOURS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        interfaces = {interface.link.index: interface for interface in read_interfaces(host)}
        macs, partly = _gateway_macs(host)
        observations: list[Observation] = [*_addresses(host, interfaces), *_routes(host, interfaces, macs)]
        try:
            observations += _resolvers(host)
        except CouldNotLook as error:
            partly = f"{partly}; {error}" if partly else str(error)
        if len(observations) > _MANY:
            observations = _shared_out(observations, {one.adapter.id for one in interfaces.values() if one.device})
        return Seen(tuple(observations), partly)

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _addresses(host: Host, interfaces: dict[int, Interface]) -> list[Observation]:
    return [
        InterfaceAddress(
            adapter=interfaces[entry.index].adapter.id,
            name=interfaces[entry.index].link.name,
            address=entry.address,
            prefix_length=entry.prefix_length,
            scope=_SCOPES.get(entry.scope, f"scope-{entry.scope}"),
            is_dynamic=not entry.flags & _PERMANENT,
            is_tentative=bool(entry.flags & (_TENTATIVE | _DAD_FAILED)),
        )
        for entry in host.netlink.addresses()
        if entry.index in interfaces and entry.scope != _HOST_SCOPE
    ]


def _routes(
    host: Host, interfaces: dict[int, Interface], macs: dict[tuple[int | None, Address], MacAddress]
) -> list[Observation]:
    return [
        Route(
            adapter=interfaces[entry.out_index].adapter.id if entry.out_index in interfaces else None,
            destination=entry.destination,
            gateway=entry.gateway,
            gateway_mac=macs.get((entry.out_index, entry.gateway)) if entry.gateway else None,
            metric=entry.metric,
            table=entry.table,
        )
        for entry in host.netlink.routes()
        if _matters(entry)
    ]


def _matters(entry: RouteEntry) -> bool:
    if entry.type != _UNICAST:
        return False
    # The local table is asked before all others, and takes a default route from whoever hides one there.
    return entry.destination.prefixlen <= _WIDE or entry.table not in (_MAIN, _LOCAL)


def _shared_out(observations: list[Observation], real: set[AdapterId]) -> list[Observation]:
    """Of too many only the first are said: what one interface has in plenty must not push out another's.

    Resolvers, then 16 of each kind of every interface, then the next 16; such as have a device first, and of each
    default routes before addresses before what is for one link only.
    """
    seen: Counter[tuple[object, ...]] = Counter()

    def turn(item: Observation) -> tuple[int, bool, int]:
        if isinstance(item, Route):
            rank = 0 if item.destination.prefixlen <= _WIDE else 2
        elif isinstance(item, InterfaceAddress):
            rank = 1 if item.scope == "global" else 3
        else:
            return -1, False, 0
        seen[item.adapter, rank] += 1
        return (seen[item.adapter, rank] - 1) // _A_SHARE, item.adapter not in real, rank

    return sorted(observations, key=turn)


def _gateway_macs(host: Host) -> tuple[dict[tuple[int | None, Address], MacAddress], str | None]:
    try:
        entries: tuple[NeighbourEntry, ...] = host.netlink.neighbours()
    except CouldNotLook as error:
        return {}, str(error)
    return {(entry.index, entry.address): entry.mac for entry in entries if entry.mac is not None}, None


def _resolvers(host: Host) -> list[Observation]:
    return list(parse_resolvers(host.read_text(host.etc / "resolv.conf", 16_384) or "", "resolv.conf"))


def parse_resolvers(text: str, source: str) -> tuple[Resolver, ...]:
    """The name servers of a resolv.conf(5), in order; what is no address is left out."""
    found: dict[Address, Resolver] = {}
    for line in text.splitlines():
        words = line.split("#", 1)[0].split(";", 1)[0].split()
        if len(words) >= 2 and words[0] == "nameserver":
            try:
                address = parse_address(words[1].split("%", 1)[0])
            except MalformedIdentity:
                continue
            found.setdefault(address, Resolver(address, source))
    return tuple(found.values())[:_MOST_RESOLVERS]
