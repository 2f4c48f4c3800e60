"""The filter judged twice: by a machine in Python and by the kernel, over frames that scapy built."""

import select
import socket
from collections.abc import Callable, Iterator
from functools import reduce
from operator import truediv

import pytest
from hypothesis import given, strategies
from scapy.layers.dhcp6 import DHCP6_Advertise
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_NOP
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6MLQuery,
    ICMPv6MLReport2,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6Unknown,
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
    PadN,
)
from scapy.layers.l2 import ARP, LLC, SNAP, Dot1AD, Dot1Q, Ether
from scapy.layers.netbios import NBNSHeader
from scapy.packet import Packet, Raw

from agent.host.packet_socket import SNAP_BYTES, PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.decode.frame import decode
from agent.lan.decode.heard import Unreadable
from tests.support.bpf import accepted
from tests.support.frames import STRANGER, damaged, wire
from tests.support.hostile_frames import cut, flipped, lied
from tests.support.inside import inside
from tests.support.laboratory import Namespace
from tests.support.told_frames import cdp, everything, lldp, llmnr, mdns_answer, mdns_query, to_mdns

SHORT = 120
"""Of a long frame, what is damaged octet by octet: the filter looks at no more than its headers."""
ETHERNET = Ether(src=STRANGER, dst="ff:ff:ff:ff:ff:ff")
IPV6 = IPv6(src="fe80::1", dst="ff02::1", hlim=255)


LONG_OPTIONS = IPv6ExtHdrHopByHop(options=[PadN(optdata=bytes(10))])


def others() -> list[tuple[str, Packet | bytes]]:
    return [
        ("web", ETHERNET / IP(dst="10.0.0.1") / TCP(dport=80)),
        ("name query", ETHERNET / IP(dst="10.0.0.1") / UDP(dport=53)),
        ("from port 67 to another", ETHERNET / IP(dst="10.0.0.1") / UDP(sport=67, dport=4011)),
        ("later fragment", ETHERNET / IP(dst="10.0.0.1", frag=100, proto=17) / Raw(b"\0\x43\0\x44" * 20)),
        ("ping", ETHERNET / IP(dst="10.0.0.1") / ICMP()),
        ("ping 6", ETHERNET / IPV6 / ICMPv6EchoRequest()),
        ("certificate path", ETHERNET / IPV6 / Raw(b"\x94" + bytes(20))),
        ("ping 6 behind options", ETHERNET / IPV6 / IPv6ExtHdrHopByHop() / ICMPv6EchoRequest()),
        ("ping 6 behind two headers", ETHERNET / IPV6 / LONG_OPTIONS / IPv6ExtHdrRouting() / ICMPv6EchoRequest()),
        ("web 6 behind options", ETHERNET / IPV6 / IPv6ExtHdrDestOpt() / TCP(dport=80)),
        ("name query 6 behind options", ETHERNET / IPV6 / IPv6ExtHdrDestOpt() / UDP(dport=53)),
        ("mDNS query 6 behind options", ETHERNET / IPV6 / IPv6ExtHdrDestOpt() / UDP(sport=5353) / mdns_query()),
        ("ND in a fragment", ETHERNET / IPV6 / IPv6ExtHdrFragment() / ICMPv6ND_NS(tgt="fe80::2")),
        ("fragment behind options", ETHERNET / IPV6 / IPv6ExtHdrDestOpt() / IPv6ExtHdrFragment() / UDP(dport=547)),
        ("later fragment of an answer", ETHERNET / IP(frag=100, proto=17) / Raw(b"\x14\xe9\x14\xe9" * 20)),
        ("mDNS query", to_mdns(mdns_query())),
        ("tagged mDNS query", ETHERNET / Dot1Q(vlan=7) / IP() / UDP(sport=5353, dport=5353) / mdns_query()),
        ("mDNS query 6", ETHERNET / IPV6 / UDP(sport=5353, dport=5353) / mdns_query()),
        ("LLMNR query", llmnr(is_answer=False)),
        ("NetBIOS query", ETHERNET / IP(dst="10.0.0.255") / UDP(sport=137, dport=137) / NBNSHeader() / Raw(bytes(38))),
        ("answer to another port's query", ETHERNET / IP() / UDP(sport=53, dport=5353) / mdns_answer()),
        ("four tags", ETHERNET / Dot1AD(vlan=9) / Dot1Q(vlan=8) / Dot1Q(vlan=7) / Dot1Q(vlan=6) / ARP()),
        ("VTP", ETHERNET / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0x0C, code=0x2003) / Raw(bytes(35))),
        ("name query 6", ETHERNET / IPV6 / UDP(dport=53)),
        ("spanning tree", ETHERNET / LLC() / Raw(bytes(35))),
        ("GOOSE", Ether(src=STRANGER, dst="01:0c:cd:01:00:01", type=0x88B8) / Raw(bytes(40))),
        ("tagged web", ETHERNET / Dot1Q(vlan=7) / IP(dst="10.0.0.1") / TCP(dport=80)),
    ]


