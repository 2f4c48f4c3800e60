from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.rules.finding import Certainty
from collector.rules.unlisted_gateway import WATCHERS_WORD_US, UnlistedGateway
from protocol.mac import MacAddress
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED, default_route
from tests.support.rule_facts import findings, pc_facts, settled
from tests.support.scenario import GATEWAY, SEGMENT


@pytest.mark.parametrize(
    ("gateway", "mac", "is_found"),
    [
        ("10.37.12.1", str(GATEWAY), False),
        ("10.37.12.1", None, False),
        ("10.37.12.77", None, True),
        ("10.37.12.77", str(GATEWAY), True),
        ("fe80::1", None, False),
        ("fe80::1", str(GATEWAY), False),
        ("fe80::1", "00-00-5E-00-53-66", True),
        ("fd37:12::1", str(GATEWAY), False),
        ("fd37:12::1", "00-00-5E-00-53-66", True),
    ],
)
def test_compared_with_the_segments_list(gateway: str, mac: str | None, is_found: bool) -> None:
    found = findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIRED.id, gateway, mac),))))

    assert [one.evidence["gateway"] for one in found] == ([gateway] if is_found else [])


@pytest.mark.parametrize(
    ("declared", "macs", "mac", "is_found"),
    [
        ("fd37:12::1", {GATEWAY}, None, False),
        ("fd37:12::1", {GATEWAY}, str(GATEWAY), False),
        ("fd37:12::1", {GATEWAY}, "00-00-5E-00-53-66", True),
        ("fd37:12::1", set(), "00-00-5E-00-53-66", False),
        ("fe80::1", set(), "00-00-5E-00-53-66", True),
        ("fe80::2", set(), None, False),
    ],
)
def test_advertised_link_local_gateway_is_told_by_its_mac(
    declared: str, macs: set[MacAddress], mac: str | None, is_found: bool
) -> None:
    """The declared gateway is a global address, the default route names the router's link-local one."""
    segment = replace(
        SEGMENT,
        gateways=SEGMENT.gateways | {ip_address(declared)},
        gateway_macs=frozenset(macs),
        infrastructure_macs=frozenset(),
    )
    routes = (default_route(WIRED.id, "fe80::2", mac),)

    found = findings(UnlistedGateway().judge(pc_facts(routes=routes, attached=((WIRED.id, segment),))))

    assert bool(found) is is_found


def test_segment_that_lists_none_gives_nothing_to_compare_with() -> None:
    bare = replace(SEGMENT, gateways=frozenset(), gateway_macs=frozenset(), infrastructure_macs=frozenset())
    facts = pc_facts(routes=(default_route(WIRED.id, "10.37.12.77"),), attached=((WIRED.id, bare),))

    assert findings(UnlistedGateway().judge(facts)) == []


def test_route_of_another_network_is_not_this_rules() -> None:
    assert findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIFI.id, "192.168.1.1"),)))) == []


def test_gateway_that_is_gone_is_settled() -> None:
    (over,) = settled(UnlistedGateway().judge(pc_facts()))

    assert over.but == frozenset()


def test_mac_that_the_kernel_forgot_for_now_neither_finds_nor_settles() -> None:
    routes = (default_route(WIRED.id, "fe80::66", None),)

    conclusions = list(UnlistedGateway().judge(pc_facts(routes=routes)))

    assert findings(conclusions) == []
    assert [one.but for one in settled(conclusions)] == [frozenset({"fe80::66"})]


def test_advertised_router_is_told_by_its_advertisements_however_many_pcs_follow() -> None:
    mac = "00-00-5E-00-53-66"
    (followed,) = findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIRED.id, "fe80::66", mac),))))
    (by_hand,) = findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIRED.id, "10.37.12.77", mac),))))

    assert followed.explained_by == f"unlisted-router-advertisement|mac|{mac}|{SEGMENT.id}|"
    assert (followed.certainty, followed.confirm_after_us) == (Certainty.SUSPECTED, WATCHERS_WORD_US)
    assert by_hand.explained_by is None
    assert by_hand.certainty is Certainty.CONFIRMED


def test_routes_in_disguise_and_of_a_macvlan_lead_over_the_segment_too() -> None:
    over = stacked("mv0", "macvlan", "eth0")
    vlan = stacked("eth0.7", "vlan", "eth0")
    halves = tuple(
        replace(default_route(link.id, gateway), destination=ip_network("128.0.0.0/1"))
        for link, gateway in ((WIRED, "10.37.12.66"), (over, "10.37.12.77"), (vlan, "10.200.0.1"))
    )
    found = findings(UnlistedGateway().judge(pc_facts(WIRED, over, vlan, routes=halves)))

    assert [one.subject.part for one in found] == ["10.37.12.66", "10.37.12.77"]
