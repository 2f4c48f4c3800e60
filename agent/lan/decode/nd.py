"""IPv6 neighbour discovery (RFC 4861), address detection (RFC 4862 5.4), multicast listeners (RFC 2710, RFC 3810)."""

from collections.abc import Iterator
from ipaddress import IPv6Address

from agent.lan.decode.heard import Heard, ServerOffering, Unreadable, host_address_6, sightings, terminal
from agent.lan.decode.ip import Packet
from protocol.observations.lan import HeardHow, ServerKind

ROUTER_SOLICITATION, ROUTER_ADVERTISEMENT, NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT = 133, 134, 135, 136
REDIRECT = 137
_LISTENER = {130: 24, 131: 24, 132: 24, 143: 8}
"""Multicast listener query, report, done, report of version 2, with the octets they have at least."""
_LENGTHS = {
    ROUTER_SOLICITATION: 8,
    ROUTER_ADVERTISEMENT: 16,
    NEIGHBOUR_SOLICITATION: 24,
    NEIGHBOUR_ADVERTISEMENT: 24,
    REDIRECT: 40,
}
"""Octets before the options (RFC 4861 section 4)."""
_SOURCE_LINK_LAYER, _TARGET_LINK_LAYER = 1, 2
_UNSPECIFIED = bytes(16)


def decode_nd(frame: bytes, packet: Packet, source: bytes, vlan: int | None) -> tuple[Heard, ...]:
    """What an ICMPv6 message says; nothing for other types than these. Raises Unreadable.

    The hop limit must be 255 (section 7.1), a listener's 1: anything else came from another link. Of a redirect only
    who sent it is said: the rest is whom somebody talks to. Of a listener only that it is there.
    """
    if packet.end - packet.start < 1:
        raise Unreadable("ICMPv6 message", "empty")
    kind = frame[packet.start]
    if kind in _LISTENER:
        _require(packet, kind, _LISTENER[kind], 1)
        return sightings(source, source, host_address_6(packet.source), HeardHow.MLD, vlan)
    if kind not in _LENGTHS:
        return ()
    _require(packet, kind, _LENGTHS[kind], 255)
    if kind == REDIRECT:
        return sightings(source, source, host_address_6(packet.source), HeardHow.ND_REDIRECT, vlan)
    wanted = _TARGET_LINK_LAYER if kind == NEIGHBOUR_ADVERTISEMENT else _SOURCE_LINK_LAYER
    spoken = _link_layer(frame, packet.start + _LENGTHS[kind], packet.end, wanted) or source
    address, how = _claim(kind, packet.source, frame[packet.start + 8 : packet.start + 24])
    found = sightings(spoken, source, address, how, vlan)
    router = terminal(source)
    if kind == ROUTER_ADVERTISEMENT and router is not None:
        return (*found, ServerOffering(ServerKind.ROUTER, router, address))
    return found


def _require(packet: Packet, kind: int, length: int, hop_limit: int) -> None:
    if packet.end - packet.start < length:
        raise Unreadable("ICMPv6 message", f"type {kind}: {packet.end - packet.start} octets instead of {length}")
    if packet.hop_limit != hop_limit:
        raise Unreadable("ICMPv6 message", f"type {kind}: hop limit {packet.hop_limit} instead of {hop_limit}")


def _claim(kind: int, source: bytes, target: bytes) -> tuple[IPv6Address | None, HeardHow]:
    """The address spoken for: the target where the message is about it, else the packet's source."""
    if kind == NEIGHBOUR_ADVERTISEMENT:
        return host_address_6(target), HeardHow.ND_ADVERTISEMENT
    if kind == NEIGHBOUR_SOLICITATION:
        if source == _UNSPECIFIED:
            return host_address_6(target), HeardHow.ND_DAD
        return host_address_6(source), HeardHow.ND_SOLICITATION
    how = HeardHow.ROUTER_SOLICITATION if kind == ROUTER_SOLICITATION else HeardHow.ROUTER_ADVERTISEMENT
    return host_address_6(source), how


def _link_layer(frame: bytes, start: int, end: int, wanted: int) -> bytes | None:
    for kind, content in _options(frame, start, end):
        if kind == wanted and len(content) >= 6:
            return content[:6]
    return None


def _options(frame: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    while start < end:
        length = 8 * frame[start + 1] if start + 2 <= end else 0
        if length == 0 or start + length > end:
            raise Unreadable("neighbour discovery option", f"length {length} of {end - start} octets")
        yield frame[start], frame[start + 2 : start + length]
        start += length
