"""Names that terminals give themselves on a link: mDNS (RFC 6762), LLMNR (RFC 4795), NetBIOS (RFC 1002 section 4.2).

Who asks for a name is not looked at, nor is any name but a host's: a service's often holds a person's. A name counts
only where its record has the very address the packet came from: what a reflector or a proxy repeats is another's.
"""

from collections.abc import Iterator

from agent.lan.decode.client_text import plain_text
from agent.lan.decode.dns import RESPONSE, Message, Record, read_message
from agent.lan.decode.heard import Heard, NameGiven, host_address_4, host_address_6, sightings, terminal
from agent.lan.decode.ip import Datagram, Packet
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

SERVICES = {5353: HeardHow.MDNS, 5355: HeardHow.LLMNR, 137: HeardHow.NETBIOS}
"""By the port they answer from."""
_A, _AAAA, _NB = 1, 28, 32
_QUERY_MASK = 0xF800
"""The response bit and the operation: all zero in a plain query."""
_REGISTRATIONS = frozenset({5, 8, 9, 15})
"""Registration, refresh (8, wrongly also 9), multi-homed registration (RFC 1002 section 4.2.1.1)."""
_GROUP_NAME = 0x80
_MACHINE_NAMES = frozenset({0x00, 0x20})
"""Suffixes of a computer's name as workstation and as server; 03 may be the name of who is logged on."""
_NETBIOS_LABEL = 32
_NEVER_ROUTED = 255


def is_name_service(datagram: Datagram) -> bool:
    return datagram.source_port in SERVICES


def decode_names(
    frame: bytes, packet: Packet, datagram: Datagram, source: bytes, vlan: int | None
) -> tuple[Heard, ...]:
    """What an answer or a registration says; nothing for queries. Raises Unreadable.

    Nothing either for what may have been routed here: its MAC would be the router's. A frame to a group, or a hop
    limit of 255, was sent on this link.
    """
    how = SERVICES[datagram.source_port]
    message = read_message(frame, datagram.start, datagram.end)
    is_of_this_link = frame[0] & 1 or packet.hop_limit == _NEVER_ROUTED
    mac = terminal(source)
    if not message.flags & _QUERY_MASK or not is_of_this_link or mac is None:
        return ()
    is_4 = len(packet.source) == 4
    address = host_address_4(packet.source) if is_4 else host_address_6(packet.source)
    found = sightings(source, source, address, how, vlan)
    return found if address is None else (*found, *_names(mac, message, packet.source, how))


def _names(mac: MacAddress, message: Message, address: bytes, how: HeardHow) -> Iterator[NameGiven]:
    """Each name once: a NetBIOS host registers the same one as workstation and as server."""
    operation = message.flags >> 11 & 0x0F
    if not message.flags & RESPONSE and not (how is HeardHow.NETBIOS and operation in _REGISTRATIONS):
        return
    given = (_host_name(record, address, how) for record in message.records)
    for name in dict.fromkeys(name for name in given if name):
        yield NameGiven(mac, name, None, how)


def _host_name(record: Record, address: bytes, how: HeardHow) -> str | None:
    labels = record.labels
    if how is HeardHow.NETBIOS:
        is_own = record.kind == _NB and record.data[2:6] == address and not record.data[0] & _GROUP_NAME
        return _netbios_name(labels[0]) if is_own and labels else None
    if record.kind not in (_A, _AAAA) or record.data != address or not labels:
        return None
    is_host = len(labels) == 1 if how is HeardHow.LLMNR else len(labels) == 2 and labels[1].lower() == b"local"
    # With no time to live the name is given up, not given (RFC 6762 section 10.1).
    return plain_text(labels[0]) if is_host and record.lasts_s else None


def _netbios_name(label: bytes) -> str | None:
    """Half-octets as letters from A on (RFC 1001 section 14.1); the sixteenth octet is the kind of name."""
    if len(label) != _NETBIOS_LABEL or not all(0x41 <= letter <= 0x50 for letter in label):
        return None
    octets = bytes((high - 0x41) << 4 | (low - 0x41) for high, low in zip(label[::2], label[1::2], strict=True))
    return plain_text(octets[:15]) if octets[15] in _MACHINE_NAMES else None
