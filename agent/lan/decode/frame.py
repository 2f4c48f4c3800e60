"""One frame in, what it says out. The only decoder the listener knows."""

from agent.lan.decode.arp import decode_arp
from agent.lan.decode.cdp import decode_cdp, is_cdp
from agent.lan.decode.dhcp4 import CLIENT_PORT, SERVER_PORT, decode_dhcp4
from agent.lan.decode.dhcp6 import CLIENT_PORT as CLIENT_PORT_6
from agent.lan.decode.dhcp6 import SERVER_PORT as SERVER_PORT_6
from agent.lan.decode.dhcp6 import decode_dhcp6
from agent.lan.decode.ethernet import ARP, IPV4, IPV6, LLDP, MOST_LENGTH, unwrap
from agent.lan.decode.heard import Heard
from agent.lan.decode.ip import ICMPV6, UDP, unwrap_ipv4, unwrap_ipv6, unwrap_udp
from agent.lan.decode.lldp import decode_lldp
from agent.lan.decode.name_service import decode_names, is_name_service
from agent.lan.decode.nd import decode_nd


def decode(frame: bytes, vlan: int | None = None) -> tuple[Heard, ...]:
    """What a frame says of who is there; empty for every frame that is none of ours.

    `vlan` is the id of a tag the NIC took off. Raises Unreadable, and nothing else, whatever the bytes.
    """
    source, kind, vlan, offset = unwrap(frame, vlan)
    if kind == ARP:
        return decode_arp(frame, offset, source, vlan)
    if kind == IPV6:
        return _decode_ipv6(frame, offset, source, vlan)
    if kind == IPV4:
        return _decode_ipv4(frame, offset, source, vlan)
    if kind == LLDP:
        return decode_lldp(frame, offset, source)
    return decode_cdp(frame, offset, kind, source) if kind <= MOST_LENGTH and is_cdp(frame, offset) else ()


def _decode_ipv4(frame: bytes, offset: int, source: bytes, vlan: int | None) -> tuple[Heard, ...]:
    packet = unwrap_ipv4(frame, offset)
    if packet is None or packet.protocol != UDP:
        return ()
    datagram = unwrap_udp(frame, packet)
    if is_name_service(datagram):
        return decode_names(frame, packet, datagram, source, vlan)
    if datagram.destination_port not in (SERVER_PORT, CLIENT_PORT):
        return ()
    return decode_dhcp4(frame, packet, datagram, source, vlan)


def _decode_ipv6(frame: bytes, offset: int, source: bytes, vlan: int | None) -> tuple[Heard, ...]:
    packet = unwrap_ipv6(frame, offset)
    if packet.protocol == ICMPV6:
        return decode_nd(frame, packet, source, vlan)
    if packet.protocol != UDP:
        return ()
    datagram = unwrap_udp(frame, packet)
    if is_name_service(datagram):
        return decode_names(frame, packet, datagram, source, vlan)
    if datagram.destination_port not in (CLIENT_PORT_6, SERVER_PORT_6):
        return ()
    return decode_dhcp6(frame, packet, datagram, source, vlan)
