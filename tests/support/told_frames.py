"""Frames in which terminals and switches tell of themselves, as scapy builds them: names, listeners, switch ports."""

from scapy.contrib.cdp import CDPMsgDeviceID, CDPMsgNativeVLAN, CDPMsgPortID, CDPMsgSoftwareVersion, CDPv2_HDR
from scapy.contrib.lldp import (
    LLDPDUChassisID,
    LLDPDUEndOfLLDPDU,
    LLDPDUGenericOrganisationSpecific,
    LLDPDUPortDescription,
    LLDPDUPortID,
    LLDPDUSystemName,
    LLDPDUTimeToLive,
)
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import ICMPv6MLReport2, ICMPv6ND_Redirect, IPv6, IPv6ExtHdrHopByHop, RouterAlert
from scapy.layers.l2 import ARP, LLC, SNAP, Dot1AD, Dot1Q, Dot3, Ether
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest
from scapy.packet import Packet

from tests.support.frames import BROADCAST, GATEWAY, LINK_LOCAL, PC, STRANGER, arp, dhcp_request, nd, ours, wire

ADDRESS = "10.37.12.21"


def redirect() -> bytes:
    return nd(ICMPv6ND_Redirect(tgt="fe80::4", dst="2001:db8::99"), source="fe80::3", hardware=GATEWAY)


def listener_report(source: str = LINK_LOCAL, hop_limit: int = 1) -> bytes:
    """MLDv2, behind the router alert it must have (RFC 3810 section 5)."""
    headers = Ether(src=STRANGER, dst="33:33:00:00:00:16") / IPv6(src=source, dst="ff02::16", hlim=hop_limit)
    return wire(headers / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6MLReport2())


def to_mdns(message: Packet, source: str = ADDRESS, hop_limit: int = 255, target: str = "01:00:5e:00:00:fb") -> bytes:
    headers = Ether(src=STRANGER, dst=target) / IP(src=source, dst="224.0.0.251", ttl=hop_limit)
    return wire(headers / UDP(sport=5353, dport=5353) / message)


def mdns_answer(name: str = "pc-1.local.", address: str = ADDRESS, lasts_s: int = 120) -> DNS:
    service = DNSRR(rrname="_ipp._tcp.local.", type="PTR", rdata="Somebody's printer._ipp._tcp.local.")
    return DNS(qr=1, aa=1, qd=[], an=[service, DNSRR(rrname=name, type="A", rdata=address, ttl=lasts_s)])


def mdns_query(name: str = "somebodys-phone.local.") -> DNS:
    return DNS(rd=0, qd=[DNSQR(qname=name)])


def llmnr(name: str = "pc-1.", address: str = LINK_LOCAL, hop_limit: int = 255, is_answer: bool = True) -> bytes:
    headers = Ether(src=STRANGER, dst=PC) / IPv6(src=LINK_LOCAL, dst="fe80::2", hlim=hop_limit)
    answers = [DNSRR(rrname=name, type="AAAA", rdata=address, ttl=30)] if is_answer else []
    message = DNS(qr=int(is_answer), rd=0, qd=[DNSQR(qname=name, qtype="AAAA")], an=answers)
    return wire(headers / UDP(sport=5355, dport=50_000) / message)


def netbios(name: str = "PC-1", kind: int = 0, address: str = ADDRESS, is_group: bool = False) -> bytes:
    """A registration by broadcast (RFC 1002 section 4.2.2)."""
    headers = Ether(src=STRANGER, dst=BROADCAST) / IP(src=ADDRESS, dst="10.37.12.255") / UDP(sport=137, dport=137)
    suffix = (0x41 + (kind >> 4)) << 8 | 0x41 + (kind & 15)
    message = NBNSRegistrationRequest(QUESTION_NAME=name.ljust(15), SUFFIX=suffix, NB_ADDRESS=address, G=int(is_group))
    return wire(headers / NBNSHeader(OPCODE=5, NM_FLAGS=0x11, QDCOUNT=1, ARCOUNT=1) / message)


def lldp(
    chassis: tuple[int, object] = (4, GATEWAY),
    port: tuple[int, object] = (5, "GE1/0/12"),
    holds_s: int = 120,
    name: str = "S5735-3F",
    vlan: int | None = 12,
) -> bytes:
    """As an access switch sends it; `chassis` and `port` as (subtype, identifier)."""
    switch, its_port = LLDPDUChassisID(subtype=chassis[0], id=chassis[1]), LLDPDUPortID(subtype=port[0], id=port[1])
    if chassis[0] == 5:
        switch.family = 1
    if port[0] == 4:
        its_port.family = 1
    frame: Packet = Ether(src=GATEWAY, dst="01:80:c2:00:00:0e", type=0x88CC) / switch / its_port
    frame = frame / LLDPDUTimeToLive(ttl=holds_s) / LLDPDUPortDescription(description="room 305")
    frame = frame / LLDPDUSystemName(system_name=name)
    if vlan is not None:
        frame = frame / LLDPDUGenericOrganisationSpecific(org_code=0x0080C2, subtype=1, data=vlan.to_bytes(2))
    return wire(frame / LLDPDUEndOfLLDPDU())


def cdp(device: str = "S5735-3F", port: str = "GigabitEthernet0/12", vlan: int = 12) -> bytes:
    fields = [CDPMsgDeviceID(val=device.encode()), CDPMsgSoftwareVersion(val=b"7.1"), CDPMsgPortID(iface=port.encode())]
    snap = LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0x00000C, code=0x2000)
    message = CDPv2_HDR(ttl=180, msg=[*fields, CDPMsgNativeVLAN(vlan=vlan)])
    return wire(Dot3(src=GATEWAY, dst="01:00:0c:cc:cc:cc") / snap / message)


def fingerprint() -> bytes:
    """A DHCP client that tells more than its name."""
    return dhcp_request([("client_id", b"\1" + bytes.fromhex("00005e005301")), ("param_req_list", [1, 3, 6, 15])])


def doubly_tagged() -> bytes:
    tags = Dot1AD(vlan=9) / Dot1Q(vlan=7)
    return wire(Ether(src=STRANGER, dst=BROADCAST) / tags / ARP(hwsrc=STRANGER, psrc=ADDRESS, pdst="10.37.12.1"))


def told() -> list[bytes]:
    """One frame of every kind of this module."""
    return [
        arp(operation=2, target=ADDRESS),
        doubly_tagged(),
        redirect(),
        listener_report(),
        to_mdns(mdns_answer()),
        llmnr(),
        netbios(),
        lldp(),
        cdp(),
        fingerprint(),
    ]


def everything() -> list[bytes]:
    """One frame of every kind the listener decodes."""
    return ours() + told()
