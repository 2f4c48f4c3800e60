import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.classification.hardware import LONGEST_MODALIAS, MOST_MODALIASES, Hardware, of_modalias

AX200 = "pci:v00008086d00002723sv00008086sd00000084bc02sc80i00"


def test_names_are_written_as_the_kernel_writes_them() -> None:
    assert Hardware("usb", "0bda", "c811", classes=("ff/ff/ff",)).names == (
        "usb:v0BDApC811d0000dc00dsc00dp00icFFiscFFipFFin00",
    )
    assert Hardware("sdio", "02d0", "4329", classes=("07",)).names == ("sdio:c07v02D0d4329",)


def test_given_modaliases_are_the_names() -> None:
    assert Hardware("pci", "8086", "2723", (AX200,), pci_class="028000").names == (AX200,)


@pytest.mark.parametrize("bus", ["usb", "pci"])
def test_ids_alone_make_no_name(bus: str) -> None:
    hardware = Hardware(bus, "8086", "2723")

    assert hardware.names == ()
    assert hardware.prefix in {"usb:v8086p2723", "pci:v00008086d00002723"}


def test_modalias_is_taken_apart() -> None:
    card = of_modalias(AX200)

    assert (card.bus, card.vendor_id, card.product_id, card.six_digit_class) == ("pci", "8086", "2723", "028000")
    stick = of_modalias("usb:v05ACp12A8d0A02dc00dsc00dp00icFFiscFDip01in01")
    assert (stick.ids, stick.usb_classes) == ("05ac:12a8", ("ff/fd/01",))
    assert of_modalias("sdio:c03v02D0d4329").sdio_class == "03"


def test_class_of_sysfs_and_of_lspci_are_the_same() -> None:
    assert Hardware("pci", pci_class="0x028000").six_digit_class == "028000"
    assert Hardware("pci", pci_class="0280").six_digit_class == "028000"


def test_hostile_numbers_of_interfaces_are_bounded() -> None:
    names = Hardware("usb", "0bda", "8179", ("usb:" + "x" * LONGEST_MODALIAS,) * 3).names
    many = Hardware("usb", "0bda", "8179", classes=("ff/ff/ff",) * 4096).names

    assert all(len(name) <= LONGEST_MODALIAS for name in names)
    assert len(many) == MOST_MODALIASES


@given(st.text(max_size=600))
def test_any_modalias_is_taken(text: str) -> None:
    hardware = of_modalias(text)

    assert hardware.bus == text.partition(":")[0]
    assert hardware.usb_classes is not None
    assert hardware.prefix.startswith(hardware.bus)
