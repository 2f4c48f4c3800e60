"""Frames as scapy builds them: the referee for what our decoders and filters say. Fictional addresses only."""

from hypothesis import strategies
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dhcp6 import VENDOR_CLASS_DATA, DHCP6_Reply, DHCP6_Solicit, DHCP6OptClientFQDN, DHCP6OptVendorClass
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import (
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6ND_RS,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
)
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.packet import Packet

from protocol.mac import MacAddress

STRANGER, PC, GATEWAY, OTHER = (f"00:00:5e:00:53:{number:02x}" for number in (1, 2, 3, 4))
BROADCAST = "ff:ff:ff:ff:ff:ff"
LINK_LOCAL, GLOBAL = "fe80::200:5eff:fe00:5301", "2001:db8::1"


def mac(text: str) -> MacAddress:
    return MacAddress.parse(text)


def wire(packet: Packet | bytes) -> bytes:
    """The octets of a packet, padded to the shortest Ethernet frame."""
    return bytes(packet).ljust(60, b"\0")


def arp(
    operation: int = 1,
    sender: str = "10.37.12.21",
    target: str = "10.37.12.1",
    hardware: str = STRANGER,
    source: str | None = None,
    vlan: int | None = None,
) -> bytes:
    tag = Dot1Q(vlan=vlan) if vlan is not None else None
    ethernet = Ether(src=source or hardware, dst=BROADCAST)
    message = ARP(op=operation, hwsrc=hardware, psrc=sender, hwdst="00:00:00:00:00:00", pdst=target)
    return wire(ethernet / tag / message if tag else ethernet / message)


def nd(message: Packet, source: str = LINK_LOCAL, hardware: str = STRANGER, hop_limit: int = 255) -> bytes:
    return wire(
        Ether(src=hardware, dst="33:33:00:00:00:01") / IPv6(src=source, dst="ff02::1", hlim=hop_limit) / message
    )


def neighbour_solicitation(target: str = GLOBAL, spoken: str | None = STRANGER) -> Packet:
    message = ICMPv6ND_NS(tgt=target)
    return message / ICMPv6NDOptSrcLLAddr(lladdr=spoken) if spoken else message


def neighbour_advertisement(target: str = GLOBAL, spoken: str | None = STRANGER) -> Packet:
    message = ICMPv6ND_NA(tgt=target)
    return message / ICMPv6NDOptDstLLAddr(lladdr=spoken) if spoken else message


def router_advertisement() -> Packet:
    return ICMPv6ND_RA() / ICMPv6NDOptSrcLLAddr(lladdr=GATEWAY)


def router_solicitation() -> Packet:
    return ICMPv6ND_RS() / ICMPv6NDOptSrcLLAddr(lladdr=STRANGER)


def dhcp_request(
    options: list[object], client: str = STRANGER, address: str = "0.0.0.0", relay: str = "0.0.0.0", source: str = ""
) -> bytes:
    message = BOOTP(op=1, chaddr=mac(client).octets, ciaddr=address, giaddr=relay)
    headers = (
        Ether(src=source or client, dst=BROADCAST) / IP(src=address, dst="255.255.255.255") / UDP(sport=68, dport=67)
    )
    return wire(headers / message / DHCP(options=[("message-type", "request"), *options, "end"]))


def dhcp_answer(
    kind: str = "ack", server: str = "10.37.12.1", client: str = PC, hardware: str = GATEWAY, relay: str = "0.0.0.0"
) -> bytes:
    message = BOOTP(op=2, chaddr=mac(client).octets, yiaddr="10.37.12.50", giaddr=relay)
    headers = Ether(src=hardware, dst=BROADCAST) / IP(src=server, dst="255.255.255.255") / UDP(sport=67, dport=68)
    return wire(headers / message / DHCP(options=[("message-type", kind), ("server_id", server), "end"]))


def dhcp6_solicit(name: str = "pc-1.example.", vendor: bytes = b"MSFT 5.0") -> bytes:
    message = DHCP6_Solicit(trid=7) / DHCP6OptClientFQDN(fqdn=name)
    message = message / DHCP6OptVendorClass(enterprisenum=311, vcdata=[VENDOR_CLASS_DATA(data=vendor)])
    headers = Ether(src=STRANGER, dst="33:33:00:01:00:02") / IPv6(src=LINK_LOCAL, dst="ff02::1:2")
    return wire(headers / UDP(sport=546, dport=547) / message)


def dhcp6_reply() -> bytes:
    headers = Ether(src=GATEWAY, dst=STRANGER) / IPv6(src="fe80::3", dst=LINK_LOCAL) / UDP(sport=547, dport=546)
    return wire(headers / DHCP6_Reply(trid=7))


def ours() -> list[bytes]:
    """One frame of every kind the listener decodes."""
    tagged = (
        Ether(src=STRANGER, dst="33:33:00:00:00:01") / Dot1Q(vlan=7) / IPv6(src=LINK_LOCAL, dst="ff02::1", hlim=255)
    )
    return [
        arp(),
        arp(operation=2),
        arp(sender="0.0.0.0"),
        arp(vlan=7),
        nd(neighbour_solicitation()),
        nd(neighbour_solicitation(spoken=None), source="::"),
        nd(neighbour_advertisement()),
        nd(router_advertisement(), hardware=GATEWAY),
        nd(router_solicitation()),
        wire(tagged / neighbour_solicitation()),
        dhcp_request([("hostname", b"pc-1"), ("vendor_class_id", b"MSFT 5.0")]),
        dhcp_answer(),
        dhcp6_solicit(),
        dhcp6_reply(),
    ]


def damaged(frames: list[bytes]) -> strategies.SearchStrategy[bytes]:
    """Real frames cut short, with octets overwritten or appended: what random octets would hardly ever reach."""
    return strategies.builds(
        _damage,
        strategies.sampled_from(frames),
        strategies.lists(strategies.tuples(strategies.integers(0, 400), strategies.integers(0, 255)), max_size=8),
        strategies.integers(0, 400),
        strategies.binary(max_size=16),
    )


def _damage(frame: bytes, overwritten: list[tuple[int, int]], length: int, appended: bytes) -> bytes:
    octets = bytearray(frame)
    for place, value in overwritten:
        octets[place % len(octets)] = value
    return bytes(octets[:length] if length < len(octets) else octets) + appended
