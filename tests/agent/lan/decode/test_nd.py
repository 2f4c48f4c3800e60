from ipaddress import IPv6Address

import pytest
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6MLDone,
    ICMPv6MLQuery,
    ICMPv6MLReport,
    ICMPv6ND_NS,
    ICMPv6NDOptMTU,
    ICMPv6NDOptSrcLLAddr,
)
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
