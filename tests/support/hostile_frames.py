"""Frames made to hurt: every bit turned, every length cut, every octet lied, and what costs the most work by design."""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address

from scapy.layers.dhcp import BOOTP
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import ICMPv6ND_NS, ICMPv6ND_RA, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.packet import Packet, Raw

from tests.support.frames import BROADCAST, GATEWAY, LINK_LOCAL, STRANGER, mac, wire
from tests.support.told_frames import ADDRESS

LONGEST = 1518
"""What the kernel keeps of a frame."""
_LIES = (0x00, 0x01, 0x3F, 0x7F, 0x80, 0xBF, 0xC0, 0xFF)
_COOKIE = b"\x63\x82\x53\x63"
_IPV4 = Ether(src=STRANGER, dst=BROADCAST) / IP(src=ADDRESS, dst="224.0.0.251", ttl=255)
_IPV6 = Ether(src=STRANGER, dst="33:33:00:00:00:01") / IPv6(src=LINK_LOCAL, dst="ff02::1", hlim=255)


def cut(frame: bytes) -> Iterator[bytes]:
    """The frame ended after every one of its octets."""
    return (frame[:length] for length in range(len(frame)))


def flipped(frame: bytes) -> Iterator[bytes]:
    """The frame with every one of its bits turned over."""
    for place in range(8 * len(frame)):
        octets = bytearray(frame)
        octets[place >> 3] ^= 1 << (place & 7)
        yield bytes(octets)


def lied(frame: bytes) -> Iterator[bytes]:
    """The frame with every octet, and every two that follow each other, saying what a length hardly can be."""
    for place, octet in enumerate(frame):
        for lie in (*_LIES, octet + 1 & 0xFF, octet - 1 & 0xFF):
            yield frame[:place] + bytes((lie,)) + frame[place + 1 :]
        yield frame[:place] + b"\xff\xff" + frame[place + 2 :]
        yield frame[:place] + b"\0\0" + frame[place + 2 :]


def _names(records: bytes, questions: int = 0, answers: int = 0) -> bytes:
    header = struct.pack(">HHHHHH", 0, 0x8400, questions, answers, 0, 0)
    return bytes(_IPV4 / UDP(sport=5353, dport=5353) / Raw(header + records))[:LONGEST]


def _record(name: bytes) -> bytes:
    return name + struct.pack(">HHIH", 1, 1, 120, 4) + IPv4Address(ADDRESS).packed


def _dhcp(options: bytes, file: bytes = b"", server: bytes = b"") -> bytes:
    message = bytes(BOOTP(op=1, chaddr=mac(STRANGER).octets, file=file, sname=server, options=_COOKIE)) + options
    return bytes(_IPV4 / UDP(sport=68, dport=67) / Raw(message))[:LONGEST]


def _filled(frame: bytes, part: bytes) -> bytes:
    return frame + part * ((LONGEST - len(frame)) // len(part))


def _in_ipv6(packet: Packet) -> bytes:
    return bytes(_IPV6 / packet)


def laborious() -> dict[str, bytes]:
    """The frames that cost the most work we could think of, each of at most LONGEST octets, by what is in them."""
    long_name = b"\1a" * 126 + b"\0"
    ladder = b"".join(_record((0xC00C + 16 * step).to_bytes(2)) for step in range(60))
    empty_options = b"".join(bytes((1 + code % 254, 0)) for code in range(610))
    lldp = Ether(src=GATEWAY, dst="01:80:c2:00:00:0e", type=0x88CC)
    snap = bytes.fromhex("aaaa0300000c2000") + b"\2\xb4\0\0"
    return {
        "records that point at one long name": _names(_record(long_name) + _record(b"\xc0\x0c") * 63, answers=64),
        "a ladder of pointers": _names(_record(b"\1a\0")[:15] + b"\0" + ladder, answers=61),
        "pointers in a circle": _names(_record(b"\1a\xc0\x0c"), answers=1),
        "a host of many names": _names(
            b"".join(_record(b"\5\xff\x81\x30" + bytes((48 + n % 10, 48 + n // 10)) + b"\5local\0") for n in range(54)),
            answers=54,
        ),
        "questions without an end": _names((b"\1a" * 120 + b"\0" + bytes(4)) * 5, questions=64),
        "nothing but padding": _dhcp(bytes(1230)),
        "empty DHCP options": _dhcp(empty_options),
        "options in both names": _dhcp(
            b"\x34\1\3" + empty_options, b"\x34\1\3" + b"\5\0" * 62, b"\x34\1\3" + b"\5\0" * 30
        ),
        "texts that do not print": _dhcp(b"".join(bytes((code, 255)) + b"\x81" * 255 for code in (12, 60, 55, 61))),
        "empty DHCPv6 options": _in_ipv6(
            UDP(sport=546, dport=547) / Raw(b"\1\0\0\0" + b"".join(struct.pack(">HH", code, 0) for code in range(360)))
        ),
        "a name of one-letter labels": _in_ipv6(
            UDP(sport=546, dport=547) / Raw(b"\1\0\0\0" + struct.pack(">HH", 39, 1401) + b"\0" + b"\1\xff" * 700)
        ),
        "empty LLDP parts": _filled(bytes(lldp), b"\x06\0"),
        "empty parts of organisations": _filled(bytes(lldp), b"\xfe\0"),
        "the longest LLDP parts": _filled(bytes(lldp), b"\x03\xff" + bytes(511)),
        "empty CDP fields": bytes(lldp)[:12] + struct.pack(">H", 1500) + snap + b"\0\x09\0\4" * 372,
        "empty ND options": _in_ipv6(ICMPv6ND_NS(tgt="fe80::2") / Raw((b"\5\1" + bytes(6)) * 176)),
        "extension headers": _in_ipv6(IPv6ExtHdrHopByHop(nh=60) / Raw((b"\x3c\0" + bytes(6)) * 176)),
        "a router behind extension headers": _in_ipv6(IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / ICMPv6ND_RA()),
        "tags in tags": bytes(_IPV4)[:12] + b"\x81\0\0\7" * 376,
        "three tags": wire(Ether(src=STRANGER, dst=BROADCAST) / Dot1Q(vlan=1) / Dot1Q(vlan=2) / Dot1Q(vlan=3) / ARP()),
    }
