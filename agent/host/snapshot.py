"""The portable view of the network (psutil, netifaces) for systems without rtnetlink, and what it gets wrong.

Never the truth on Linux: netifaces knows no metrics, tables or next hops, shows aliases as interfaces and loses the
default route where policy routing is in use.
"""

import ipaddress
import socket
from typing import Any

import netifaces
import psutil

from agent.errors import CouldNotLook
from agent.host.tables import (
    IFF_UP,
    KernelTables,
    Link,
    LinkAddress,
    NeighbourEntry,
    RouteEntry,
    Wiphy,
    WirelessInterface,
)
from protocol.address import Address
from protocol.errors import MalformedIdentity
from protocol.mac import MacAddress

_MAIN_TABLE, _UNICAST, _UNKNOWN_PROTOCOL = 254, 1, 0
_LINK_SCOPE, _HOST_SCOPE, _GLOBAL_SCOPE = 253, 254, 0
_PERMANENT = 0x80
_DEFAULTS = {
    socket.AF_INET: ipaddress.ip_network("0.0.0.0/0"),
    socket.AF_INET6: ipaddress.ip_network("::/0"),
}


class PortableTables:
    """KernelTables by psutil and netifaces; indexes are the operating system's."""

    def links(self) -> tuple[Link, ...]:
        states = psutil.net_if_stats()
        return tuple(
            Link(
                index=_index(name),
                name=name,
                mac=_mac(addresses),
                flags=IFF_UP if name in states and states[name].isup else 0,
            )
            for name, addresses in sorted(psutil.net_if_addrs().items())
        )

    def addresses(self) -> tuple[LinkAddress, ...]:
        return tuple(
            LinkAddress(_index(name), address, _prefix_length(entry.netmask, address), _scope(address), _PERMANENT)
            for name, entries in sorted(psutil.net_if_addrs().items())
            for entry in entries
            if (address := _address(entry.address)) is not None
        )

    def routes(self) -> tuple[RouteEntry, ...]:
        """Default routes only: netifaces knows no others."""
        gateways: dict[Any, Any] = dict(netifaces.gateways())
        return tuple(
            RouteEntry(
                family, _DEFAULTS[family], gateway, _index(entry[1]), 0, _MAIN_TABLE, _UNKNOWN_PROTOCOL, _UNICAST
            )
            for family in (socket.AF_INET, socket.AF_INET6)
            for entry in gateways.get(int(family), ())
            if (gateway := _address(entry[0])) is not None
        )

    def neighbours(self) -> tuple[NeighbourEntry, ...]:
        raise CouldNotLook("neighbours", "psutil and netifaces know none")

    def wiphys(self) -> tuple[Wiphy, ...]:
        raise CouldNotLook("radios", "psutil and netifaces know none")

    def wireless_interfaces(self) -> tuple[WirelessInterface, ...]:
        raise CouldNotLook("wireless interfaces", "psutil and netifaces know none")

    def stations(self, ifindex: int) -> tuple[MacAddress, ...]:
        raise CouldNotLook(f"stations of interface {ifindex}", "psutil and netifaces know none")


def cross_check(truth: KernelTables, portable: KernelTables) -> tuple[str, ...]:
    """One sentence per thing on which the two disagree, for a person who doubts the agent. Raises CouldNotLook."""
    return (*_check_addresses(truth, portable), *_check_routes(truth, portable))


def _check_addresses(truth: KernelTables, portable: KernelTables) -> list[str]:
    names = {link.index: link.name for link in truth.links()}
    ours = {(names.get(entry.index, "?"), entry.address) for entry in truth.addresses()}
    other_names = {link.index: link.name for link in portable.links()}
    theirs = {(other_names.get(entry.index, "?"), entry.address) for entry in portable.addresses()}
    # An alias (eth0:1) is an address label that the portable view shows as an interface of its own.
    theirs = {(name.partition(":")[0], address) for name, address in theirs}
    return [
        *(f"{address} of {name} is in the kernel's table only" for name, address in sorted(ours - theirs, key=str)),
        *(f"{address} of {name} is in the portable view only" for name, address in sorted(theirs - ours, key=str)),
    ]


def _check_routes(truth: KernelTables, portable: KernelTables) -> list[str]:
    ours = {
        entry.gateway: entry.table
        for entry in truth.routes()
        if entry.destination.prefixlen == 0 and entry.gateway is not None and entry.type == _UNICAST
    }
    theirs = {entry.gateway for entry in portable.routes()}
    policy = [
        f"the default route by {gateway} is in table {table}, which the portable view cannot tell from the main one"
        for gateway, table in ours.items()
        if table != _MAIN_TABLE and gateway in theirs
    ]
    return [
        *(f"the default route by {gateway} is in the kernel's table only" for gateway in ours if gateway not in theirs),
        *(f"the default route by {gateway} is in the portable view only" for gateway in theirs if gateway not in ours),
        *policy,
    ]


def _index(name: str) -> int:
    try:
        return socket.if_nametoindex(name.partition(":")[0])
    except OSError:
        return 0  # gone between the two questions


def _mac(addresses: list[Any]) -> MacAddress | None:
    for entry in addresses:
        if entry.family == psutil.AF_LINK:
            try:
                mac = MacAddress.parse(entry.address)
            except MalformedIdentity:
                continue
            return None if mac.is_zero else mac
    return None


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _prefix_length(netmask: str | None, address: Address) -> int:
    if netmask is None:
        return address.max_prefixlen
    return int(ipaddress.ip_address(netmask.partition("/")[0])).bit_count()


def _scope(address: Address) -> int:
    if address.is_loopback:
        return _HOST_SCOPE
    return _LINK_SCOPE if address.is_link_local else _GLOBAL_SCOPE
