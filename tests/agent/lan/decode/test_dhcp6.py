from ipaddress import IPv6Address

import pytest
from hypothesis import given, strategies
from scapy.layers.dhcp6 import (
    DUID_LL,
    DHCP6_Advertise,
    DHCP6_RelayForward,
    DHCP6_Solicit,
    DHCP6OptClientId,
    DHCP6OptOptReq,
    DHCP6OptServerId,
)
from scapy.layers.inet import UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import ClientTold, NameGiven, ServerOffering, SightingHeard, Unreadable
from protocol.observations.lan import DhcpVersion, HeardHow, ServerKind
from tests.support.frames import GATEWAY, LINK_LOCAL, STRANGER, dhcp6_reply, dhcp6_solicit, mac, wire

HEADERS = Ether(src=STRANGER, dst="33:33:00:01:00:02") / IPv6(src=LINK_LOCAL, dst="ff02::1:2")
CLIENT = SightingHeard(mac(STRANGER), IPv6Address(LINK_LOCAL), HeardHow.DHCP6, None)


def test_client_with_name_and_vendor_class() -> None:
    assert decode(dhcp6_solicit()) == (CLIENT, NameGiven(mac(STRANGER), "pc-1.example", "MSFT 5.0", HeardHow.DHCP6))


def test_client_without_options() -> None:
    assert decode(wire(HEADERS / UDP(sport=546, dport=547) / DHCP6_Solicit())) == (CLIENT,)


def test_server_that_answers() -> None:
    address = IPv6Address("fe80::3")

    assert decode(dhcp6_reply()) == (
        SightingHeard(mac(GATEWAY), address, HeardHow.DHCP6, None),
        ServerOffering(ServerKind.DHCP6, mac(GATEWAY), address),
    )


def test_server_tells_its_duid() -> None:
    headers = Ether(src=GATEWAY, dst=STRANGER) / IPv6(src="fe80::3", dst=LINK_LOCAL) / UDP(sport=547, dport=546)
    frame = wire(headers / DHCP6_Advertise() / DHCP6OptServerId(duid=DUID_LL(lladdr=GATEWAY)))

    assert decode(frame)[1] == ServerOffering(
        ServerKind.DHCP6, mac(GATEWAY), IPv6Address("fe80::3"), "0003000100005e005303"
    )


def test_what_relays_and_servers_say_to_each_other_is_left_out() -> None:
    assert decode(wire(HEADERS / UDP(sport=547, dport=547) / DHCP6_RelayForward())) == ()


@pytest.mark.parametrize(
    "message", [b"\1\0", b"\1\0\0\0\0", b"\1\0\0\0\0\x27\0\x09ab"], ids=["short", "header", "length"]
)
def test_message_that_does_not_fit_is_unreadable(message: bytes) -> None:
    with pytest.raises(Unreadable, match="DHCPv6"):
        decode(wire(HEADERS / UDP(sport=546, dport=547) / Raw(message)))


def test_client_tells_its_duid_and_what_it_asks_for() -> None:
    message = DHCP6_Solicit() / DHCP6OptClientId(duid=DUID_LL(lladdr=STRANGER)) / DHCP6OptOptReq(reqopts=[23, 24, 39])

    assert decode(wire(HEADERS / UDP(sport=546, dport=547) / message)) == (
        CLIENT,
        ClientTold(mac(STRANGER), DhcpVersion.DHCP6, "0003000100005e005301", None, (23, 24, 39), False),
    )


@given(strategies.binary(min_size=1, max_size=200), strategies.lists(strategies.integers(0, 65535), max_size=90))
def test_scapy_reads_the_same_and_what_is_kept_is_bounded(duid: bytes, asked: list[int]) -> None:
    message = DHCP6_Solicit() / DHCP6OptClientId(duid=Raw(duid)) / DHCP6OptOptReq(reqopts=asked)
    frame = wire(HEADERS / UDP(sport=546, dport=547) / message)

    (told,) = (heard for heard in decode(frame) if isinstance(heard, ClientTold))
    assert told.client_id == duid[:128].hex()
    assert told.parameters == tuple(Ether(frame)[DHCP6OptOptReq].reqopts)[:64]


def test_half_a_parameter_is_none() -> None:
    message = b"\1\0\0\0" + b"\0\6\0\3\0\x17\0"

    (_, told) = decode(wire(HEADERS / UDP(sport=546, dport=547) / Raw(message)))
    assert isinstance(told, ClientTold)
    assert told.parameters == (23,)
