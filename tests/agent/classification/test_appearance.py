import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.classification.appearance import (
    is_only_storage,
    of_pci_class,
    of_sdio_class,
    of_usb_class,
    text_of_wifi,
)
from protocol.observations.device import DeviceKind


@pytest.mark.parametrize(
    ("triple", "vendor", "kind"),
    [
        ("e0/01/03", None, DeviceKind.USB_TETHER),
        ("02/06/00", "0525", DeviceKind.USB_TETHER),
        ("02/0e/00", None, DeviceKind.WWAN),
        ("e0/01/01", None, DeviceKind.BLUETOOTH),
        ("ff/fd/01", "05AC", DeviceKind.USB_TETHER),
        ("02/02/01", "1BC7", DeviceKind.WWAN),
        ("08/06/62", None, None),
    ],
)
def test_class_of_an_interface_has_a_meaning(triple: str, vendor: str | None, kind: DeviceKind | None) -> None:
    meant = of_usb_class(triple, vendor)

    assert meant is not None
    assert meant[0] is kind


@pytest.mark.parametrize(
    ("triple", "vendor"), [("ff/fd/01", "1234"), ("ff/ff/ff", "0bda"), ("02/02/01", None), ("02/02/01", "2341")]
)
def test_other_classes_say_nothing(triple: str, vendor: str | None) -> None:
    assert of_usb_class(triple, vendor) is None


def test_bus_classes_have_a_meaning() -> None:
    assert of_pci_class("028000") == (DeviceKind.WIFI, "other network controller")
    assert of_pci_class("010601") is None
    assert of_sdio_class("07") == (DeviceKind.WIFI, "wireless LAN")
    assert of_sdio_class("00") is None


@pytest.mark.parametrize(
    "text", ["802.11n NIC", "802.11ac WLAN Adapter", "USB WiFi", "Wi-Fi 6", "Wireless LAN", "Wireless N USB adapter"]
)
def test_radio_that_names_itself_is_heard(text: str) -> None:
    assert text_of_wifi(text, ("ff/ff/ff",))


@pytest.mark.parametrize(
    "text",
    [
        "Wireless Receiver",
        "Wireless Mouse",
        "USB 10/100/1000 LAN",
        "USB NIC",
        "Wireless Charger",
        "HiFi DAC",
        "Xbox",
        "",
    ],
)
def test_other_wireless_things_are_not(text: str) -> None:
    assert text_of_wifi(text, ("ff/ff/ff",)) is None


@pytest.mark.parametrize("triple", ["01/01/00", "03/01/02", "07/01/02", "0e/01/00"])
def test_text_does_not_count_beside_another_use(triple: str) -> None:
    assert text_of_wifi("Wi-Fi something", ("ff/ff/ff", triple)) is None


def test_disk_shows_nothing_else() -> None:
    assert is_only_storage(("08/06/50", "08/06/62"))
    assert not is_only_storage(("08/06/50", "ff/ff/ff"))
    assert not is_only_storage(())


@given(st.text(max_size=5000))
def test_any_text_is_read_in_bounds(text: str) -> None:
    words = text_of_wifi(text, ())

    assert words is None or len(words) < 64
