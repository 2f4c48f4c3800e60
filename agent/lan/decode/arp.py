"""ARP (RFC 826), probes and announcements (RFC 5227): who says that it holds which IPv4 address."""

import struct

from agent.lan.decode.heard import Heard, Unreadable, host_address_4, sightings
from protocol.observations.lan import HeardHow

_ARP = struct.Struct(">HHBBH6s4s6s4s")
_ETHERNET, _IEEE_802, _IPV4 = 1, 6, 0x0800
_REQUEST, _REPLY = 1, 2
_UNSPECIFIED = bytes(4)


def decode_arp(frame: bytes, offset: int, source: bytes, vlan: int | None) -> tuple[Heard, ...]:
    """What an ARP packet at `offset` says; nothing for RARP and InARP. Raises Unreadable.

    A probe's sender states 0.0.0.0; it is about to take the target address, so that one is reported.
    """
    if len(frame) < offset + _ARP.size:
        raise Unreadable("ARP packet", f"{len(frame) - offset} octets instead of {_ARP.size}")
    hardware, protocol, mac_length, address_length, operation, mac, sender, _, target = _ARP.unpack_from(frame, offset)
    if hardware not in (_ETHERNET, _IEEE_802) or protocol != _IPV4:
        return ()
    if mac_length != 6 or address_length != 4:
        raise Unreadable("ARP packet", f"address lengths {mac_length} and {address_length} instead of 6 and 4")
    if operation not in (_REQUEST, _REPLY):
        return ()
    if sender == _UNSPECIFIED and operation == _REQUEST:
        return sightings(mac, source, host_address_4(target), HeardHow.ARP_PROBE, vlan)
    how = HeardHow.ARP_REQUEST if operation == _REQUEST else HeardHow.ARP_REPLY
    if sender == target != _UNSPECIFIED:
        how = HeardHow.ARP_ANNOUNCEMENT if operation == _REQUEST else HeardHow.ARP_GRATUITOUS
    return sightings(mac, source, host_address_4(sender), how, vlan)
