"""Ways out of one PC other than its wire and its Wi-Fi: tethers, modems, Bluetooth, PPP, cables to peers, tunnels."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from collector.presence.devices import device_behind, is_handed_over, kind_of, named, place, where_of
from collector.presence.links import is_connected, is_default
from collector.presence.stacking import BRIDGES, Stack
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind, AttachedDevice, DeviceKind, InterfaceAddress, Route


class Way(StrEnum):
    """Kinds of ways out, each worth the same attention whoever makes it."""

    USB_TETHER = "usb-tether"
    MODEM = "modem"
    BLUETOOTH_PAN = "bluetooth-pan"
    PPP = "ppp"
    THUNDERBOLT = "thunderbolt"
    TUNNEL = "tunnel"


class Reach(IntEnum):
    """How far a way out is open."""

    BLOCKED = 0
    PRESENT = 1
    UP = 2
    HAS_ADDRESS = 3
    HIDDEN = 4
    """A driver made it an interface, or a program or virtual machine has it: nobody here sees what it does."""
    CARRIES_ROUTE = 5
    SHARED = 6
    """Bridged to another adapter, or shared with those behind it."""

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out; `id` outlives renames and replugging. `addresses` are global ones; `gateway`: where it leads."""

    id: str
    way: Way
    reach: Reach
    device: str
    adapter: Adapter | None
    hardware: AttachedDevice | None
    addresses: tuple[str, ...]
    gateway: str | None


_WAYS = {
    AdapterKind.USB_TETHER: Way.USB_TETHER,
    AdapterKind.WWAN: Way.MODEM,
    AdapterKind.BLUETOOTH: Way.BLUETOOTH_PAN,
    AdapterKind.PPP: Way.PPP,
    AdapterKind.TUNNEL: Way.TUNNEL,
}
_HARDWARE_WAYS = {
    DeviceKind.USB_TETHER: Way.USB_TETHER,
    DeviceKind.WWAN: Way.MODEM,
    DeviceKind.THUNDERBOLT_NET: Way.THUNDERBOLT,
}
_THUNDERBOLT = frozenset({"thunderbolt-net", "thunderbolt_net"})
_TUNNELS = frozenset({"tun", "wireguard", "vxlan", "geneve", "gretap", "ip6gretap", "l2tpeth", "ovpn", "xfrm", "vti"})
# The kernel makes one of each with the module (sit0, tunl0 …); a container host has them all, down.
_FALLBACKS = frozenset({"sit", "ipip", "gre", "gretap", "erspan", "ip6tnl", "ip6gre", "ip6gretap", "vti", "vti6"})
_MAKE_INTERFACES = frozenset(
    {"rndis_host", "cdc_ether", "cdc_eem", "cdc_ncm", "cdc_mbim", "huawei_cdc_ncm", "qmi_wwan", "ipheth"}
)
"""Drivers that make an interface whenever they are bound: where there is none, another network namespace has it."""
_VIRTUAL_MACHINES = re.compile(r"(vnet|fwpr|fwln|tap[0-9a-f]{8}-)[0-9a-f]*")
"""What libvirt, Proxmox and OpenStack call the taps of their virtual machines."""


def ways_out(
    links: Stack,
    devices: Sequence[AttachedDevice],
    addresses: Sequence[InterfaceAddress],
    routes: Sequence[Route],
    shared: Collection[AdapterId] = (),
) -> Iterator[WayOut]:
    """One for each device or tunnel. A charging phone, a Bluetooth controller alone, cabled adapters are none.

    `shared`: adapters known to be one side of a shared connection.
    """
    taken: set[str] = set()
    shown: set[str] = set()
    for adapter in links.by_name.values():
        hardware = device_behind(adapter, devices)
        way = way_of(adapter, hardware)
        if way is None:
            continue
        held = tuple(str(one.address) for one in addresses if one.adapter == adapter.id and one.scope == "global")
        reach = _reach(way, adapter, links, held, routes, shared)
        shown |= {where_of(hardware)} if hardware else set()
        if reach is not None:
            found = WayOut(
                _name(way, adapter, hardware, taken),
                way,
                reach,
                where_of(hardware) if hardware else place(adapter.bus, adapter.bus_path) or adapter.bus_path,
                adapter,
                hardware,
                held,
                _gateway(adapter, routes),
            )
            taken.add(found.id)
            yield found
    for device in devices:
        if device.kind in _HARDWARE_WAYS and where_of(device) not in shown and not device.interfaces:
            name = named((device.vendor_id, device.product_id, device.serial), where_of(device), taken)
            taken.add(name)
            reach = _reach_of_hardware(device)
            yield WayOut(name, _HARDWARE_WAYS[device.kind], reach, where_of(device), None, device, (), None)


