from ipaddress import IPv4Address

import pytest
from hypothesis import given, strategies

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import SightingHeard, Unreadable
from protocol.observations.lan import HeardHow
from tests.support.frames import OTHER, STRANGER, arp, mac


@pytest.mark.parametrize(
    ("operation", "sender", "target", "how", "spoken_for"),
    [
        (1, "10.37.12.21", "10.37.12.1", HeardHow.ARP_REQUEST, "10.37.12.21"),
        (2, "10.37.12.21", "10.37.12.1", HeardHow.ARP_REPLY, "10.37.12.21"),
        (1, "0.0.0.0", "10.37.12.21", HeardHow.ARP_PROBE, "10.37.12.21"),
        (1, "10.37.12.21", "10.37.12.21", HeardHow.ARP_ANNOUNCEMENT, "10.37.12.21"),
        (2, "10.37.12.21", "10.37.12.21", HeardHow.ARP_GRATUITOUS, "10.37.12.21"),
        (1, "0.0.0.0", "0.0.0.0", HeardHow.ARP_PROBE, None),
        (2, "0.0.0.0", "10.37.12.1", HeardHow.ARP_REPLY, None),
        (1, "255.255.255.255", "10.37.12.1", HeardHow.ARP_REQUEST, None),
    ],
)
def test_who_says_what(operation: int, sender: str, target: str, how: HeardHow, spoken_for: str | None) -> None:
    address = IPv4Address(spoken_for) if spoken_for else None

    assert decode(arp(operation, sender, target)) == (SightingHeard(mac(STRANGER), address, how, None),)


def test_forged_sender_leaves_the_frames_source_on_record() -> None:
    address = IPv4Address("10.37.12.21")

    assert decode(arp(operation=2, hardware=STRANGER, source=OTHER)) == (
        SightingHeard(mac(STRANGER), address, HeardHow.ARP_REPLY, None),
        SightingHeard(mac(OTHER), None, HeardHow.ARP_REPLY, None),
    )


def test_tag_taken_off_by_the_nic_counts() -> None:
    assert {heard.vlan for heard in decode(arp(), vlan=12) if isinstance(heard, SightingHeard)} == {12}


@pytest.mark.parametrize("operation", [3, 8, 9, 0])
def test_other_operations_say_nothing(operation: int) -> None:
    assert decode(arp(operation)) == ()


@pytest.mark.parametrize(("place", "octets"), [(14, b"\0\x18"), (16, b"\x86\xdd")], ids=["firewire", "not-ipv4"])
def test_other_hardware_and_protocols_say_nothing(place: int, octets: bytes) -> None:
    frame = arp()

    assert decode(frame[:place] + octets + frame[place + 2 :]) == ()


def test_wrong_address_lengths_are_unreadable() -> None:
    frame = bytearray(arp())
    frame[18] = 8

    with pytest.raises(Unreadable, match="8 and 4 instead of 6 and 4"):
        decode(bytes(frame))


@given(strategies.integers(14, 41))
def test_packet_cut_short_is_unreadable(length: int) -> None:
    with pytest.raises(Unreadable, match="ARP packet"):
        decode(arp()[:length])
