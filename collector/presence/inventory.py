"""Every radio, modem, tether and tunnel of one PC in one list, however many sources speak of each. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from collector.presence.devices import named, where_of
from collector.presence.radios import Radio, radios
from collector.presence.stacking import stack
from collector.presence.ways_out import Way, WayOut, ways_out
from protocol.observations import (
    Adapter,
    AttachedDevice,
    DeviceKind,
    InterfaceAddress,
    Observation,
    Route,
    WirelessDevice,
)

Said = TypeVar("Said")


class Sort(StrEnum):
    """What people ask for."""

    WIFI = "wifi"
    WWAN = "wwan"
    USB_TETHER = "usb-tether"
    BLUETOOTH = "bluetooth"
    PPP = "ppp"
    THUNDERBOLT = "thunderbolt"
    TUNNEL = "tunnel"


_SORTS = {
    Way.USB_TETHER: Sort.USB_TETHER,
    Way.MODEM: Sort.WWAN,
    Way.BLUETOOTH_PAN: Sort.BLUETOOTH,
    Way.PPP: Sort.PPP,
    Way.THUNDERBOLT: Sort.THUNDERBOLT,
    Way.TUNNEL: Sort.TUNNEL,
}


@dataclass(frozen=True, slots=True)
class Device:
    """`id` is what alerts about it and exemptions of it call their part; `state` a word of Grade or Reach.

    `since_us`: since when the PC has named it without a break, on the collector's clock; None: not known.
    """

    id: str
    sort: Sort
    state: str
    interfaces: tuple[str, ...]
    where: str
    bus: str
    vendor_id: str | None
    product_id: str | None
    manufacturer: str | None
    product: str | None
    serial: str | None
    drivers: tuple[str, ...]
    mac: str | None
    permanent_mac: str | None
    ssid: str | None
    denied_by: tuple[str, ...]
    since_us: int | None = None


def devices_of(said: Sequence[Observation], since: Mapping[str, int]) -> list[Device]:
    """Radios first, then other ways out, then Bluetooth controllers without a link; `since` by id or place."""
    attached = _of(said, AttachedDevice)
    links = stack(_of(said, Adapter))
    routes, addresses = _of(said, Route), _of(said, InterfaceAddress)
    found = [_of_radio(one, since) for one in radios(links, _of(said, WirelessDevice), attached, routes, addresses)]
    ways = ways_out(links, attached, addresses, routes)
    found += [_of_way(one, since) for one in ways]
    return [*found, *_controllers(attached, {one.where for one in found}, {one.id for one in found}, since)]


def _of(said: Sequence[Observation], kind: type[Said]) -> list[Said]:
    return [item for item in said if isinstance(item, kind)]


def _of_radio(radio: Radio, since: Mapping[str, int]) -> Device:
    said = radio.said
    device = _device(radio.id, Sort.WIFI, radio.grade.word, radio.device, radio.adapter, radio.hardware, since)
    known = [since[said.device]] if said and said.device in since else []
    starts = [*known, *([device.since_us] if device.since_us is not None else [])]
    return replace(
        device,
        bus=radio.bus,
        interfaces=radio.names,
        vendor_id=device.vendor_id or (said.vendor_id if said else None),
        product_id=device.product_id or (said.product_id if said else None),
        drivers=device.drivers or ((said.driver,) if said and said.driver else ()),
        ssid=said.ssid if said else None,
        denied_by=radio.denied_by,
        since_us=min(starts, default=None),
    )


def _of_way(way: WayOut, since: Mapping[str, int]) -> Device:
    return _device(way.id, _SORTS[way.way], way.reach.word, way.device, way.adapter, way.hardware, since)


def _controllers(
    attached: Sequence[AttachedDevice], shown: set[str], taken: set[str], since: Mapping[str, int]
) -> Iterator[Device]:
    for one in attached:
        if one.kind is DeviceKind.BLUETOOTH and where_of(one) not in shown:
            name = named((one.vendor_id, one.product_id, one.serial), where_of(one), taken)
            state = "blocked" if one.is_authorized is False else "driver-bound" if one.drivers else "present"
            yield _device(name, Sort.BLUETOOTH, state, where_of(one), None, one, since)
            taken.add(name)


def _device(
    name: str,
    sort: Sort,
    state: str,
    where: str,
    adapter: Adapter | None,
    hardware: AttachedDevice | None,
    since: Mapping[str, int],
) -> Device:
    known = hardware or adapter
    drivers = hardware.drivers if hardware else (adapter.driver,) if adapter and adapter.driver else ()
    starts = [since[key] for key in _keys(adapter, hardware) if key in since]
    return Device(
        id=name,
        sort=sort,
        state=state,
        interfaces=(adapter.name,) if adapter else hardware.interfaces if hardware else (),
        where=where,
        bus=known.bus if known else "",
        vendor_id=known.vendor_id if known else None,
        product_id=known.product_id if known else None,
        manufacturer=hardware.manufacturer if hardware else None,
        product=known.product if known else None,
        serial=known.serial if known else None,
        drivers=drivers,
        mac=str(adapter.mac) if adapter and adapter.mac else None,
        permanent_mac=str(adapter.permanent_mac) if adapter and adapter.permanent_mac else None,
        ssid=None,
        denied_by=(),
        since_us=min(starts, default=None),
    )


def _keys(adapter: Adapter | None, hardware: AttachedDevice | None) -> list[str]:
    return [key for key in (adapter.id if adapter else None, hardware.device if hardware else None) if key]
