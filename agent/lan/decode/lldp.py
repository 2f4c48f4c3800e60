"""LLDP (IEEE 802.1AB-2016 clause 8): which port of which switch this is. Its port VLAN: IEEE 802.1Q annex D.2.1."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from agent.lan.decode.client_text import plain_text
from agent.lan.decode.heard import Heard, PortTold, Unreadable, terminal
from protocol.mac import MacAddress
from protocol.observations.lan import DiscoveryProtocol

_END, _CHASSIS, _PORT, _HOLDS, _PORT_DESCRIPTION, _SYSTEM_NAME, _ORGANISATION = 0, 1, 2, 3, 4, 5, 127
_PORT_VLAN = b"\x00\x80\xc2\x01"
_MOST_VLAN = 4094
_CHASSIS_MAC, _CHASSIS_ADDRESS = 4, 5
_PORT_MAC, _PORT_ADDRESS = 3, 4
_FAMILY_4, _FAMILY_6 = 1, 2
"""IANA address family numbers."""


def decode_lldp(frame: bytes, offset: int, source: bytes) -> tuple[Heard, ...]:
    """What an LLDP frame tells; raises Unreadable, also without the three parts every frame must have (8.2)."""
    parts = _parts(frame, offset)
    mac = terminal(source)
    for kind in (_CHASSIS, _PORT, _HOLDS):
        if kind not in parts:
            raise Unreadable("LLDP frame", f"without part {kind}")
    if len(parts[_HOLDS]) < 2:
        raise Unreadable("LLDP frame", "time to live without two octets")
    chassis = _identifier(parts[_CHASSIS], _CHASSIS_MAC, _CHASSIS_ADDRESS)
    port = _identifier(parts[_PORT], _PORT_MAC, _PORT_ADDRESS)
    if mac is None or chassis is None or port is None:
        return ()
    description = plain_text(parts.get(_PORT_DESCRIPTION, b""))
    name = plain_text(parts.get(_SYSTEM_NAME, b""))
    vlan, holds_s = _vlan(parts.get(_ORGANISATION, b"")), int.from_bytes(parts[_HOLDS][:2])
    return (PortTold(mac, DiscoveryProtocol.LLDP, chassis, port, description, name, vlan, holds_s),)


def _identifier(part: bytes, mac_kind: int, address_kind: int) -> str | None:
    """A subtype in one octet, then a MAC, an address after its family, or text."""
    kind, content = part[:1], part[1:]
    if kind == bytes((mac_kind,)) and len(content) == 6:
        return str(MacAddress(content))
    if kind == bytes((address_kind,)):
        if len(content) == 5 and content[0] == _FAMILY_4:
            return str(IPv4Address(content[1:]))
        return str(IPv6Address(content[1:])) if len(content) == 17 and content[0] == _FAMILY_6 else None
    return plain_text(content)


def _vlan(part: bytes) -> int | None:
    number = int.from_bytes(part[4:6])
    return number if len(part) >= 6 and 0 < number <= _MOST_VLAN else None


def _parts(frame: bytes, offset: int) -> dict[int, bytes]:
    """The first of each kind; of the organisations' own parts only the port VLAN."""
    parts: dict[int, bytes] = {}
    for kind, content in _all_parts(frame, offset):
        if kind != _ORGANISATION or content.startswith(_PORT_VLAN):
            parts.setdefault(kind, content)
    return parts


def _all_parts(frame: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at < len(frame):
        header = int.from_bytes(frame[at : at + 2])
        kind, length = header >> 9, header & 0x1FF
        if at + 2 > len(frame) or at + 2 + length > len(frame):
            raise Unreadable("LLDP part", f"{kind} has length {length} of {max(0, len(frame) - at - 2)} octets")
        if kind == _END:
            return
        yield kind, frame[at + 2 : at + 2 + length]
        at += 2 + length
