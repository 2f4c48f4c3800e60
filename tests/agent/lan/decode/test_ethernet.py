import pytest
from hypothesis import given, strategies
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q, Ether
from scapy.packet import Packet

from agent.lan.decode.ethernet import Ethernet, unwrap
from agent.lan.decode.heard import Unreadable

SOURCE = bytes.fromhex("00005e005301")
ADDRESSES = b"\xff" * 6 + SOURCE


@pytest.mark.parametrize(
    ("rest", "stripped", "expected"),
    [
        (b"\x08\x06", None, Ethernet(SOURCE, 0x0806, None, 14)),
        (b"\x08\x06", 7, Ethernet(SOURCE, 0x0806, 7, 14)),
        (b"\x81\0\x60\x07\x08\x06", None, Ethernet(SOURCE, 0x0806, 7, 18)),
        (b"\x81\0\xe0\0\x86\xdd", None, Ethernet(SOURCE, 0x86DD, None, 18)),
        (b"\x81\0\0\x09\x08\x06", 7, Ethernet(SOURCE, 0x0806, 7, 18)),
        (b"\x88\xa8\0\x09\x81\0\0\x07\x08\x06", None, Ethernet(SOURCE, 0x0806, 9, 22)),
        (b"\x88\xa8\0\x09\x81\0\0\x07\x81\0\0\x01\x08\x06", None, Ethernet(SOURCE, 0x8100, 9, 22)),
        (b"\0\x26", None, Ethernet(SOURCE, 38, None, 14)),
        (b"\x81\0\x0f\xff\x08\x06", None, Ethernet(SOURCE, 0x0806, None, 18)),
        (b"\x81\0\x0f\xff\x81\0\0\7\x08\x06", None, Ethernet(SOURCE, 0x0806, 7, 22)),
        (b"\x08\x06", 4095, Ethernet(SOURCE, 0x0806, None, 14)),
    ],
    ids=[
        "untagged",
        "stripped",
        "tagged",
        "priority-tag",
        "inner-tag",
        "two-tags-in-the-frame",
        "three",
        "length",
        "reserved-id",
        "reserved-id-before-another",
        "reserved-id-stripped",
    ],
)
def test_header_and_tags(rest: bytes, stripped: int | None, expected: Ethernet) -> None:
    assert unwrap(ADDRESSES + rest, stripped) == expected


@pytest.mark.parametrize("frame", [b"", ADDRESSES, ADDRESSES + b"\x81\0\0\7\x08", ADDRESSES + b"\x81\0\0\7\x81\0\0"])
def test_frames_cut_short_are_unreadable(frame: bytes) -> None:
    with pytest.raises(Unreadable, match="octets"):
        unwrap(frame, None)


@given(
    strategies.lists(
        strategies.tuples(strategies.sampled_from([Dot1Q, Dot1AD]), strategies.integers(1, 4094)), max_size=2
    )
)
def test_scapy_reads_the_same_tags(tags: list[tuple[type[Packet], int]]) -> None:
    packet: Packet = Ether(src="00:00:5e:00:53:01", dst="ff:ff:ff:ff:ff:ff")
    for kind, number in tags:
        packet = packet / kind(vlan=number)
    frame = bytes(packet / ARP())
    referee = Ether(frame)

    found = unwrap(frame, None)

    assert found.vlan == (referee.payload.vlan if tags else None)
    assert frame[found.offset :] == bytes(referee[ARP])
