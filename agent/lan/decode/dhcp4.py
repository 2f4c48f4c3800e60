"""DHCP for IPv4 (RFC 2131, options RFC 2132): which client asks under which name, which server answers."""

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
    host_address_4,
    sightings,
    terminal,
)
from agent.lan.decode.ip import Datagram, Packet
from protocol.mac import MacAddress
from protocol.observations.lan import DhcpVersion, HeardHow, ServerKind

SERVER_PORT, CLIENT_PORT = 67, 68
_BOOTP = struct.Struct(">BBBx4xHH4s4s4s4s16s")
_OPTIONS_AT = 240
_COOKIE = b"\x63\x82\x53\x63"
_ASKS, _ANSWERS = 1, 2
_ETHERNET = 1
_UNSPECIFIED = bytes(4)

_PAD, _HOST_NAME, _OVERLOAD, _TYPE, _SERVER, _PARAMETERS, _VENDOR_CLASS, _CLIENT_ID, _FQDN, _RELAY_INFORMATION, _END = (
    0, 12, 52, 53, 54, 55, 60, 61, 81, 82, 255,
)  # fmt: skip
_OVERLOADED = ((1, 108, 236), (2, 44, 108))
"""Bits of option 52, and from where to where the boot file's and the server's name then hold options."""
_OFFER, _ACK, _NAK = 2, 5, 6
_FQDN_IS_ENCODED = 0x04


def decode_dhcp4(
    frame: bytes, packet: Packet, datagram: Datagram, source: bytes, vlan: int | None
) -> tuple[Heard, ...]:
    """What a DHCP message says; nothing for plain BOOTP and for other hardware than Ethernet. Raises Unreadable.

    A message that passed a relay (giaddr) is about a client of another link: its client is not reported.
    """
    size = datagram.end - datagram.start
    if size < _OPTIONS_AT:
        raise Unreadable("DHCP message", f"{size} octets instead of at least {_OPTIONS_AT}")
    fields = _BOOTP.unpack_from(frame, datagram.start)
    operation, hardware, mac_length, _, _, client_address, _, _, relay, client = fields
    if frame[datagram.start + 236 : datagram.start + _OPTIONS_AT] != _COOKIE:
        return ()
    options = _all_options(frame, datagram.start, datagram.end)
    if operation == _ANSWERS:
        return _answer(options, client[:6], packet.source, source, relay != _UNSPECIFIED, vlan)
    if operation != _ASKS:
        raise Unreadable("DHCP message", f"operation {operation}")
    if relay != _UNSPECIFIED or hardware != _ETHERNET or mac_length != 6:
        return ()
    found = sightings(client[:6], source, host_address_4(client_address), HeardHow.DHCP4, vlan)
    spoken = terminal(client[:6])
    return found if spoken is None else (*found, *_told(spoken, options))


def _answer(
    options: dict[int, bytes], client: bytes, from_address: bytes, source: bytes, relayed: bool, vlan: int | None
) -> tuple[Heard, ...]:
    kind = options.get(_TYPE, b"")[:1]
    sender = terminal(source)
    if sender is None or kind not in (bytes((_OFFER,)), bytes((_ACK,)), bytes((_NAK,))):
        return ()
    server = options.get(_SERVER, b"")
    # Behind a relay the packet's source may be the server's while the frame's is the relay's: no pair.
    spoken_for = None if relayed else host_address_4(from_address)
    identifier = host_address_4(server) if len(server) == 4 else host_address_4(from_address)
    leased_to = terminal(client) if kind == bytes((_ACK,)) else None
    return (
        SightingHeard(sender, spoken_for, HeardHow.DHCP4, vlan),
        ServerOffering(ServerKind.DHCP4, sender, identifier, leased_to=leased_to),
    )


def _told(mac: MacAddress, options: dict[int, bytes]) -> Iterator[NameGiven | ClientTold]:
    name = plain_text(options.get(_HOST_NAME, b"")) or _fqdn(options.get(_FQDN, b""))
    vendor_class = plain_text(options.get(_VENDOR_CLASS, b""))
    if (name or vendor_class) is not None:
        yield NameGiven(mac, name or "", vendor_class, HeardHow.DHCP4)
    client_id = options.get(_CLIENT_ID, b"")[:LONGEST_IDENTIFIER].hex() or None
    parameters = tuple(options.get(_PARAMETERS, b"")[:MOST_PARAMETERS])
    is_relayed = _RELAY_INFORMATION in options
    if client_id or parameters or is_relayed:
        yield ClientTold(mac, DhcpVersion.DHCP4, client_id, vendor_class, parameters, is_relayed)


def _fqdn(option: bytes) -> str | None:
    """RFC 4702 section 2: flags, two obsolete octets, the name in DNS wire format or, deprecated, in ASCII."""
    if len(option) <= 3:
        return None
    return domain_name(option[3:]) if option[0] & _FQDN_IS_ENCODED else plain_text(option[3:])


def _all_options(frame: bytes, start: int, end: int) -> dict[int, bytes]:
    """Clients read on where option 52 tells them to (RFC 2131 section 4.1): a server must not hide there."""
    found = _options(frame, start + _OPTIONS_AT, end)
    overload = int.from_bytes(found.get(_OVERLOAD, b"")[:1])
    for bit, first, last in _OVERLOADED:
        if overload & bit:
            found = _options(frame, start + first, start + last) | found
    return found


def _options(frame: bytes, start: int, end: int) -> dict[int, bytes]:
    """The options by code; of a repeated one the first counts. A message without an end option is accepted."""
    found: dict[int, bytes] = {}
    while start < end and (code := frame[start]) != _END:
        if code == _PAD:
            start += 1
            continue
        length = frame[start + 1] if start + 2 <= end else end
        if start + 2 + length > end:
            raise Unreadable("DHCP option", f"{code} is longer than the {end - start} octets that are left")
        found.setdefault(code, frame[start + 2 : start + 2 + length])
        start += 2 + length
    return found