def options_and_extensions() -> list[Packet]:
    return [
        ETHERNET / IP(dst="255.255.255.255", options=b"\x94\4\0\0") / UDP(sport=68, dport=67) / Raw(bytes(300)),
        ETHERNET / IPV6 / IPv6ExtHdrHopByHop() / ICMPv6ND_NS(tgt="fe80::2"),
        ETHERNET / IPV6 / LONG_OPTIONS / ICMPv6ND_NS(tgt="fe80::2"),
        ETHERNET / IPV6 / IPv6ExtHdrDestOpt() / ICMPv6ND_RA(),
        ETHERNET / Dot1Q(vlan=7) / IPV6 / LONG_OPTIONS / IPv6ExtHdrDestOpt() / ICMPv6ND_RA(),
        ETHERNET / IPV6 / IPv6ExtHdrRouting() / UDP(dport=546) / DHCP6_Advertise(),
        ETHERNET / IPV6 / LONG_OPTIONS / LONG_OPTIONS / UDP(sport=5353, dport=5353) / mdns_answer(),
        ETHERNET / IPV6 / LONG_OPTIONS / IPv6ExtHdrRouting() / IPv6ExtHdrDestOpt() / ICMPv6ND_RA(),
        ETHERNET / Dot1AD(vlan=9) / IPV6 / ICMPv6ND_NS(tgt="fe80::2"),
        ETHERNET / IPV6 / ICMPv6MLQuery(),
        ETHERNET / Dot1Q(vlan=7) / IPV6 / IPv6ExtHdrHopByHop() / ICMPv6MLReport2(),
        ETHERNET / Dot1Q(vlan=7) / IP() / UDP(sport=5353, dport=5353) / mdns_answer(),
        ETHERNET / Dot1AD(vlan=9) / Dot1Q(vlan=7) / IPV6 / UDP(sport=5353, dport=5353) / mdns_answer(),
        ETHERNET / IP(options=b"\x94\4\0\0") / UDP(sport=5353, dport=5353) / mdns_answer(),
        ETHERNET / IP(flags="MF") / UDP(sport=5353, dport=5353) / mdns_answer(),
        Raw(lldp()[:12] + b"\x81\0\0\7" + lldp()[12:]),
        Raw(cdp()[:12] + b"\x81\0\0\7" + cdp()[12:]),
    ]


@pytest.mark.parametrize("frame", everything() + [wire(packet) for packet in options_and_extensions()])
def test_every_kind_we_decode_passes_whole(frame: bytes) -> None:
    assert accepted(LISTENING_FILTER, frame) == SNAP_BYTES


@pytest.mark.parametrize(("name", "frame"), others(), ids=[name for name, _ in others()])
def test_nobodys_payload_passes(name: str, frame: Packet | bytes) -> None:
    assert accepted(LISTENING_FILTER, wire(frame)) == 0


def test_the_program_stays_small() -> None:
    assert len(LISTENING_FILTER) <= 96


@given(strategies.binary(max_size=100) | damaged(everything()))
def test_whatever_says_something_passes_the_filter(frame: bytes) -> None:
    try:
        heard = decode(frame)
    except Unreadable:
        heard = ()

    assert accepted(LISTENING_FILTER, frame) or not heard


@pytest.mark.parametrize("mutations", [cut, flipped, lied])
def test_whatever_a_damaged_frame_says_passes_the_filter(mutations: Callable[[bytes], Iterator[bytes]]) -> None:
    for frame in (*everything(), *(wire(packet) for packet in options_and_extensions())):
        for damage in mutations(frame[:SHORT]):
            damaged_frame = damage + frame[SHORT:]
            assert not says_something(damaged_frame) or accepted(LISTENING_FILTER, damaged_frame), damage.hex()


