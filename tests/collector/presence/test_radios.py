from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from collector.presence.radio_grade import Grade
from collector.presence.radios import Radio, radios
from collector.presence.stacking import stack
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    AttachedDevice,
    DeviceKind,
    InterfaceAddress,
    Route,
    WirelessDevice,
)
from tests.support.hardware import CARD, DONGLE, PHONE, made_by, stacked
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, default_route, held

AP = MacAddress.parse("02-00-00-00-01-00")
LEFT_BEHIND = replace(
    WIFI_DEVICE, name=None, adapter=None, is_up=False, mode=None, sources=("rfkill", "driver"), denied_by=("nl80211",)
)


def found(
    adapters: Sequence[Adapter] = (WIRED, WIFI),
    said: Sequence[WirelessDevice] = (),
    devices: Sequence[AttachedDevice] = (),
    routes: Sequence[Route] = (),
) -> list[Radio]:
    return list(radios(stack(adapters), said, devices, routes))


def graded(*args: Any, **more: Any) -> list[Grade]:
    return [radio.grade for radio in found(*args, **more)]


def test_key_of_a_laptop_without_a_radio_is_none() -> None:
    key = replace(LEFT_BEHIND, device="ideapad_wlan", driver=None, sources=("rfkill",))

    assert graded([WIRED], [key]) == []


def test_radio_bridged_to_the_wire() -> None:
    bridge = stacked("br0", "bridge")

    assert graded([replace(WIRED, master="br0"), replace(WIFI, master="br0"), bridge], [WIFI_DEVICE]) == [Grade.BRIDGED]
    assert graded([replace(WIRED, master="br0"), WIFI, bridge], [WIFI_DEVICE]) == [Grade.RADIO_ON]
    tap = stacked("vnet0", "tun", master="br0")
    assert graded([WIRED, replace(WIFI, master="br0"), tap, bridge], [WIFI_DEVICE]) == [Grade.RADIO_ON]


def test_monitoring_interface_of_a_radio_is_the_same_radio() -> None:
    monitor = replace(WIFI_DEVICE, name="mon0", adapter=None, mode="monitor")
    (one,) = found(said=[WIFI_DEVICE, monitor])

    assert (one.grade, one.names) == (Grade.MONITOR, ("wlan0", "mon0"))
    assert one.said is monitor


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({}, Grade.PRESENT),
        ({"is_authorized": False, "classes": ()}, Grade.BLOCKED),
        ({"drivers": ("mt7601u",)}, Grade.DRIVER_BOUND),
        ({"kind": DeviceKind.MODE_SWITCH, "vendor_id": "0bda", "product_id": "1a2b"}, Grade.PRESENT),
        ({"kind": DeviceKind.WWAN}, None),
        ({"kind": DeviceKind.USB_TETHER}, None),
        ({"kind": DeviceKind.BLUETOOTH}, None),
        ({"kind": DeviceKind.WIRED}, None),
        ({"kind": DeviceKind.UNKNOWN}, None),
    ],
)
def test_device_that_only_the_bus_shows(changes: dict[str, Any], grade: Grade | None) -> None:
    assert graded([WIRED], devices=[replace(DONGLE, **changes)]) == ([] if grade is None else [grade])


def test_bus_and_kernel_speak_of_one_radio() -> None:
    card, dongle = made_by(CARD, "wlan0", AdapterKind.WIFI), replace(DONGLE, interfaces=("wlan1",))
    stick = made_by(dongle, "wlan1", AdapterKind.WIFI)
    said = replace(WIFI_DEVICE, adapter=card.id)
    also = replace(WIFI_DEVICE, device="phy1", name="wlan1", adapter=stick.id, vendor_id="148f", product_id="7601")

    both = found([WIRED, card, stick], [said, also], [CARD, dongle])

    assert [(one.id, one.grade) for one in both] == [("0000:02:00.0", Grade.RADIO_ON), ("1-2", Grade.RADIO_ON)]


def test_one_alert_from_the_bare_stick_to_the_hidden_radio() -> None:
    """Plugged in, driven, up, renamed, moved out of sight, plugged in again elsewhere: it keeps its name."""
    bare = replace(DONGLE, serial="53R1AL")
    driven = replace(bare, drivers=("mt7601u",), interfaces=("wlan0",))
    link = made_by(driven, "wlan0", AdapterKind.WIFI)
    said = replace(WIFI_DEVICE, adapter=link.id, vendor_id="148f", product_id="7601", driver="mt7601u", bus="usb")
    renamed = replace(link, name="eth7")
    gone = replace(driven, interfaces=())
    unseen = replace(LEFT_BEHIND, vendor_id="148f", product_id="7601", driver="mt7601u", bus="usb", device="phy0")
    moved = replace(bare, device="2-1")
    days = [
        found([WIRED], devices=[bare]),
        found([WIRED, link], [said], [driven]),
        found([WIRED, renamed], [replace(said, name="eth7")], [replace(driven, interfaces=("eth7",))]),
        found([WIRED], [unseen], [gone]),
        found([WIRED], devices=[moved]),
    ]

    assert [[one.id for one in day] for day in days] == [["148f:7601:53R1AL"]] * 5
    assert [day[0].grade for day in days] == [
        Grade.PRESENT,
        Grade.RADIO_ON,
        Grade.RADIO_ON,
        Grade.HIDDEN,
        Grade.PRESENT,
    ]


def test_two_sticks_of_one_make_with_one_serial_are_two() -> None:
    first, second = replace(DONGLE, serial="123456"), replace(DONGLE, serial="123456", device="1-4")

    assert [one.id for one in found([WIRED], devices=[first, second])] == ["148f:7601:123456", "1-4"]


