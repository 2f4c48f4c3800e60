"""Radios of one PC and what each opens, from what its kernel says of devices, links and routes."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from collector.presence.devices import device_behind, is_handed_over, kind_of, named, place, where_of
from collector.presence.radio_grade import Grade, grade_of_link, grade_of_radio
from collector.presence.stacking import Stack
from protocol.identity import AdapterId
from protocol.observations import (
    Adapter,
    AdapterKind,
    AttachedDevice,
    DeviceKind,
    InterfaceAddress,
    Route,
    WirelessDevice,
)


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
    is_sensors_only: bool = False
    """IEEE 802.15.4 on which no 6LoWPAN leads anywhere: it speaks to sensors and is no network of a PC."""

    @property
    def is_pluggable(self) -> bool:
        return self.bus == "usb"


_RADIO_KINDS = frozenset({DeviceKind.WIFI, DeviceKind.MODE_SWITCH, DeviceKind.IEEE802154})
_RADIO_LINKS = frozenset({AdapterKind.WIFI, AdapterKind.IEEE802154})
_NO_RADIO = frozenset({DeviceKind.USB_TETHER, DeviceKind.WWAN, DeviceKind.WIRED})
_OWN_SCOPES = frozenset({"link", "host"})
_PHY = re.compile(r"phy[0-9]+\Z")


def radios(
    links: Stack,
    wireless: Sequence[WirelessDevice],
    devices: Sequence[AttachedDevice],
    routes: Sequence[Route],
    addresses: Sequence[InterfaceAddress] = (),
) -> Iterator[Radio]:
    """One for each radio, by whichever source; interfaces of one radio are one."""
    led_to = _led_to(addresses, routes)
    taken: set[str] = set()
    shown: set[str] = set()
    for radio in _by_source(links, wireless, devices, routes, taken, shown):
        taken.add(radio.id)
        shown |= {radio.device, *radio.names}
        yield replace(radio, is_sensors_only=_is_sensors_only(radio, links, led_to))


def _led_to(addresses: Sequence[InterfaceAddress], routes: Sequence[Route]) -> frozenset[AdapterId]:
    """Adapters with an address of more than their own link, or with a route to more."""
    held: set[AdapterId | None] = {one.adapter for one in addresses if one.scope not in _OWN_SCOPES}
    nets = {one.adapter for one in routes if not (one.destination.is_link_local or one.destination.is_multicast)}
    return frozenset(one for one in held | nets if one is not None)


def _is_sensors_only(radio: Radio, links: Stack, led_to: Container[AdapterId]) -> bool:
    """A driver whose interface is not to be seen here may have it anywhere: that one is told."""
    interfaces = [links.by_name[name] for name in radio.names if name in links.by_name]
    if any(one.kind is not AdapterKind.IEEE802154 for one in interfaces):
        return False
    if not interfaces:
        device = radio.hardware
        return device is not None and device.kind is DeviceKind.IEEE802154 and not device.drivers
    carriers = [one for base in interfaces for one in (base, *links.above(base))]
    return radio.grade is not Grade.HIDDEN and not any(one.id in led_to for one in carriers)


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
            if all(kind_of(one, device) in _RADIO_LINKS for one in interfaces):
                yield _seen(device, interfaces, links, routes, taken)
    for one in links.by_name.values():
        if one.kind in _RADIO_LINKS and one.name not in shown:
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
    graded = [grade_of_radio(one, _adapter(one, links), links, routes) for one in parts]
    grade = max(graded)
    said = parts[graded.index(grade)]
    if hardware is not None and hardware.is_authorized is False and grade is Grade.PRESENT:
        grade = Grade.BLOCKED
    if hardware is not None and is_handed_over(hardware.drivers):
        grade = max(grade, Grade.HIDDEN)
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
    bound = Grade.HIDDEN if is_handed_over(drivers) else Grade.DRIVER_BOUND if drivers else Grade.PRESENT
    if device is not None and device.is_authorized is False:
        bound = Grade.BLOCKED
    grades = [grade_of_link(one, bound, links, routes) for one in interfaces]
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


def _where(adapter: Adapter | None) -> str:
    return "" if adapter is None else place(adapter.bus, adapter.bus_path) or adapter.bus_path


def _adapter(one: WirelessDevice, links: Stack) -> Adapter | None:
    return links.by_id.get(one.adapter) if one.adapter else None


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