def says_something(frame: bytes) -> bool:
    try:
        return bool(decode(frame))
    except Unreadable:
        return False


PORTS = strategies.integers(0, 65535)
FROM = PORTS.filter(lambda port: port not in (137, 5353, 5355))
TO = PORTS.filter(lambda port: port not in (67, 68, 546, 547))
IP4 = strategies.builds(
    IP, dst=strategies.just("10.0.0.1"), options=strategies.sampled_from([[], [IPOption_NOP()] * 8])
)
IP6 = strategies.builds(IPv6, dst=strategies.just("fe80::1"), hlim=strategies.sampled_from([1, 64, 255]))
EXTENDED = strategies.builds(truediv, IP6, strategies.sampled_from([IPv6ExtHdrDestOpt(), LONG_OPTIONS]))
SEGMENTS = strategies.builds(TCP, sport=PORTS, dport=PORTS) | strategies.builds(UDP, sport=FROM, dport=TO)
ERRANDS = strategies.builds(ICMP, type=strategies.integers(0, 255))
ERRANDS_6 = strategies.builds(
    ICMPv6Unknown, type=strategies.integers(0, 255).filter(lambda kind: kind != 143 and not 130 <= kind <= 137)
)
OTHER_IP = strategies.builds(IP, dst=strategies.just("10.0.0.1"), proto=strategies.integers(0, 255).filter((17).__ne__))
OTHER_LINKS = strategies.integers(1536, 65535).filter(
    lambda kind: kind not in (0x0800, 0x0806, 0x86DD, 0x88CC, 0x8100, 0x88A8)
)
OFFICE = (
    strategies.builds(truediv, IP4, SEGMENTS | ERRANDS)
    | strategies.builds(truediv, IP6 | EXTENDED, SEGMENTS | ERRANDS_6)
    | OTHER_IP
)
TAGS = strategies.sampled_from([[], [Dot1Q(vlan=7)], [Dot1Q(vlan=9), Dot1Q(vlan=7)], [Dot1AD(vlan=9), Dot1Q(vlan=7)]])


@given(TAGS, OFFICE, strategies.binary(max_size=80))
def test_what_an_office_sends_all_day_stays_in_the_kernel(tags: list[Packet], packet: Packet, payload: bytes) -> None:
    frame = wire(reduce(truediv, [ETHERNET, *tags, packet, Raw(payload)]))

    assert accepted(LISTENING_FILTER, frame) == 0
    assert not says_something(frame)


@given(OTHER_LINKS, strategies.binary(min_size=46, max_size=80))
def test_other_protocols_of_the_link_stay_in_the_kernel(kind: int, payload: bytes) -> None:
    frame = bytes(ETHERNET)[:12] + kind.to_bytes(2) + payload

    assert accepted(LISTENING_FILTER, frame) == 0
    assert not says_something(frame)


@pytest.mark.root
def test_the_kernel_judges_the_same() -> None:
    passing = everything() + [wire(packet) for packet in options_and_extensions()]
    refused = [wire(packet) for _, packet in others()]
    with Namespace("filter") as namespace:
        namespace.run(
            "ip", "link", "add", "near", "address", "02:00:5e:00:53:09", "type", "veth", "peer", "name", "far"
        )
        for name in ("near", "far"):
            namespace.run("sh", "-c", f"echo 1 > /proc/sys/net/ipv6/conf/{name}/disable_ipv6")
            namespace.run("ip", "link", "set", name, "up")
        with inside(namespace):
            heard = _pass_through_the_kernel(refused + passing)

    assert len(heard) == len(passing)
    assert {frame[14:] if len(frame) > 14 else frame for frame in heard} >= {
        frame[14:] for frame in passing if frame[12:14] not in (b"\x81\0", b"\x88\xa8")
    }


def _pass_through_the_kernel(frames: list[bytes]) -> list[bytes]:
    heard: list[bytes] = []
    with (
        PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER, all_multicast=True) as source,
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender,
    ):
        sender.bind(("far", 0))
        for frame in frames:
            sender.send(frame)
        while select.select([source], [], [], 1.0)[0]:
            heard += [frame.octets for frame in source.read() if not frame.outgoing]
    return heard
