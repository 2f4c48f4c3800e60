"""What no frame may do to the decoders, whoever made it: raise, say what cannot be sent on, or cost unbounded work."""

import json
import random
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies
from scapy.contrib.cdp import CDPMsgDeviceID, CDPMsgPortID, CDPv2_HDR
from scapy.contrib.lldp import LLDPDUChassisID, LLDPDUPortID, LLDPDUTimeToLive
from scapy.error import Scapy_Exception
from scapy.layers.dhcp import BOOTP, DHCP, dhcpmagic
from scapy.layers.dhcp6 import (
    DHCP6_Advertise,
    DHCP6_Solicit,
    DHCP6OptClientFQDN,
    DHCP6OptClientId,
    DHCP6OptOptReq,
    DHCP6OptServerId,
    DHCP6OptVendorClass,
)
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import (
    ICMPv6MLReport2,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6ND_Redirect,
    ICMPv6ND_RS,
    ICMPv6NDOptPrefixInfo,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
    IPv6ExtHdrHopByHop,
)
from scapy.layers.l2 import ARP, LLC, SNAP, Dot1AD, Dot1Q, Dot3, Ether
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest
from scapy.packet import Packet, fuzz

from agent.host.packet_socket import CapturedFrame
from agent.lan.decode.dns import MOST_RECORDS
from agent.lan.decode.frame import decode
from agent.lan.decode.heard import ClientTold, Heard, NameGiven, PortTold, ServerOffering, SightingHeard, Unreadable
from agent.lan.listener import Listener
from protocol.codec import encode
from protocol.decoding import decode_value
from protocol.identity import AdapterId
from tests.support.frames import GATEWAY, LINK_LOCAL, PC, STRANGER, damaged, mac
from tests.support.hostile_frames import LONGEST, cut, flipped, laborious, lied
from tests.support.told_frames import ADDRESS, everything

MOST_LINES = 10_000
"""Lines of the decoders' source that one frame may run: 7,541 were the most we could make it, at 1,518 octets."""
MOST_SAID = 3 + MOST_RECORDS
LABORIOUS = laborious()

LINK = Ether(src=STRANGER, dst="ff:ff:ff:ff:ff:ff")
IPV4 = LINK / IP(src=ADDRESS, dst="224.0.0.251", ttl=255)
IPV6 = LINK / IPv6(src=LINK_LOCAL, dst="ff02::1", hlim=255)
SWITCH = Ether(src=GATEWAY, dst="01:80:c2:00:00:0e", type=0x88CC)
CDP = Dot3(src=GATEWAY, dst="01:00:0c:cc:cc:cc") / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0x0C, code=0x2000)


def templates() -> list[Packet]:
    """Frames of every kind, whose fields that are not stated here scapy fills at random."""
    mdns, solicit, tell = UDP(sport=5353, dport=5353), UDP(sport=546, dport=547), UDP(sport=547, dport=546)
    arp = fuzz(ARP(hwtype=1, ptype=0x0800, hwlen=6, plen=4, op=1))
    asks, answers = BOOTP(op=1, htype=1, hlen=6, giaddr="0.0.0.0", options=dhcpmagic), BOOTP(op=2, options=dhcpmagic)
    neighbours = [ICMPv6ND_NS(type=135), ICMPv6ND_NA(type=136), ICMPv6ND_RA(type=134), ICMPv6ND_RS(type=133)]
    chassis, port = LLDPDUChassisID(subtype=7, id=b"a"), LLDPDUPortID(subtype=7, id=b"b")
    return [
        LINK / fuzz(ARP()),
        LINK / arp,
        LINK / Dot1AD() / fuzz(Dot1Q(type=0x0806)) / arp,
        LINK
        / fuzz(IP(version=4, ihl=5, len=None, frag=0, proto=17))
        / UDP(sport=68, dport=67)
        / asks
        / DHCP(options=["end"]),
        IPV4 / fuzz(UDP(dport=67, len=None)) / asks / DHCP(options=["end"]),
        IPV4 / UDP(sport=68, dport=67) / fuzz(asks) / fuzz(DHCP()),
        IPV4 / UDP(sport=67, dport=68) / fuzz(answers) / fuzz(DHCP()),
        IPV4 / mdns / fuzz(DNS(qr=1, opcode=0, qd=[], an=[DNSRR(rrname="pc-1.local.", rdata=ADDRESS)])),
        IPV4 / mdns / DNS(qr=1, qd=[DNSQR()], an=[fuzz(DNSRR(type=1, rrname="pc-1.local.", rdata=ADDRESS))]),
        IPV4 / UDP(sport=137, dport=137) / NBNSHeader(OPCODE=5, QDCOUNT=1, ARCOUNT=1) / fuzz(NBNSRegistrationRequest()),
        *(IPV6 / fuzz(message) for message in neighbours),
        *(IPV6 / fuzz(message) / fuzz(ICMPv6NDOptSrcLLAddr(type=1, len=1)) for message in neighbours),
        IPV6 / ICMPv6ND_RA() / fuzz(ICMPv6NDOptPrefixInfo()) / ICMPv6NDOptSrcLLAddr(),
        IPV6 / fuzz(ICMPv6ND_Redirect(type=137)),
        IPV6 / fuzz(IPv6ExtHdrHopByHop(nh=58)) / ICMPv6ND_RA(),
        LINK / IPv6(hlim=1) / IPv6ExtHdrHopByHop() / fuzz(ICMPv6MLReport2(type=143)),
        LINK / fuzz(IPv6(version=6, plen=None, nh=58, hlim=255)) / ICMPv6ND_RA(),
        IPV6 / solicit / DHCP6_Solicit() / fuzz(DHCP6OptClientId(optcode=1)) / fuzz(DHCP6OptOptReq(optcode=6)),
        IPV6 / solicit / DHCP6_Solicit() / fuzz(DHCP6OptVendorClass(optcode=16)) / fuzz(DHCP6OptClientFQDN(optcode=39)),
        IPV6 / tell / DHCP6_Advertise() / fuzz(DHCP6OptServerId(optcode=2)),
        SWITCH / fuzz(LLDPDUChassisID(_type=1, _length=7, id=b"abcdef")) / port / LLDPDUTimeToLive(),
        SWITCH / chassis / fuzz(LLDPDUPortID(_type=2, _length=7, id=b"abcdef")) / LLDPDUTimeToLive(),
        CDP / CDPv2_HDR(vers=2, msg=[CDPMsgDeviceID(val=b"a"), fuzz(CDPMsgPortID(type=3, len=None))]),
    ]


