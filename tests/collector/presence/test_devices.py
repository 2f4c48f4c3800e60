from dataclasses import replace

import pytest

from collector.presence.devices import device_behind, kind_of, named, place, where_of
from protocol.observations import AdapterKind, DeviceKind
from tests.support.hardware import CARD, DONGLE, PHONE, made_by, stacked


@pytest.mark.parametrize(
    ("bus", "path", "expected"),
    [
        ("usb", "1-2.4:1.0", "1-2.4"),
        ("usb", "1-2", "1-2"),
        ("pci", "0000:02:00.0", "0000:02:00.0"),
        ("virtual", "veth:eth0", None),
        ("mac80211_hwsim", "hwsim0", None),
    ],
)
def test_where_a_device_sits(bus: str, path: str, expected: str | None) -> None:
    assert place(bus, path) == expected


def test_interface_belongs_to_the_device_it_sits_on() -> None:
    tether = made_by(PHONE, "usb0", AdapterKind.USB_TETHER)

    assert device_behind(tether, [DONGLE, PHONE]) is PHONE
    assert where_of(replace(PHONE, device="1-3:1.0")) == "1-3"
    assert device_behind(made_by(CARD, "wlan0", AdapterKind.WIFI), [PHONE]) is None
    modem = replace(tether, name="wwan0", bus="wwan", bus_path="wwan0", kind=AdapterKind.WWAN)
    assert device_behind(modem, [replace(CARD, interfaces=("wwan0",))]) is not None
    bridge = stacked("usb0", "bridge")
    assert device_behind(bridge, [replace(PHONE, interfaces=("usb0",))]) is None


@pytest.mark.parametrize(
    ("link", "hardware", "expected"),
    [
        (AdapterKind.USB_TETHER, DeviceKind.WIRED, AdapterKind.WIRED),
        (AdapterKind.WIRED, DeviceKind.USB_TETHER, AdapterKind.USB_TETHER),
        (AdapterKind.WIRED, DeviceKind.UNKNOWN, AdapterKind.WIRED),
        (AdapterKind.VIRTUAL, DeviceKind.WIFI, AdapterKind.VIRTUAL),
    ],
)
def test_hardware_tells_a_dock_from_a_phone(link: AdapterKind, hardware: DeviceKind, expected: AdapterKind) -> None:
    adapter = made_by(PHONE, "usb0", link)

    assert kind_of(adapter, replace(PHONE, kind=hardware)) is expected
    assert kind_of(adapter, None) is link


def test_serial_names_a_device_in_any_port() -> None:
    assert named(("18d1", "4ee3", "S1"), "1-3", set()) == "18d1:4ee3:S1"
    assert named(("18d1", "4ee3", None), "1-3", set()) == "1-3"
    assert named(("18d1", "4ee3", "S1"), "1-3", {"18d1:4ee3:S1"}) == "1-3"
    assert named(("18d1", "4ee3", "a b\x1b[2J\u202e|"), "1-3", set()) == "18d1:4ee3:a_b_[2J_|"
    assert len(named(("18d1", "4ee3", "S" * 128), "1-3", set())) <= 128
