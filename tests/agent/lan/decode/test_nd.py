from ipaddress import IPv6Address

import pytest
from hypothesis import given, strategies
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6MLDone,
    ICMPv6MLQuery,
    ICMPv6MLReport,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6ND_RS,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptMTU,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
)
from scapy.layers.l2 import Ether
from scapy.packet import Packet, Raw

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import ServerOffering, SightingHeard, Unreadable
from protocol.observations.lan import HeardHow, ServerKind
from tests.support.frames import (
    GATEWAY,
    GLOBAL,
    LINK_LOCAL,
    OTHER,
    STRANGER,
    mac,
    nd,
    neighbour_advertisement,
    neighbour_solicitation,
    router_advertisement,
    router_solicitation,
)
from tests.support.told_frames import listener_report, redirect


def said(how: HeardHow, address: str | None, hardware: str = STRANGER) -> SightingHeard:
    return SightingHeard(mac(hardware), IPv6Address(address) if address else None, how, None)


@pytest.mark.parametrize(
    ("message", "source", "expected"),
    [
        (neighbour_solicitation(), LINK_LOCAL, said(HeardHow.ND_SOLICITATION, LINK_LOCAL)),
        (neighbour_solicitation(spoken=None), "::", said(HeardHow.ND_DAD, GLOBAL)),
        (neighbour_advertisement(), LINK_LOCAL, said(HeardHow.ND_ADVERTISEMENT, GLOBAL)),
        (neighbour_advertisement(spoken=None), LINK_LOCAL, said(HeardHow.ND_ADVERTISEMENT, GLOBAL)),
        (router_solicitation(), LINK_LOCAL, said(HeardHow.ROUTER_SOLICITATION, LINK_LOCAL)),
        (router_solicitation(), "::", said(HeardHow.ROUTER_SOLICITATION, None)),
    ],
    ids=["asks", "checks-duplicates", "answers", "answers-without-option", "asks-routers", "asks-routers-unaddressed"],
)
def test_who_says_what(message: Packet, source: str, expected: SightingHeard) -> None:
    assert decode(nd(message, source)) == (expected,)


def test_router_is_reported_as_a_server() -> None:
    assert decode(nd(router_advertisement(), hardware=GATEWAY)) == (
        said(HeardHow.ROUTER_ADVERTISEMENT, LINK_LOCAL, GATEWAY),
        ServerOffering(ServerKind.ROUTER, mac(GATEWAY), IPv6Address(LINK_LOCAL)),
    )


@pytest.mark.parametrize("message", [neighbour_solicitation(spoken=OTHER), neighbour_advertisement(spoken=OTHER)])
def test_link_layer_option_of_another_is_reported_beside_the_sender(message: Packet) -> None:
    assert {heard.mac for heard in decode(nd(message)) if isinstance(heard, SightingHeard)} == {
        mac(OTHER),
        mac(STRANGER),
    }


def test_options_in_between_are_passed_over() -> None:
    message = ICMPv6ND_NS(tgt=GLOBAL) / ICMPv6NDOptMTU() / ICMPv6NDOptSrcLLAddr(lladdr=OTHER)

    assert decode(nd(message))[0].mac == mac(OTHER)


def test_message_from_another_link_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="hop limit 64 instead of 255"):
        decode(nd(neighbour_solicitation(), hop_limit=64))


@pytest.mark.parametrize("options", [b"\1\0abcdef", b"\1\2abcdef", b"\1"], ids=["length-zero", "too-long", "cut"])
def test_malformed_option_is_unreadable(options: bytes) -> None:
    with pytest.raises(Unreadable, match="option"):
        decode(nd(ICMPv6ND_NS(tgt=GLOBAL) / Raw(options)))


def test_message_cut_short_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="7 octets instead of 24"):
        decode(nd(Raw(b"\x87" + bytes(6))).replace(b"\x3b\xff\xfe\x80", b"\x3a\xff\xfe\x80", 1))


def test_other_messages_say_nothing() -> None:
    assert decode(nd(ICMPv6EchoRequest())) == ()


def test_redirect_tells_who_sends_others_away_and_not_whereto() -> None:
    assert decode(redirect()) == (said(HeardHow.ND_REDIRECT, "fe80::3", GATEWAY),)


def test_listener_report_tells_who_is_there_and_not_what_it_listens_to() -> None:
    assert decode(listener_report()) == (said(HeardHow.MLD, LINK_LOCAL),)


def test_listener_without_an_address_is_there_all_the_same() -> None:
    (heard,) = decode(listener_report(source="::"))

    assert (heard.mac, getattr(heard, "address", None)) == (mac(STRANGER), None)


@pytest.mark.parametrize("kind", [ICMPv6MLQuery, ICMPv6MLReport, ICMPv6MLDone])
def test_listeners_of_the_first_version_are_there(kind: type[Packet]) -> None:
    assert decode(nd(kind(), hop_limit=1)) == (said(HeardHow.MLD, LINK_LOCAL),)


def test_listener_report_from_another_link_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="hop limit 2 instead of 1"):
        decode(listener_report(hop_limit=2))


HARDWARE = strategies.binary(min_size=6, max_size=6).map(lambda octets: octets.hex(":"))
ADDRESSES = strategies.ip_addresses(v=6).map(str)
KINDS = strategies.sampled_from([ICMPv6ND_NS, ICMPv6ND_NA, ICMPv6ND_RS, ICMPv6ND_RA])


@given(KINDS, ADDRESSES, ADDRESSES, HARDWARE, HARDWARE)
def test_scapy_reads_the_same(kind: type[Packet], source: str, target: str, spoken: str, sender: str) -> None:
    message = kind()
    if kind in (ICMPv6ND_NS, ICMPv6ND_NA):
        message.tgt = target
    option = ICMPv6NDOptDstLLAddr if kind is ICMPv6ND_NA else ICMPv6NDOptSrcLLAddr
    frame = nd(message / option(lladdr=spoken), source, sender)
    referee = Ether(frame)
    is_about_target = kind is ICMPv6ND_NA or (kind is ICMPv6ND_NS and referee[IPv6].src == "::")
    claimed = IPv6Address(referee[kind].tgt if is_about_target else referee[IPv6].src)

    heard = {
        str(one.mac).replace("-", ":").lower(): one.address for one in decode(frame) if isinstance(one, SightingHeard)
    }

    speaks = [mac for mac in (referee.src, referee[option].lladdr) if not int(mac[:2], 16) & 1 and mac.strip("0:")]
    assert set(heard) == set(speaks)
    if referee[option].lladdr in speaks:
        assert heard[referee[option].lladdr] == (None if is_nobodys(claimed) else claimed)
    assert any(isinstance(one, ServerOffering) for one in decode(frame)) == (
        kind is ICMPv6ND_RA and referee.src in speaks
    )


def is_nobodys(address: IPv6Address) -> bool:
    return address.is_multicast or address.is_unspecified or address.is_loopback
