"""IPv4, IPv6 and UDP headers (RFC 791, RFC 8200, RFC 768), as far as our messages need them.

Checksums are not verified: offloading leaves them unfinished in frames that never met a wire, and a frame that nobody
would accept was sent by somebody all the same.
"""

import struct
from typing import NamedTuple

from agent.lan.decode.heard import Unreadable

ICMPV6, UDP = 58, 17
_EXTENSIONS = frozenset({0, 43, 60})
"""Hop-by-hop options, routing, destination options (RFC 8200 section 4)."""
_MOST_EXTENSIONS = 2
"""The kernel's filter looks behind as many: the two must see the same frames."""
_IPV4 = struct.Struct(">BxHxxHBBxx4s4s")
_IPV6 = struct.Struct(">IHBB16s16s")
_UDP = struct.Struct(">HHH")
_UDP_HEADER = 8
_EXTENSION_BYTES = 8
"""Of an extension header, at least; its length counts what is beyond them, in their number."""


class Packet(NamedTuple):
    """An IP packet's header and where its payload lies in the frame."""

    source: bytes
    protocol: int
    hop_limit: int
    start: int
    end: int


class Datagram(NamedTuple):
    """A UDP datagram's ports and where its payload lies in the frame."""

    source_port: int
    destination_port: int
    start: int
    end: int


def unwrap_ipv4(frame: bytes, offset: int) -> Packet | None:
    """The packet at `offset`; None for a fragment that is not the first. Raises Unreadable."""
    if len(frame) < offset + _IPV4.size:
        raise Unreadable("IPv4 header", f"cut short after {len(frame) - offset} octets")
    first, length, fragment, hops, protocol, source, _ = _IPV4.unpack_from(frame, offset)
    header = (first & 0x0F) * 4
    if first >> 4 != 4 or not _IPV4.size <= header <= length or offset + length > len(frame):
        raise Unreadable(
            "IPv4 header", f"version {first >> 4}, header {header}, length {length} of {len(frame) - offset}"
        )
    return None if fragment & 0x1FFF else Packet(source, protocol, hops, offset + header, offset + length)


def unwrap_ipv6(frame: bytes, offset: int) -> Packet:
    """The packet at `offset`, its payload behind at most two extension headers. Raises Unreadable.

    A fragment's header is not one of those: hosts obey no neighbour discovery in fragments (RFC 6980).
    """
    if len(frame) < offset + _IPV6.size:
        raise Unreadable("IPv6 header", f"cut short after {len(frame) - offset} octets")
    first, length, protocol, hops, source, _ = _IPV6.unpack_from(frame, offset)
    start, end = offset + _IPV6.size, offset + _IPV6.size + length
    if first >> 28 != 6 or end > len(frame):
        raise Unreadable("IPv6 header", f"version {first >> 28}, length {length} of {len(frame) - start}")
    if protocol in _EXTENSIONS:
        protocol, start = _behind_extensions(frame, protocol, start, end)
    return Packet(source, protocol, hops, start, end)


def _behind_extensions(frame: bytes, protocol: int, start: int, end: int) -> tuple[int, int]:
    for _ in range(_MOST_EXTENSIONS):
        room = end - start
        length = _EXTENSION_BYTES * (1 + frame[start + 1]) if room >= _EXTENSION_BYTES else _EXTENSION_BYTES
        if length > room:
            raise Unreadable("IPv6 extension header", f"{protocol} has length {length} of {room} octets")
        protocol, start = frame[start], start + length
        if protocol not in _EXTENSIONS:
            return protocol, start
    raise Unreadable("IPv6 extension header", f"more than {_MOST_EXTENSIONS}")


def unwrap_udp(frame: bytes, packet: Packet) -> Datagram:
    """The datagram in a packet; raises Unreadable."""
    room = packet.end - packet.start
    if room < _UDP_HEADER:
        raise Unreadable("UDP header", f"{room} octets instead of {_UDP_HEADER}")
    source_port, destination_port, length = _UDP.unpack_from(frame, packet.start)
    if not _UDP_HEADER <= length <= room:
        raise Unreadable("UDP header", f"length {length} of {room} octets")
    return Datagram(source_port, destination_port, packet.start + _UDP_HEADER, packet.start + length)
