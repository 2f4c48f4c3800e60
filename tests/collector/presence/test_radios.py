from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.presence.radios import Grade, radios
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind, Route, WirelessDevice
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, adapter, default_route


def graded(adapters: list[Adapter], devices: list[WirelessDevice], routes: list[Route]) -> list[Grade]:
    return [radio.grade for radio in radios(adapters, devices, routes)]


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"driver": None, "is_up": False}, Grade.PRESENT),
        ({"is_up": False}, Grade.DRIVER_BOUND),
        ({"soft_blocked": True}, Grade.DRIVER_BOUND),
        ({}, Grade.RADIO_ON),
        ({"ssid": "示例", "bssid": MacAddress.parse("02-00-00-00-01-00")}, Grade.ASSOCIATED),
        ({"mode": "ap", "ssid": "示例"}, Grade.ACCESS_POINT),
        ({"mode": "monitor"}, Grade.ACCESS_POINT),
    ],
)
def test_grade_of_a_radio(changes: dict[str, object], grade: Grade) -> None:
    assert graded([WIRED, WIFI], [replace(WIFI_DEVICE, **changes)], []) == [grade]  # type: ignore[arg-type]


def test_radio_that_carries_a_default_route() -> None:
    assert graded([WIRED, WIFI], [WIFI_DEVICE], [default_route(WIFI.id)]) == [Grade.CARRIES_ROUTE]
    on_link = Route(WIFI.id, ip_network("192.168.1.0/24"), None, None, 0, 254)
    assert graded([WIRED, WIFI], [WIFI_DEVICE], [on_link]) == [Grade.RADIO_ON]


def test_what_sits_on_a_radio_looks_wired() -> None:
    vlan = replace(adapter("wlan0.7", AdapterKind.VIRTUAL), lower=("wlan0",), link_kind="vlan")

    assert graded([WIRED, WIFI, vlan], [WIFI_DEVICE], [default_route(vlan.id)]) == [Grade.CARRIES_ROUTE]


def test_radio_bridged_to_the_wire() -> None:
    bridge = replace(adapter("br0", AdapterKind.VIRTUAL), link_kind="bridge", lower=("eth0", "wlan0"))
    wired, wifi = replace(WIRED, master="br0"), replace(WIFI, master="br0")

    assert graded([wired, wifi, bridge], [WIFI_DEVICE], []) == [Grade.BRIDGED]


def test_bridge_of_virtual_machines_is_none() -> None:
    bridge = replace(adapter("virbr0", AdapterKind.VIRTUAL), link_kind="bridge")

    assert graded([replace(WIRED, master="virbr0"), WIFI, bridge], [WIFI_DEVICE], []) == [Grade.RADIO_ON]


def test_tether_without_a_radio_is_told_by_its_kind() -> None:
    tether = replace(adapter("usb0", AdapterKind.USB_TETHER), driver="rndis_host", carrier=True)
    found = list(radios([WIRED, tether], [], []))

    assert [(one.name, one.grade, one.sources) for one in found] == [("usb0", Grade.ASSOCIATED, ("kind:usb-tether",))]


def test_wired_pc_has_no_radio() -> None:
    assert graded([WIRED], [], [default_route(AdapterId(WIRED.id))]) == []
    assert ip_address("10.37.12.1").version == 4
