"""Who made what, from the shipped table and from small ones made here."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import StoreError
from collector.store.vendor_names import (
    LOCALLY_ADMINISTERED,
    SHIPPED,
    DeviceName,
    NameSource,
    VendorNames,
    block_key,
    bus_of,
    write,
)
from protocol.mac import MacAddress
from scripts import vendor_names

MANUF = """# comment
00:00:5E\tICANN,IANADe\tICANN, IANA Department
08:DA:33\tIEEERegistra\tIEEE Registration Authority
08:DA:33:00:00:00/28\tShengqu\tShengqu Information Technology Co., Ltd
08:DA:33:01:20:00/36\tSmall\tVery Small Company
12\tshort
"""
USB = """# Version: 2025.07.26
148f  Ralink Technology, Corp.
\t760b  MT7601U Wireless Adapter
0bda  Realtek Semiconductor Corp.
C 00  (Defined at Interface level)
\t760b  no product of anybody
"""
PCI = """#\tVersion: 2023.04.10
168c  Qualcomm Atheros
\t003e  QCA6174 802.11ac Wireless Network Adapter
\t0300  VGA of an unlikely kind
\t\t17aa 3044  subsystem
"""


@pytest.fixture
def small(tmp_path: Path) -> VendorNames:
    path = tmp_path / "small.sqlite"
    devices = vendor_names.devices_of("usb", USB.splitlines()) | vendor_names.devices_of("pci", PCI.splitlines())
    sources = (NameSource("manuf", "1", "Apache-2.0"),)
    write(path, vendor_names.blocks_of(MANUF.splitlines()), devices, sources)
    return VendorNames.open(path)


def of(names: VendorNames, mac: str) -> str | None:
    return names.of_mac(MacAddress.parse(mac))


def test_the_longest_block_that_fits_names_the_maker(small: VendorNames) -> None:
    assert of(small, "08-DA-33-01-2F-FF") == "Very Small Company"
    assert of(small, "08-DA-33-01-30-00") == "Shengqu Information Technology Co., Ltd"
    assert of(small, "08-DA-33-10-00-00") == "IEEE Registration Authority"
    assert of(small, "08-DA-34-00-00-00") is None


def test_nobodys_block_is_said_so_with_or_without_a_table(small: VendorNames) -> None:
    for names in (small, VendorNames()):
        assert of(names, "DA-A1-19-00-53-01") == LOCALLY_ADMINISTERED
        assert of(names, "01-00-5E-00-00-01") is None
    assert of(VendorNames(), "00-00-5E-00-53-01") is None


def test_devices_by_their_ids(small: VendorNames) -> None:
    assert small.of_device("usb", "148f", "760B") == DeviceName("Ralink Technology, Corp.", "MT7601U Wireless Adapter")
    assert small.of_device("usb", "0bda", "760b").text == "Realtek Semiconductor Corp."
    assert small.of_device("pci", "168c", "003e").product == "QCA6174 802.11ac Wireless Network Adapter"
    assert small.of_device("pci", "168c", "0300") == DeviceName("Qualcomm Atheros", None)
    for bus, vendor in (
        ("usb", "168c"),
        ("sdio", "148f"),
        ("usb", None),
        ("usb", "x"),
        ("usb", "١٢٣٤"),
        ("usb", "-12f"),
    ):
        assert small.of_device(bus, vendor, "760b").text is None


def test_text_that_is_no_mac_has_no_maker(small: VendorNames) -> None:
    assert small.of_text("00-00-5E-00-53-01") == "ICANN, IANA Department"
    for text in (
        None,
        "",
        "00:00:5E:00:53:01",
        "00-00-5E-00-53-0",
        "zz-00-5E-00-53-01",
        "-" * 17,
        "0-" * 5 + "0" * 7,
        "0" * 10_000,
    ):
        assert small.of_text(text) is None


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert VendorNames().of_text(text) in (None, LOCALLY_ADMINISTERED)


@given(st.integers(0, 2**48 - 1), st.sampled_from([24, 28, 36]))
def test_keys_of_blocks_differ_by_prefix_and_length(value: int, bits: int) -> None:
    key = block_key(value >> (48 - bits), bits)
    assert key >> 2 == value >> (48 - bits) << (36 - bits)
    assert key < 2**38


def test_the_bus_a_path_tells() -> None:
    assert [bus_of(path) for path in ("0000:02:00.0", "1-2.1:1.0", "1-2", "", "phy0")] == [
        "pci",
        "usb",
        "usb",
        "usb",
        "usb",
    ]


def test_the_shipped_table_knows_what_the_field_meets() -> None:
    names = VendorNames.open(SHIPPED)

    assert of(names, "00-00-5E-00-53-01") == "ICANN, IANA Department"
    assert of(names, "00-50-56-00-00-01") == "VMware, Inc."
    assert names.of_device("usb", "148f", "7601").vendor == "Ralink Technology, Corp."
    assert names.of_device("usb", "12d1", None).vendor == "Huawei Technologies Co., Ltd."
    assert "Intel" in (names.of_device("pci", "8086", "2723").text or "")
    assert {item.name for item in names.sources()} == {"manuf", "usb.ids", "pci.ids"}
    assert all(item.licence and item.version for item in names.sources())
    assert SHIPPED.stat().st_size < 3_000_000
    assert (SHIPPED.parent / "LICENCES.txt").exists()
    names.close()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with pytest.raises(StoreError, match=r"other\.sqlite"):
        VendorNames.open(other)
    other.write_bytes(b"not a table" * 100)
    with pytest.raises(StoreError, match="scripts/vendor-names"):
        VendorNames.open(other)
    assert other.read_bytes().startswith(b"not a table")


def test_another_format_is_refused(tmp_path: Path, small: VendorNames) -> None:
    path = tmp_path / "next.sqlite"
    write(path, {}, {}, ())
    data = path.read_bytes()
    assert data.count(b"format1") == 1
    path.write_bytes(data.replace(b"format1", b"format2"))

    with pytest.raises(StoreError, match="format"):
        VendorNames.open(path)


def test_the_same_lists_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, vendor_names.blocks_of(MANUF.splitlines()), {}, ())

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_script_reads_plain_files(tmp_path: Path) -> None:
    given = []
    for option, name, text in (("manuf", "manuf", MANUF), ("usb-ids", "usb.ids", USB), ("pci-ids", "pci.ids", PCI)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        given += [f"--{option}", str(tmp_path / name)]
    vendor_names.main([*given, "--output", str(tmp_path / "made.sqlite")])
    names = VendorNames.open(tmp_path / "made.sqlite")

    assert of(names, "00-00-5E-00-53-01") == "ICANN, IANA Department"
    assert [(item.name, item.version) for item in names.sources()] == [
        ("manuf", "manuf"),
        ("pci.ids", "2023.04.10"),
        ("usb.ids", "2025.07.26"),
    ]
