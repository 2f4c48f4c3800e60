from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.infrastructure import PROXY_LEAST, answered_for, recognise, virtual_router
from collector.presence.learnt import Role
from collector.presence.subject import SegmentView
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.scenario import MAC_1, SEGMENT, STRANGER, VRRP, Scenario

BARE = replace(SEGMENT, gateway_macs=frozenset(), infrastructure_macs=frozenset())
GATEWAY_ADDRESS = ip_address("10.37.12.1")


def heard(mac: MacAddress, *addresses: str, how: HeardHow = HeardHow.ARP_REPLY, where: SegmentView = BARE) -> Scenario:
    story = Scenario(segment=where)
    story.at("09:00")
    for address in addresses:
        story.sighting(mac, ip_address(address), how=how)
    return story


@pytest.mark.parametrize(
    ("mac", "role"),
    [
        ("00-00-5E-00-01-07", Role.VRRP),
        ("00-00-5E-00-02-07", Role.VRRP),
        ("00-00-5E-00-03-07", None),
        ("00-00-5E-00-53-07", None),
        ("00-00-0C-07-AC-01", Role.HSRP),
        ("00-00-0C-07-AD-01", None),
        ("00-00-0C-9F-F0-01", Role.HSRP),
        ("00-00-0C-9F-E0-01", None),
        ("00-05-73-A0-00-01", Role.HSRP),
        ("00-05-73-A0-10-01", None),
        ("00-07-B4-00-01-02", Role.GLBP),
        ("00-07-B4-01-01-02", None),
    ],
)
def test_virtual_routers_are_known_by_their_block(mac: str, role: Role | None) -> None:
    assert virtual_router(MacAddress.parse(mac)) is role


def test_virtual_mac_counts_only_while_it_speaks_for_declared_gateways() -> None:
    (one,) = recognise(heard(VRRP, "10.37.12.1").presence(VRRP))
    assert (one.role, one.addresses) == (Role.VRRP, (GATEWAY_ADDRESS,))

    assert [one.role for one in recognise(heard(VRRP, "10.37.12.1", "10.37.12.66").presence(VRRP))] == [Role.GATEWAY]
    assert recognise(heard(VRRP, "10.37.12.66").presence(VRRP)) == ()


def test_responder_of_proxy_arp_answers_for_many() -> None:
    few = [f"10.37.12.{number}" for number in range(30, 30 + PROXY_LEAST - 1)]

    assert recognise(heard(STRANGER, *few).presence(STRANGER)) == ()
    (one,) = recognise(heard(STRANGER, *few, "10.37.12.90").presence(STRANGER))
    assert (one.role, len(one.addresses)) == (Role.PROXY_ARP, PROXY_LEAST)


def test_who_asks_from_many_addresses_answers_for_nobody() -> None:
    """A server with several addresses of its own announces and asks; a table names what it will."""
    many = [f"10.37.12.{number}" for number in range(30, 50)]

    assert recognise(heard(STRANGER, *many, how=HeardHow.ARP_REQUEST).presence(STRANGER)) == ()
    assert recognise(heard(STRANGER, *many, how=HeardHow.NEIGHBOUR_TABLE).presence(STRANGER)) == ()


def test_own_addresses_are_not_answered_for_others() -> None:
    """A PC with many addresses (containers on macvlan, a server) whose agent vouches for them."""
    many = [ip_address(f"10.37.12.{number}") for number in range(30, 40)]
    story = Scenario(segment=BARE).registered("pc", MAC_1).at("09:00").beat("pc", *((MAC_1, one) for one in many))
    for address in many:
        story.sighting(MAC_1, address, how=HeardHow.ARP_REPLY)

    assert answered_for(story.presence(MAC_1)) == ()
    story.expects()


def test_second_mac_of_a_gateway_is_taken_for_an_anycast_gateway_or_an_impostor() -> None:
    story = heard(STRANGER, "10.37.12.1")
    story.after(1).sighting(MAC_1, GATEWAY_ADDRESS)
    presence = story.presence(MAC_1)
    presence = replace(presence, gateway_bindings=presence.rivals)

    assert [one.role for one in recognise(presence)] == [Role.ANYCAST_GATEWAY]
