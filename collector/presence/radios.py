"""Radios of one PC and what each opens, from what its kernel says of devices, links and routes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from protocol.observations import Adapter, AdapterKind, Route, WirelessDevice


class Grade(IntEnum):
    """From harmless to an open door (R10)."""

    PRESENT = 0
    DRIVER_BOUND = 1
    RADIO_ON = 2
    ASSOCIATED = 3
    ACCESS_POINT = 4
    """Offers a network or listens to others': AP, P2P group owner, IBSS, mesh, monitor."""
    CARRIES_ROUTE = 5
    BRIDGED = 6

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Radio:
    """One radio with its grade; `sources` are those of the kernel that named it."""

    id: str
    grade: Grade
    device: str
    name: str | None
    vendor_id: str | None
    product_id: str | None
    driver: str | None
    ssid: str | None
    bssid: str | None
    sources: tuple[str, ...]


_KINDS = frozenset({AdapterKind.WIFI, AdapterKind.WWAN, AdapterKind.USB_TETHER, AdapterKind.BLUETOOTH})
_OPEN_MODES = frozenset({"ap", "monitor", "ibss", "mesh", "p2p-go", "ap-vlan"})


def radios(adapters: Sequence[Adapter], wireless: Sequence[WirelessDevice], routes: Sequence[Route]) -> Iterator[Radio]:
    """One for each radio the kernel knows, and for each tether, modem or Bluetooth link that no radio stands for."""
    told = {item.adapter for item in wireless if item.adapter is not None}
    for device in wireless:
        adapter = next((item for item in adapters if item.id == device.adapter), None)
        yield _of_device(device, _highest(_grade(device), adapter, adapters, routes))
    for adapter in adapters:
        if adapter.kind in _KINDS and adapter.id not in told:
            yield _of_adapter(adapter, _highest(_grade_of_link(adapter), adapter, adapters, routes))


def _grade(device: WirelessDevice) -> Grade:
    if device.is_up and device.mode in _OPEN_MODES:
        return Grade.ACCESS_POINT
    if device.bssid is not None or (device.is_up and device.ssid is not None):
        return Grade.ASSOCIATED
    if device.is_up and not device.soft_blocked and not device.hard_blocked:
        return Grade.RADIO_ON
    return Grade.DRIVER_BOUND if device.driver else Grade.PRESENT


def _grade_of_link(adapter: Adapter) -> Grade:
    if adapter.is_up and adapter.carrier:
        return Grade.ASSOCIATED
    if adapter.is_up:
        return Grade.RADIO_ON
    return Grade.DRIVER_BOUND if adapter.driver else Grade.PRESENT


def _highest(grade: Grade, adapter: Adapter | None, adapters: Sequence[Adapter], routes: Sequence[Route]) -> Grade:
    if adapter is None or grade < Grade.RADIO_ON:
        return grade
    above = _links_above(adapter, adapters)
    if any(_joins_another(link, adapter, adapters) for link in above):
        return Grade.BRIDGED
    carriers = {adapter.id, *(link.id for link in above)}
    if any(route.adapter in carriers and route.destination.prefixlen == 0 for route in routes):
        return Grade.CARRIES_ROUTE
    return grade


def _links_above(adapter: Adapter, adapters: Sequence[Adapter]) -> list[Adapter]:
    """What sits on top of a radio looks wired: bridges, bonds, VLANs, followed down to it. Bounded by their number."""
    names = {adapter.name}
    found: list[Adapter] = []
    for _ in adapters:
        more = [item for item in adapters if item not in found and item is not adapter and names & {*item.lower}]
        more += [item for item in adapters if item.name in _masters(names, adapters) and item not in [*found, *more]]
        if not more:
            break
        found += more
        names |= {item.name for item in more}
    return found


def _masters(names: set[str], adapters: Sequence[Adapter]) -> set[str]:
    return {item.master for item in adapters if item.name in names and item.master is not None}


def _joins_another(bridge: Adapter, radio: Adapter, adapters: Sequence[Adapter]) -> bool:
    if bridge.link_kind != "bridge":
        return False
    ports = [item for item in adapters if item.master == bridge.name or item.name in bridge.lower]
    return any(item.id != radio.id and item.kind is AdapterKind.WIRED for item in ports)


def _of_device(device: WirelessDevice, grade: Grade) -> Radio:
    return Radio(
        device.adapter or device.device,
        grade,
        device.device,
        device.name,
        device.vendor_id,
        device.product_id,
        device.driver,
        device.ssid,
        str(device.bssid) if device.bssid else None,
        device.sources,
    )


def _of_adapter(adapter: Adapter, grade: Grade) -> Radio:
    return Radio(
        adapter.id,
        grade,
        adapter.bus_path,
        adapter.name,
        adapter.vendor_id,
        adapter.product_id,
        adapter.driver,
        None,
        None,
        (f"kind:{adapter.kind.value}",),
    )
