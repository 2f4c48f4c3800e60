"""The law of the decoders: whatever the bytes, values or Unreadable."""

from contextlib import suppress

from hypothesis import given, strategies
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, Ether

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import NameGiven, SightingHeard, Unreadable
from protocol.observations.lan import HeardHow
from tests.support.frames import STRANGER, arp, damaged, wire
from tests.support.told_frames import everything

OCTETS = strategies.integers(0, 255)


@given(strategies.binary(max_size=300) | damaged(everything()), strategies.none() | strategies.integers(1, 4094))
def test_no_bytes_make_it_raise_anything_else(frame: bytes, vlan: int | None) -> None:
    with suppress(Unreadable):
        for heard in decode(frame, vlan):
            assert heard.mac.can_be_a_terminal
            assert not isinstance(heard, NameGiven) or heard.name.isprintable()


@given(
    strategies.binary(min_size=6, max_size=6), strategies.tuples(OCTETS, OCTETS, OCTETS, OCTETS), strategies.booleans()
)
def test_scapy_reads_the_same_arp(hardware: bytes, sender: tuple[int, ...], is_reply: bool) -> None:
    frame = arp(2 if is_reply else 1, ".".join(map(str, sender)), hardware=hardware.hex(":"), source=STRANGER)

    referee = Ether(frame)[ARP]
    speaks = [heard for heard in decode(frame) if isinstance(heard, SightingHeard) and heard.mac.octets == hardware]

    assert bool(speaks) == (not hardware[0] & 1 and any(hardware))
    for heard in speaks:
        if heard.address is not None and heard.how is not HeardHow.ARP_PROBE:
            assert str(heard.address) == referee.psrc
        assert str(heard.mac).replace("-", ":").lower() == referee.hwsrc


def test_every_kind_of_ours_says_something() -> None:
    assert all(decode(frame) for frame in everything())


def test_other_frames_say_nothing() -> None:
    ethernet = Ether(src=STRANGER)
    for packet in (
        ethernet / IP(dst="10.0.0.1") / TCP(),
        ethernet / IP(dst="10.0.0.1") / UDP(dport=53),
        ethernet / IPv6(dst="fe80::1") / TCP(),
        ethernet / IPv6(dst="fe80::1") / UDP(dport=53),
        Ether(src=STRANGER, type=0x88B8),
    ):
        assert decode(wire(packet)) == ()
