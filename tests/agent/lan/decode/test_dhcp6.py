from ipaddress import IPv6Address

import pytest
from scapy.layers.dhcp6 import DHCP6_RelayForward, DHCP6_Solicit
from scapy.layers.inet import UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import NameGiven, ServerOffering, SightingHeard, Unreadable
from protocol.observations.lan import HeardHow, ServerKind
from tests.support.frames import GATEWAY, LINK_LOCAL, STRANGER, dhcp6_reply, dhcp6_solicit, mac, wire

HEADERS = Ether(src=STRANGER, dst="33:33:00:01:00:02") / IPv6(src=LINK_LOCAL, dst="ff02::1:2")
CLIENT = SightingHeard(mac(STRANGER), IPv6Address(LINK_LOCAL), HeardHow.DHCP6, None)


def test_client_with_name_and_vendor_class() -> None:
    assert decode(dhcp6_solicit()) == (CLIENT, NameGiven(mac(STRANGER), "pc-1.example", "MSFT 5.0"))


def test_client_without_options() -> None:
    assert decode(wire(HEADERS / UDP(sport=546, dport=547) / DHCP6_Solicit())) == (CLIENT,)


def test_server_that_answers() -> None:
    address = IPv6Address("fe80::3")

    assert decode(dhcp6_reply()) == (
        SightingHeard(mac(GATEWAY), address, HeardHow.DHCP6, None),
        ServerOffering(ServerKind.DHCP6, mac(GATEWAY), address),
    )


def test_what_relays_and_servers_say_to_each_other_is_left_out() -> None:
    assert decode(wire(HEADERS / UDP(sport=547, dport=547) / DHCP6_RelayForward())) == ()


@pytest.mark.parametrize(
    "message", [b"\1\0", b"\1\0\0\0\0", b"\1\0\0\0\0\x27\0\x09ab"], ids=["short", "header", "length"]
)
def test_message_that_does_not_fit_is_unreadable(message: bytes) -> None:
    with pytest.raises(Unreadable, match="DHCPv6"):
        decode(wire(HEADERS / UDP(sport=546, dport=547) / Raw(message)))