def way_of(adapter: Adapter, hardware: AttachedDevice | None = None) -> Way | None:
    """Which way out an interface is; None: a wire, a Wi-Fi radio, or something of this PC's own."""
    if adapter.driver in _THUNDERBOLT or adapter.bus == "thunderbolt":
        return Way.THUNDERBOLT
    if adapter.link_kind in _TUNNELS and adapter.kind is AdapterKind.VIRTUAL:
        return Way.TUNNEL
    return _WAYS.get(kind_of(adapter, hardware))


def _reach(
    way: Way,
    adapter: Adapter,
    links: Stack,
    held: tuple[str, ...],
    routes: Sequence[Route],
    shared: Collection[AdapterId],
) -> Reach | None:
    carriers = {adapter.id, *(one.id for one in links.above(adapter))}
    carries_route = any(route.adapter in carriers and is_default(route) for route in routes)
    if way is Way.TUNNEL and _is_known(adapter, links, bool(held), carries_route):
        return None
    reach = _reach_of_link(way, adapter, bool(held))
    if reach is not None and reach >= Reach.UP:
        if carries_route:
            reach = Reach.CARRIES_ROUTE
        # Any bridge of virtual machines holds their taps and the wire.
        if carriers & set(shared) or (adapter.link_kind != "tun" and links.bridged_with(adapter)):
            reach = Reach.SHARED
    return reach


def _reach_of_hardware(device: AttachedDevice) -> Reach:
    """Of a device that shows no interface here."""
    if device.is_authorized is False:
        return Reach.BLOCKED
    is_hidden = is_handed_over(device.drivers) or not _MAKE_INTERFACES.isdisjoint(device.drivers)
    return Reach.HIDDEN if is_hidden else Reach.PRESENT


def _reach_of_link(way: Way, adapter: Adapter, has_address: bool) -> Reach | None:
    if adapter.is_up and adapter.carrier is not False:
        return Reach.HAS_ADDRESS if has_address else Reach.UP
    if way is Way.BLUETOOTH_PAN or adapter.driver == "ipheth":
        # An iPhone that only charges shows its interface too, without a link.
        return None
    return Reach.PRESENT


def _is_known(adapter: Adapter, links: Stack, has_address: bool, carries_route: bool) -> bool:
    """A virtual machine's tap, or a tunnel that exists because its kernel module is loaded.

    A tap (a cable: it has a MAC) that nobody holds the other end of, without address, route or bridge, is a machine's
    that does not run; a tun (addresses only) is what a VPN makes, and is told of before it is used.
    """
    master = links.by_name.get(adapter.master or "")
    if master is not None and master.link_kind in BRIDGES:
        leads_by_wire = bool(links.bases(master))
        return (
            (not carries_route or leads_by_wire) if adapter.link_kind == "tun" else not (carries_route or leads_by_wire)
        )
    if has_address or carries_route:
        return False
    if adapter.link_kind == "tun":
        is_tap = adapter.kind is AdapterKind.VIRTUAL
        return (is_tap and not is_connected(adapter)) or _VIRTUAL_MACHINES.match(adapter.name) is not None
    return not adapter.is_up and (adapter.link_kind is None or adapter.link_kind in _FALLBACKS)


def _name(way: Way, adapter: Adapter, hardware: AttachedDevice | None, taken: Collection[str]) -> str:
    if way in (Way.TUNNEL, Way.PPP):
        return f"{way.value}:{adapter.name}"
    known = hardware or adapter
    where = where_of(hardware) if hardware else place(adapter.bus, adapter.bus_path) or adapter.bus_path
    return named((known.vendor_id, known.product_id, known.serial), where, taken)


def _gateway(adapter: Adapter, routes: Sequence[Route]) -> str | None:
    defaults = (one for one in routes if one.adapter == adapter.id and is_default(one))
    return next((str(one.gateway) for one in defaults if one.gateway is not None), None)
