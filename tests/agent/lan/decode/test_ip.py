from functools import reduce
from operator import truediv

import pytest
from hypothesis import given, strategies
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import (
    ICMPv6ND_RA,
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
    PadN,
)
from scapy.packet import Packet, Raw

from agent.lan.decode.heard import Unreadable
from agent.lan.decode.ip import unwrap_ipv4, unwrap_ipv6, unwrap_udp

BEFORE = b"before"


@given(strategies.binary(max_size=40), strategies.integers(0, 10).map(lambda words: b"\1" * 4 * words))
def test_payload_behind_ipv4_with_options(payload: bytes, options: bytes) -> None:
    packet = IP(src="10.0.0.9", dst="10.0.0.1", options=options) / UDP(sport=68, dport=67) / Raw(payload)
    frame = BEFORE + bytes(packet) + b"padding"

    found = unwrap_ipv4(frame, len(BEFORE))

    assert found is not None
    datagram = unwrap_udp(frame, found)
    assert (datagram.source_port, datagram.destination_port) == (68, 67)
    assert frame[datagram.start : datagram.end] == payload


@given(strategies.binary(max_size=40))
def test_payload_behind_ipv6(payload: bytes) -> None:
    packet = IPv6(src="fe80::1", dst="ff02::1", hlim=64) / UDP(sport=546, dport=547) / Raw(payload)
    frame = BEFORE + bytes(packet) + b"padding"

    found = unwrap_ipv6(frame, len(BEFORE))

    datagram = unwrap_udp(frame, found)
    assert (found.protocol, found.hop_limit) == (17, 64)
    assert frame[datagram.start : datagram.end] == payload


def extension(number: int, words: int) -> Packet:
    """A header of 8 octets, and 8 more for each of `words`."""
    if number == 43:
        return IPv6ExtHdrRouting(segleft=0, addresses=["::1"] * (words // 2))
    options = [PadN(optdata=bytes(4 + 8 * words))] if words else []
    return IPv6ExtHdrHopByHop(options=options) if number == 0 else IPv6ExtHdrDestOpt(options=options)


EXTENSIONS = strategies.builds(extension, strategies.sampled_from([0, 43, 60]), strategies.integers(0, 30))


@given(strategies.lists(EXTENSIONS, max_size=2), strategies.sampled_from([ICMPv6ND_RA(), UDP()]))
def test_scapy_finds_the_same_behind_extension_headers(extensions: list[Packet], payload: Packet) -> None:
    packet = bytes(reduce(truediv, extensions, IPv6(src="fe80::1")) / payload)
    referee = len(packet) - len(IPv6(packet)[type(payload)])

    found = unwrap_ipv6(packet, 0)

    assert (found.protocol, found.start) == (17 if isinstance(payload, UDP) else 58, referee)


def test_more_extension_headers_are_counted_as_unreadable() -> None:
    packet = IPv6(src="fe80::1") / extension(0, 0) / extension(60, 0) / extension(60, 0) / ICMPv6ND_RA()

    with pytest.raises(Unreadable, match="more than 2"):
        unwrap_ipv6(bytes(packet), 0)


def test_a_fragments_header_is_the_end_of_the_search() -> None:
    packet = IPv6(src="fe80::1") / IPv6ExtHdrFragment() / ICMPv6ND_RA()

    assert unwrap_ipv6(bytes(packet), 0).protocol == 44


def test_later_fragment_has_no_ports() -> None:
    assert unwrap_ipv4(bytes(IP(src="10.0.0.9", frag=3) / Raw(b"x" * 20)), 0) is None


@pytest.mark.parametrize(
    "packet",
    [b"", b"\x45" + bytes(18), b"\x65" + bytes(40), b"\x44" + bytes(40), b"\x45\0\0\xff" + bytes(40)],
    ids=["empty", "short", "version", "header", "length"],
)
def test_ipv4_that_does_not_fit_is_unreadable(packet: bytes) -> None:
    with pytest.raises(Unreadable, match="IPv4"):
        unwrap_ipv4(packet, 0)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x60" + bytes(38),
        b"\x40" + bytes(60),
        b"\x60\0\0\0\x00\x09" + bytes(34),
        b"\x60\0\0\0\0\x04\0\xff" + bytes(36),
        b"\x60\0\0\0\0\x08\x3c\xff" + bytes(32) + b"\x3a\1" + bytes(6),
    ],
    ids=["empty", "short", "version", "length", "options-cut", "options-too-long"],
)
def test_ipv6_that_does_not_fit_is_unreadable(packet: bytes) -> None:
    with pytest.raises(Unreadable, match="IPv6"):
        unwrap_ipv6(packet, 0)


@pytest.mark.parametrize("length", [0, 7, 200])
def test_udp_that_does_not_fit_is_unreadable(length: int) -> None:
    frame = bytes(IP(src="10.0.0.9") / UDP(len=length) / Raw(b"x" * 8))
    found = unwrap_ipv4(frame, 0)

    assert found is not None
    with pytest.raises(Unreadable, match="UDP"):
        unwrap_udp(frame, found)