def said_of(frame: bytes, vlan: int | None = None) -> tuple[Heard, ...]:
    """What a frame says, nothing when it is unreadable; all of it within what may be said."""
    try:
        heard = decode(frame, vlan)
    except Unreadable:
        return ()
    assert len(heard) <= MOST_SAID
    for one in heard:
        assert one.mac.can_be_a_terminal
        match one:
            case SightingHeard(vlan=number):
                assert number is None or 0 < number < 4095
            case NameGiven(name=name, vendor_class=vendor):
                assert is_short(name or "-"), name
                assert is_short(vendor or "-"), vendor
            case ClientTold(client_id=identifier, parameters=parameters):
                assert len(identifier or "") <= 256
                assert len(parameters) <= 64
            case PortTold(chassis=chassis, port=port):
                assert is_short(chassis), chassis
                assert is_short(port), port
            case ServerOffering(identifier=identifier):
                assert len(identifier or "") <= 256
    return heard


def is_short(text: str) -> bool:
    return 0 < len(text) <= 255 and text.isprintable()


@pytest.mark.parametrize("mutations", [cut, flipped, lied])
def test_no_damage_of_a_real_frame_does_harm(mutations: Callable[[bytes], Iterator[bytes]]) -> None:
    for frame in everything():
        for damage in mutations(frame):
            said_of(damage)


@given(strategies.sampled_from(templates()), strategies.integers(0, 2**32), strategies.integers(0, 400))
@settings(deadline=None, max_examples=400)
def test_no_fields_at_random_do_harm(template: Packet, seed: int, cut_off: int) -> None:
    random.seed(seed)
    try:
        frame = bytes(template)
    except (Scapy_Exception, struct.error):
        assume(False)
    said_of(frame)
    said_of(frame[: len(frame) - cut_off])


@given(strategies.lists(damaged(everything()) | strategies.sampled_from(list(LABORIOUS.values())), max_size=9))
@settings(deadline=None)
def test_whatever_is_said_can_be_sent(frames: list[bytes]) -> None:
    ear = Listener(AdapterId("a" * 32), mac(PC), Recording(frames), 10_000_000)
    for observation in (*ear.read(), *ear.flush(10**9)):
        value: dict[str, Any] = json.loads(encode(observation))
        assert decode_value(type(observation), value, "observation") == observation


class Recording:
    """A frame source that holds what a test put in."""

    def __init__(self, frames: list[bytes]) -> None:
        tags = (None, 7, 4095)
        self._frames = [CapturedFrame(frame, tags[place % 3], False, place) for place, frame in enumerate(frames)]

    def read(self, most_frames: int) -> list[CapturedFrame]:
        taken, self._frames = self._frames[:most_frames], self._frames[most_frames:]
        return taken

    def drops(self) -> int:
        return 0


@pytest.mark.parametrize("name", LABORIOUS)
def test_work_is_bounded(name: str) -> None:
    frame = LABORIOUS[name]
    assert len(frame) <= LONGEST

    assert lines_run(frame) <= MOST_LINES


@given(damaged(list(LABORIOUS.values())))
@settings(deadline=None)
def test_work_is_bounded_whatever_is_changed(frame: bytes) -> None:
    assert lines_run(frame[:LONGEST]) <= MOST_LINES


def test_lines_are_counted() -> None:
    assert lines_run(b"") < lines_run(everything()[0]) < lines_run(LABORIOUS["empty LLDP parts"])


def lines_run(frame: bytes) -> int:
    """How many lines of the decoders' source a frame runs: work without a clock."""
    lines = 0

    def trace(place: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        nonlocal lines
        lines += event == "line"
        return trace if "agent/lan/decode/" in place.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(Unreadable):
            decode(frame)
    finally:
        sys.settrace(before)
    return lines
