"""The Cisco Discovery Protocol, versions 1 and 2, also spoken by others' switches: which port of which switch this is.

Its layout is known from Wireshark's packet-cdp.c and from scapy; Cisco published no specification of the fields.
"""

import struct

from agent.lan.decode.client_text import plain_text
from agent.lan.decode.heard import Heard, PortTold, Unreadable, terminal
from protocol.observations.lan import DiscoveryProtocol

SNAP_HEADER = bytes.fromhex("aaaa0300000c2000")
"""LLC, then SNAP with Cisco's OUI and the protocol's number (IEEE 802-2014 clause 9.5)."""
_HEADER = struct.Struct(">BBxx")
_FIELD = struct.Struct(">HH")
_DEVICE, _PORT, _NATIVE_VLAN, _SYSTEM_NAME = 0x0001, 0x0003, 0x000A, 0x0014
_VERSIONS = frozenset({1, 2})
_MOST_VLAN = 4094


def is_cdp(frame: bytes, offset: int) -> bool:
    return frame.startswith(SNAP_HEADER, offset)


def decode_cdp(frame: bytes, offset: int, length: int, source: bytes) -> tuple[Heard, ...]:
    """What a CDP message tells whose 802.3 frame states `length` octets from `offset` on. Raises Unreadable."""
    at, end = offset + len(SNAP_HEADER), offset + length
    if end > len(frame) or at + _HEADER.size > end:
        raise Unreadable("CDP message", f"length {length} of {len(frame) - offset} octets")
    version, holds_s = _HEADER.unpack_from(frame, at)
    if version not in _VERSIONS:
        raise Unreadable("CDP message", f"version {version}")
    fields = _fields(frame, at + _HEADER.size, end)
    mac, chassis, port = terminal(source), plain_text(fields.get(_DEVICE, b"")), plain_text(fields.get(_PORT, b""))
    if mac is None or chassis is None or port is None:
        return ()
    vlan = int.from_bytes(fields.get(_NATIVE_VLAN, b"")[:2])
    name = plain_text(fields.get(_SYSTEM_NAME, b""))
    known_vlan = vlan if 0 < vlan <= _MOST_VLAN else None
    return (PortTold(mac, DiscoveryProtocol.CDP, chassis, port, None, name, known_vlan, holds_s),)


def _fields(frame: bytes, at: int, end: int) -> dict[int, bytes]:
    """The first of each kind; a length counts its own header."""
    fields: dict[int, bytes] = {}
    while at < end:
        kind, length = _FIELD.unpack_from(frame, at) if at + _FIELD.size <= end else (0, 0)
        if length < _FIELD.size or at + length > end:
            raise Unreadable("CDP field", f"{kind} has length {length} of {end - at} octets")
        fields.setdefault(kind, frame[at + _FIELD.size : at + length])
        at += length
    return fields
