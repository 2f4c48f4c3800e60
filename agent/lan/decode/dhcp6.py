"""DHCP for IPv6 (RFC 8415): which client asks under which name, which server answers."""

import struct
from collections.abc import Iterator

from agent.lan.decode.client_text import LONGEST_IDENTIFIER, MOST_PARAMETERS, domain_name, plain_text
from agent.lan.decode.heard import (
    ClientTold,
    Heard,
    NameGiven,
    ServerOffering,
    SightingHeard,
    Unreadable,
    host_address_6,
    terminal,
)
from agent.lan.decode.ip import Datagram, Packet
from protocol.mac import MacAddress
from protocol.observations.lan import DhcpVersion, HeardHow, ServerKind

CLIENT_PORT, SERVER_PORT = 546, 547
_FROM_CLIENTS = frozenset({1, 3, 4, 5, 6, 8, 9, 11})
"""Solicit, request, confirm, renew, rebind, release, decline, information-request (section 7.3)."""
_FROM_SERVERS = frozenset({2, 7, 10})
"""Advertise, reply, reconfigure."""
_OPTION = struct.Struct(">HH")
_OPTIONS_AT = 4
_CODE = struct.Struct(">H")
_CLIENT_ID, _SERVER_ID, _OPTION_REQUEST, _VENDOR_CLASS, _FQDN = 1, 2, 6, 16, 39


def decode_dhcp6(
    frame: bytes, packet: Packet, datagram: Datagram, source: bytes, vlan: int | None
) -> tuple[Heard, ...]:
    """What a message says; nothing for those between relays and servers. Raises Unreadable.

    The client is the frame's source: its DUID survives a change of adapter.
    """
    if datagram.end - datagram.start < _OPTIONS_AT:
        raise Unreadable("DHCPv6 message", f"{datagram.end - datagram.start} octets instead of {_OPTIONS_AT}")
    kind, mac = frame[datagram.start], terminal(source)
    if mac is None or kind not in _FROM_CLIENTS | _FROM_SERVERS:
        return ()
    address = host_address_6(packet.source)
    options = _options(frame, datagram.start + _OPTIONS_AT, datagram.end)
    sighting = SightingHeard(mac, address, HeardHow.DHCP6, vlan)
    if kind in _FROM_SERVERS:
        return sighting, ServerOffering(ServerKind.DHCP6, mac, address, _duid(options, _SERVER_ID))
    return sighting, *_told(mac, options)


def _told(mac: MacAddress, options: dict[int, bytes]) -> Iterator[NameGiven | ClientTold]:
    name = domain_name(options.get(_FQDN, b"")[1:])
    vendor_class = _vendor_class(options.get(_VENDOR_CLASS, b""))
    if (name or vendor_class) is not None:
        yield NameGiven(mac, name or "", vendor_class, HeardHow.DHCP6)
    client_id = _duid(options, _CLIENT_ID)
    asked = options.get(_OPTION_REQUEST, b"")[: 2 * MOST_PARAMETERS]
    parameters = tuple(code for (code,) in _CODE.iter_unpack(asked[: len(asked) // 2 * 2]))
    if client_id or parameters:
        yield ClientTold(mac, DhcpVersion.DHCP6, client_id, vendor_class, parameters, is_relayed=False)


def _duid(options: dict[int, bytes], code: int) -> str | None:
    return options.get(code, b"")[:LONGEST_IDENTIFIER].hex() or None


def _vendor_class(option: bytes) -> str | None:
    """The first item behind the enterprise number (section 21.16)."""
    if len(option) < 6:
        return None
    return plain_text(option[6 : 6 + int.from_bytes(option[4:6])])


def _options(frame: bytes, start: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while start < end:
        if start + _OPTION.size > end:
            raise Unreadable("DHCPv6 option", f"{end - start} octets instead of at least {_OPTION.size}")
        code, length = _OPTION.unpack_from(frame, start)
        start += _OPTION.size
        if start + length > end:
            raise Unreadable("DHCPv6 option", f"{code} has length {length} of {end - start} octets")
        found.setdefault(code, frame[start : start + length])
        start += length
    return found
