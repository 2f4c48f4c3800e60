"""Bytes built by the layout of linux/nl80211.h: the kernel that runs these tests need not have cfg80211."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, strategies

from agent.host.netlink import nl80211_messages
from agent.host.netlink.message import MalformedNetlink, attribute
from agent.host.netlink.nl80211_messages import Family, Network
from agent.host.tables import Wiphy, WirelessInterface
from protocol.mac import MacAddress

MAC, BSSID = bytes.fromhex("02005e005301"), bytes.fromhex("02005e0053ff")
HEADER = b"\x07\x01\0\0"


def number(value: int) -> bytes:
    return struct.pack("=I", value)


def interface(*attributes: bytes) -> bytes:
    return HEADER + attribute(1, number(0)) + b"".join(attributes)


def scan_entry(status: bytes, elements: bytes = b"\0\4Lab1") -> bytes:
    entry = attribute(1, BSSID) + attribute(2, number(5180)) + attribute(6, elements) + status
    return HEADER + attribute(47 | 0x8000, entry)


def test_family_is_asked_for_by_a_dump_and_never_by_name() -> None:
    assert nl80211_messages.family_request() == b"\x03\x01\0\0"


def test_family_with_its_groups() -> None:
    group = attribute(1, attribute(1, b"config\0") + attribute(2, number(9)))
    body = b"\x01\x02\0\0" + attribute(1, struct.pack("=H", 35)) + attribute(2, b"nl80211\0") + attribute(7, group)

    assert nl80211_messages.parse_family(body) == ("nl80211", Family(35, {"config": 9}))


def test_family_without_a_name_is_malformed() -> None:
    with pytest.raises(MalformedNetlink, match="no name"):
        nl80211_messages.parse_family(b"\x01\x02\0\0" + attribute(1, struct.pack("=H", 35)))


def test_only_the_part_with_its_name_is_a_radio() -> None:
    named = HEADER + attribute(1, number(3)) + attribute(2, b"phy3\0")

    assert nl80211_messages.parse_wiphy(named) == Wiphy(3, "phy3")
    assert nl80211_messages.parse_wiphy(HEADER + attribute(1, number(3))) is None


def test_station_of_an_access_point() -> None:
    assert nl80211_messages.parse_station(HEADER + attribute(3, number(5)) + attribute(6, MAC)) == MacAddress(MAC)
    assert nl80211_messages.station_request(5) == b"\x11\x01\0\0" + attribute(3, number(5))
    with pytest.raises(MalformedNetlink, match="no MAC"):
        nl80211_messages.parse_station(HEADER + attribute(3, number(5)))


@pytest.mark.parametrize(("given", "is_4addr"), [(b"\1", True), (b"\0", False), (None, False)])
def test_station_with_four_addresses_may_be_bridged(given: bytes | None, is_4addr: bool) -> None:
    body = interface(*([] if given is None else [attribute(83, given)]))

    assert nl80211_messages.parse_interface(body).is_4addr is is_4addr


def test_associated_station() -> None:
    body = interface(
        attribute(3, number(5)),
        attribute(4, b"wlan0\0"),
        attribute(5, number(2)),
        attribute(6, MAC),
        attribute(38, number(2412)),
        attribute(52, "办公".encode()),
    )

    assert nl80211_messages.parse_interface(body) == WirelessInterface(
        0, 5, "wlan0", "station", MacAddress(MAC), "办公", None, 2412
    )


@pytest.mark.parametrize(
    ("iftype", "word"),
    [(1, "ibss"), (3, "ap"), (6, "monitor"), (7, "mesh"), (9, "p2p-go"), (12, "nan"), (40, "iftype-40")],
)
def test_mode_of_an_interface(iftype: int, word: str) -> None:
    assert nl80211_messages.parse_interface(interface(attribute(5, number(iftype)))).iftype == word


def test_p2p_device_has_no_interface() -> None:
    found = nl80211_messages.parse_interface(interface(attribute(5, number(10)), attribute(6, MAC)))

    assert (found.ifindex, found.name, found.iftype) == (None, None, "p2p-device")


@pytest.mark.parametrize(
    ("octets", "ssid"),
    [(b"", None), (bytes(32), None), (b"a\x1bb", "a\\x1bb"), (b"\xff\xfe", "\\xff\\xfe"), (b"x" * 33, None)],
    ids=["empty", "hidden", "escape", "no-utf-8", "too-long"],
)
def test_network_name_is_any_bytes(octets: bytes, ssid: str | None) -> None:
    assert nl80211_messages.parse_interface(interface(attribute(52, octets))).ssid == ssid


def test_scan_is_read_not_started() -> None:
    assert nl80211_messages.scan_request(5) == b"\x20\x01\0\0" + attribute(3, number(5))


@pytest.mark.parametrize("status", [1, 2], ids=["associated", "ibss-joined"])
def test_joined_network_of_the_scan_results(status: int) -> None:
    found = nl80211_messages.parse_joined(scan_entry(attribute(9, number(status))))

    assert found == Network(MacAddress(BSSID), "Lab1", 5180)


@pytest.mark.parametrize("status", [b"", attribute(9, number(0))], ids=["neighbour", "authenticated-only"])
def test_other_networks_in_range_are_nobodys_business(status: bytes) -> None:
    assert nl80211_messages.parse_joined(scan_entry(status)) is None


@pytest.mark.parametrize("elements", [b"", b"\0", b"\0\x20ab", b"\1\x08abc"])
def test_elements_cut_short_on_the_air_tell_no_name(elements: bytes) -> None:
    found = nl80211_messages.parse_joined(scan_entry(attribute(9, number(1)), elements))

    assert found is not None
    assert found.ssid is None


@given(strategies.binary(max_size=200) | strategies.binary(max_size=60).map(lambda tail: scan_entry(b"") + tail))
def test_any_bytes_parse_or_are_malformed(body: bytes) -> None:
    for parse in (
        nl80211_messages.parse_family,
        nl80211_messages.parse_wiphy,
        nl80211_messages.parse_interface,
        nl80211_messages.parse_joined,
        nl80211_messages.parse_station,
    ):
        with suppress(MalformedNetlink):
            parse(body)