def test_low_power_radio_is_one_too() -> None:
    stick = replace(DONGLE, kind=DeviceKind.IEEE802154, drivers=("atusb",), interfaces=("wpan0",))
    link = made_by(stick, "wpan0", AdapterKind.IEEE802154)

    assert graded([WIRED, replace(link, is_up=False)], devices=[stick]) == [Grade.DRIVER_BOUND]
    assert graded([WIRED, link], devices=[stick]) == graded([WIRED, link]) == [Grade.ASSOCIATED]


WPAN_STICK = replace(DONGLE, kind=DeviceKind.IEEE802154, drivers=("atusb",), interfaces=("wpan0",))
WPAN = made_by(WPAN_STICK, "wpan0", AdapterKind.IEEE802154)
LOWPAN = stacked("lowpan0", "lowpan", "wpan0")
BEYOND = Route(LOWPAN.id, ip_network("2001:db8:1::/48"), None, None, 256, 254)
OWN_LINK = Route(LOWPAN.id, ip_network("fe80::/64"), None, None, 256, 254)


@pytest.mark.parametrize(
    ("adapters", "addresses", "routes", "devices", "is_sensors_only"),
    [
        ([WPAN], [], [], [WPAN_STICK], True),
        ([WPAN], [], [], [], True),
        ([], [], [], [replace(WPAN_STICK, drivers=(), interfaces=())], True),
        ([WPAN, LOWPAN], [replace(held(LOWPAN.id, "fe80::7"), scope="link")], [OWN_LINK], [WPAN_STICK], True),
        ([WPAN, LOWPAN], [held(LOWPAN.id, "2001:db8::7")], [OWN_LINK], [WPAN_STICK], False),
        ([WPAN, LOWPAN], [], [BEYOND], [], False),
        ([WPAN, LOWPAN], [], [default_route(LOWPAN.id, "fe80::1")], [WPAN_STICK], False),
        ([], [], [], [replace(WPAN_STICK, interfaces=())], False),
        ([], [], [], [replace(WPAN_STICK, drivers=("usbfs",), interfaces=())], False),
    ],
    ids=[
        "up",
        "no device on a bus",
        "no driver",
        "6LoWPAN of its own link",
        "address",
        "route",
        "default route",
        "interface in another namespace",
        "virtual machine has it",
    ],
)
def test_low_power_radio_is_of_sensors_until_it_leads_somewhere(
    adapters: list[Adapter],
    addresses: list[InterfaceAddress],
    routes: list[Route],
    devices: list[AttachedDevice],
    is_sensors_only: bool,
) -> None:
    (one,) = radios(stack([WIRED, *adapters]), (), devices, routes, addresses)

    assert one.is_sensors_only is is_sensors_only


def test_wifi_is_never_of_sensors() -> None:
    told = [
        *found([WIRED, WIFI], [WIFI_DEVICE]),
        *found([WIRED, WIFI]),
        *found([WIRED], [LEFT_BEHIND]),
        *found([WIRED], devices=[DONGLE]),
    ]

    assert [one.is_sensors_only for one in told] == [False] * 4


def test_two_radios_of_one_card_are_two() -> None:
    card = made_by(CARD, "wlan0", AdapterKind.WIFI)
    first = replace(WIFI_DEVICE, device="0000:02:00.0", adapter=card.id)
    second = replace(first, device="0000:02:00.0/phy1", name="wlan1", adapter=None)

    assert [one.id for one in found([WIRED, card], [first, second], [CARD])] == ["0000:02:00.0", "0000:02:00.0/phy1"]


def test_dongle_kept_out_is_not_more_than_that() -> None:
    said = replace(LEFT_BEHIND, device="1-2", bus="usb", driver=None, sources=("shipped-ids",), denied_by=())

    assert graded([WIRED], [said], [replace(DONGLE, is_authorized=False)]) == [Grade.BLOCKED]


def test_phone_held_by_a_wifi_driver_is_no_radio() -> None:
    said = replace(LEFT_BEHIND, vendor_id="18d1", product_id="4ee3", driver="rndis_wlan", sources=("driver",))
    phone = replace(PHONE, drivers=("rndis_wlan",), interfaces=())

    assert found([WIRED], [said], [phone]) == []


def test_link_that_only_its_kind_calls_a_radio() -> None:
    (one,) = found([WIRED, replace(WIFI, bus="usb", bus_path="1-2:1.0")])

    assert (one.grade, one.device, one.sources) == (Grade.ASSOCIATED, "1-2", ("adapter",))


def test_wired_pc_has_no_radio() -> None:
    disguised = stacked("wlan9", "vlan", "eth0")

    assert graded([WIRED, disguised], routes=[default_route(WIRED.id)]) == []


def test_radio_that_a_virtual_machine_has() -> None:
    passed = replace(DONGLE, drivers=("usbfs",))
    said = replace(WIFI_DEVICE, device="1-2", name=None, adapter=None, sources=("kernel-ids",), mode=None, bus="usb")
    named = replace(said, vendor_id="148f", product_id="7601", is_up=False, driver="usbfs")

    assert graded([WIRED], devices=[passed]) == [Grade.HIDDEN]
    assert graded([WIRED], [named], devices=[passed]) == [Grade.HIDDEN]
    assert graded([WIRED], [named]) == [Grade.HIDDEN]
    assert graded([WIRED], devices=[replace(CARD, drivers=("vfio-pci",), interfaces=())]) == [Grade.HIDDEN]
    assert graded([WIRED], devices=[replace(CARD, drivers=("pci-stub",), interfaces=())]) == [Grade.DRIVER_BOUND]
