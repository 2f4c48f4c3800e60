"""Radios of one PC and what each opens, from what its kernel says of devices, links and routes."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from collector.presence.devices import device_behind, kind_of, named, place, where_of
from collector.presence.stacking import Stack
from protocol.observations import Adapter, AdapterKind, AttachedDevice, DeviceKind, Route, WirelessDevice


class Grade(IntEnum):
    """From harmless to an open door (R10)."""

    BLOCKED = 0
    """Plugged in and kept out by USBGuard or the like: no driver may have it."""
    PRESENT = 1
    DRIVER_BOUND = 2
    RADIO_ON = 3
    NO_INTERFACE = 4
    """Works, but has no network interface: a P2P or another interface can be made at any time."""
    ASSOCIATED = 5
    HIDDEN = 6
    """A switch or driver holds it, yet this network namespace knows nothing of it: nobody sees what it does."""
    MONITOR = 7
    ACCESS_POINT = 8
    """Offers a network: AP, P2P group owner, IBSS, mesh."""
    CARRIES_ROUTE = 9
    BRIDGED = 10

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Radio:
    """One radio with its grade, whatever interfaces it has.

    `id` outlives renames and replugging. `said` is what its gravest interface says, `hardware` what its bus does;
    None: it does not. `sources` name it, `denied_by` should know it and do not.
    """

    id: str
    grade: Grade
    device: str
    bus: str
    names: tuple[str, ...]
    sources: tuple[str, ...]
    denied_by: tuple[str, ...]
    said: WirelessDevice | None
    hardware: AttachedDevice | None
    adapter: Adapter | None

    @property
    def is_pluggable(self) -> bool:
        return self.bus == "usb"


_OFFERS = frozenset({"ap", "ibss", "mesh", "p2p-go", "ap-vlan"})
_RADIO_KINDS = frozenset({DeviceKind.WIFI, DeviceKind.MODE_SWITCH, DeviceKind.IEEE802154})
_NO_RADIO = frozenset({DeviceKind.USB_TETHER, DeviceKind.WWAN, DeviceKind.WIRED})
_PHY = re.compile(r"phy[0-9]+\Z")


def radios(
    links: Stack, wireless: Sequence[WirelessDevice], devices: Sequence[AttachedDevice], routes: Sequence[Route]
) -> Iterator[Radio]:
    """One for each radio, by whichever source; interfaces of one radio are one."""
    taken: set[str] = set()
    shown: set[str] = set()
    for radio in _by_source(links, wireless, devices, routes, taken, shown):
        taken.add(radio.id)
        shown |= {radio.device, *radio.names}
        yield radio


def _by_source(
    links: Stack,
    wireless: Sequence[WirelessDevice],
    devices: Sequence[AttachedDevice],
    routes: Sequence[Route],
    taken: set[str],
    shown: set[str],
) -> Iterator[Radio]:
    """What the kernel calls a radio, then what the bus says is one, then what only its link says is one."""
    for parts in _by_radio(wireless):
        hardware = _hardware_of(parts, links, [one for one in devices if where_of(one) not in shown])
        if not _is_only_a_key(parts[0]) and not _is_anothers(parts[0], hardware):
            yield _told(parts, hardware, links, routes, taken)
    for device in devices:
        if device.kind in _RADIO_KINDS and where_of(device) not in shown:
            interfaces = [one for one in links.by_name.values() if device_behind(one, [device])]
            if all(kind_of(one, device) is AdapterKind.WIFI for one in interfaces):
                yield _seen(device, interfaces, links, routes, taken)
    for one in links.by_name.values():
        if one.kind is AdapterKind.WIFI and one.name not in shown:
            device_of_it = device_behind(one, devices)
            if device_of_it is None or device_of_it.kind in _RADIO_KINDS:
                yield _seen(device_of_it, [one], links, routes, taken)


def _by_radio(wireless: Iterable[WirelessDevice]) -> list[list[WirelessDevice]]:
    """A radio with a second, monitoring interface is one radio."""
    found: dict[str, list[WirelessDevice]] = {}
    for one in wireless:
        found.setdefault(one.device, []).append(one)
    return list(found.values())


def _hardware_of(parts: list[WirelessDevice], links: Stack, devices: Sequence[AttachedDevice]) -> AttachedDevice | None:
    """By where an interface of it sits; a radio that shows none by its own place, else by its ids."""
    for one in parts:
        adapter = _adapter(one, links)
        found = device_behind(adapter, devices) if adapter else None
        if found is not None:
            return found
    first = parts[0]
    where = place(first.bus, first.device)
    for device in devices:
        if where is not None and where_of(device) == where:
            return device
    alike = [one for one in devices if (one.vendor_id, one.product_id) == (first.vendor_id, first.product_id)]
    return next((one for one in alike if first.vendor_id is not None and not one.interfaces), None)


def _told(
    parts: list[WirelessDevice],
    hardware: AttachedDevice | None,
    links: Stack,
    routes: Sequence[Route],
    taken: Container[str],
) -> Radio:
    graded = [_grade(one, _adapter(one, links), links, routes) for one in parts]
    grade = max(graded)
    said = parts[graded.index(grade)]
    if hardware is not None and hardware.is_authorized is False and grade is Grade.PRESENT:
        grade = Grade.BLOCKED
    adapter = next((found for one in parts if (found := _adapter(one, links)) is not None), None)
    where = where_of(hardware) if hardware else place(adapter.bus, adapter.bus_path) if adapter else None
    serial = hardware.serial if hardware else adapter.serial if adapter else None
    name = named((said.vendor_id, said.product_id, serial), where or said.device, taken)
    return Radio(
        # Two radios of one card sit in one place; the agent tells them apart.
        id=said.device if name in taken else name,
        grade=grade,
        device=where or said.device,
        bus=hardware.bus if hardware else said.bus,
        names=tuple(one.name for one in parts if one.name is not None),
        sources=_all(one.sources for one in parts),
        denied_by=_all(one.denied_by for one in parts),
        said=said,
        hardware=hardware,
        adapter=adapter,
    )


def _is_only_a_key(said: WirelessDevice) -> bool:
    """A laptop's own Wi-Fi key has a switch of its own, without a radio behind it."""
    return said.sources == ("rfkill",) and said.driver is None and not _PHY.match(said.device)


