"""The only frames this agent makes itself: questions who holds an address, and a canary's announcement. Pure.

Rule: a question carries the adapter's own MAC and an address it holds, so that whoever hears it can say who asked.
"""

import struct
from ipaddress import IPv4Address, IPv6Address

from agent.lan.decode.ethernet import ARP, IPV6
from agent.lan.decode.ip import ICMPV6
from protocol.mac import MacAddress

LEAST_FRAME_BYTES = 60
"""Of an Ethernet frame, without its checksum (IEEE 802.3 clause 3.2.8)."""
MOST_LISTENER_DELAY_MS = 1_000
"""Listeners answer a query within this time, each after a random part of it (RFC 3810 section 5.1.3)."""

_BROADCAST = MacAddress(b"\xff" * 6)
_ETHERNET_HEADER = struct.Struct(">6s6sH")
_ARP_PACKET = struct.Struct(">HHBBH6s4s6s4s")
_IPV6_HEADER = struct.Struct(">IHBB16s16s")
_ETHERNET, _IPV4, _REQUEST = 1, 0x0800, 1
_NEIGHBOUR_SOLICITATION, _LISTENER_QUERY, _SOURCE_LINK_LAYER = 135, 130, 1
_HOP_BY_HOP = 0
_ROUTER_ALERT = bytes.fromhex("05020000")
"""For a multicast listener message (RFC 2711 section 2.1)."""
_PAD_2 = bytes.fromhex("0100")
_SUPPRESSES_ROUTERS = 0x08
"""The S flag: routers that hear the query leave their timers alone (RFC 3810 section 5.1.7)."""
_ALL_NODES = IPv6Address("ff02::1")
_SOLICITED_NODE = IPv6Address("ff02::1:ff00:0").packed[:13]


def arp_request(own_mac: MacAddress, own: IPv4Address, target: IPv4Address) -> bytes:
    """Who has `target`? Tell `own` at `own_mac` (RFC 826). 60 octets, to everybody."""
    return _arp(own_mac, own, target)


def arp_announcement(mac: MacAddress, address: IPv4Address) -> bytes:
    """`address` is now used by `mac`: a request with sender = target (RFC 5227 section 3). 60 octets, to everybody."""
    return _arp(mac, address, address)


def neighbour_solicitation(own_mac: MacAddress, own: IPv6Address, target: IPv6Address) -> bytes:
    """Who has `target`? To its solicited-node group, with the source link-layer option (RFC 4861 section 4.3)."""
    group = IPv6Address(_SOLICITED_NODE + target.packed[13:])
    option = bytes((_SOURCE_LINK_LAYER, 1)) + own_mac.octets
    message = struct.pack(">BBHI", _NEIGHBOUR_SOLICITATION, 0, 0, 0) + target.packed + option
    return _ipv6(own_mac, own, group, ICMPV6, 255, _summed(own, group, message))


def listener_query(own_mac: MacAddress, own: IPv6Address) -> bytes:
    """A general multicast listener query of version 2 (RFC 3810 section 5.1); `own` must be link-local."""
    delay_and_group = struct.pack(">HH", MOST_LISTENER_DELAY_MS, 0) + bytes(16)
    message = struct.pack(">BBH", _LISTENER_QUERY, 0, 0) + delay_and_group + bytes((_SUPPRESSES_ROUTERS, 0, 0, 0))
    options = bytes((ICMPV6, 0)) + _ROUTER_ALERT + _PAD_2
    return _ipv6(own_mac, own, _ALL_NODES, _HOP_BY_HOP, 1, options + _summed(own, _ALL_NODES, message))


def _arp(mac: MacAddress, sender: IPv4Address, target: IPv4Address) -> bytes:
    packet = _ARP_PACKET.pack(
        _ETHERNET, _IPV4, 6, 4, _REQUEST, mac.octets, sender.packed, bytes(6), target.packed
    )  # fmt: skip
    return (_ETHERNET_HEADER.pack(_BROADCAST.octets, mac.octets, ARP) + packet).ljust(LEAST_FRAME_BYTES, b"\0")


def _ipv6(
    mac: MacAddress, source: IPv6Address, group: IPv6Address, next_header: int, hop_limit: int, payload: bytes
) -> bytes:
    """To the group's MAC: 33-33 and its last four octets (RFC 2464 section 7)."""
    ethernet = _ETHERNET_HEADER.pack(b"\x33\x33" + group.packed[12:], mac.octets, IPV6)
    return (
        ethernet
        + _IPV6_HEADER.pack(6 << 28, len(payload), next_header, hop_limit, source.packed, group.packed)
        + (payload)
    )


def _summed(source: IPv6Address, destination: IPv6Address, message: bytes) -> bytes:
    """The ICMPv6 message with its checksum, which covers a pseudo header (RFC 4443 section 2.3, RFC 8200 8.1)."""
    pseudo = source.packed + destination.packed + struct.pack(">II", len(message), ICMPV6)
    total = sum(struct.unpack(f">{(len(pseudo) + len(message)) // 2}H", pseudo + message))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return message[:2] + struct.pack(">H", ~total & 0xFFFF) + message[4:]