def _is_anothers(said: WirelessDevice, hardware: AttachedDevice | None) -> bool:
    """rndis_wlan is a Wi-Fi driver and takes any phone: without a radio of the kernel the hardware's word counts."""
    return hardware is not None and hardware.kind in _NO_RADIO and "nl80211" not in said.sources and said.name is None


def _seen(
    device: AttachedDevice | None,
    interfaces: list[Adapter],
    links: Stack,
    routes: Sequence[Route],
    taken: Container[str],
) -> Radio:
    """A radio that the wireless probe does not tell of: by its hardware, by its links, or by both."""
    adapter = interfaces[0] if interfaces else None
    drivers = device.drivers if device else tuple(one.driver for one in interfaces if one.driver)
    bound = Grade.DRIVER_BOUND if drivers else Grade.PRESENT
    if device is not None and device.is_authorized is False:
        bound = Grade.BLOCKED
    grades = [_spread(_grade_of_link(one, bound), one, links, routes) for one in interfaces]
    known = device or adapter
    where = where_of(device) if device else _where(adapter)
    ids = (known.vendor_id, known.product_id, known.serial) if known else (None, None, None)
    return Radio(
        id=named(ids, where, taken),
        grade=max([bound, *grades]),
        device=where,
        bus=known.bus if known else "",
        names=tuple(one.name for one in interfaces),
        sources=("hardware",) if device else ("adapter",),
        denied_by=(),
        said=None,
        hardware=device,
        adapter=adapter,
    )


def _grade(one: WirelessDevice, adapter: Adapter | None, links: Stack, routes: Sequence[Route]) -> Grade:
    if adapter is None and one.name is None:
        return _grade_without_interface(one)
    has_joined = one.is_associated or one.bssid is not None
    is_off = one.soft_blocked or one.hard_blocked or not one.is_up
    bound = Grade.DRIVER_BOUND if one.driver else Grade.PRESENT
    if is_off and not has_joined:
        return bound
    grade = Grade.ASSOCIATED if has_joined or one.ssid is not None else Grade.RADIO_ON
    if one.mode is None and adapter is not None:
        # A driver of the old wireless extensions tells nl80211 nothing: a link is all that shows an association.
        grade = max(grade, _grade_of_link(adapter, bound))
    if one.mode == "monitor":
        grade = Grade.MONITOR
    if one.mode in _OFFERS:
        grade = Grade.ACCESS_POINT
    return grade if adapter is None else _spread(grade, adapter, links, routes)


def _grade_without_interface(one: WirelessDevice) -> Grade:
    if "rfkill" in one.sources and "nl80211" in one.denied_by:
        return Grade.HIDDEN
    if "nl80211" in one.sources and not one.soft_blocked and not one.hard_blocked:
        return Grade.NO_INTERFACE
    return Grade.DRIVER_BOUND if one.driver else Grade.PRESENT


def _grade_of_link(adapter: Adapter, bound: Grade) -> Grade:
    if not adapter.is_up:
        return bound
    return Grade.ASSOCIATED if adapter.carrier else Grade.RADIO_ON


def _spread(grade: Grade, adapter: Adapter, links: Stack, routes: Sequence[Route]) -> Grade:
    """What sits on a radio looks wired: bridges, bonds, VLANs are followed down to it."""
    if grade < Grade.RADIO_ON:
        return grade
    if links.bridged_with(adapter):
        return Grade.BRIDGED
    carriers = {adapter.id, *(link.id for link in links.above(adapter))}
    if any(route.adapter in carriers and route.destination.prefixlen <= 1 for route in routes):
        return Grade.CARRIES_ROUTE
    return grade


def _where(adapter: Adapter | None) -> str:
    return "" if adapter is None else place(adapter.bus, adapter.bus_path) or adapter.bus_path


def _adapter(one: WirelessDevice, links: Stack) -> Adapter | None:
    return links.by_id.get(one.adapter) if one.adapter else None


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
