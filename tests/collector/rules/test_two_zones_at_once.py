from dataclasses import replace
from ipaddress import ip_network

import pytest

from collector.presence.zones import SHIPPED
from collector.rules.facts import AgentFacts
from collector.rules.finding import Finding, Severity
from collector.rules.two_zones_at_once import TwoZonesAtOnce
from protocol.observations import Adapter, AdapterKind, Elsewhere, Route
from protocol.zones import Zone, ZonePrefix
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED, adapter, default_route, held
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled
from tests.support.scenario import GATEWAY, SEGMENT

SECOND = adapter("eth1", AdapterKind.WIRED)
MODEM = adapter("wwan0", AdapterKind.WWAN)
OWN_ROUTE = default_route(WIRED.id, "10.37.12.1", str(GATEWAY))


def judged(facts: AgentFacts) -> list[Finding]:
    return findings(TwoZonesAtOnce().judge(facts))


def of_unit(access_class: str | None = None, mode: str = "dedicated") -> dict[str, object]:
    return {"terminal": replace(TERMINAL, access_class=access_class, access_mode=mode)}


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("192.168.1.5", Severity.CRITICAL),
        ("172.20.10.2", Severity.CRITICAL),
        ("100.77.0.9", Severity.CRITICAL),
        ("203.0.113.9", Severity.CRITICAL),
        ("10.200.0.5", Severity.HIGH),
        ("59.200.0.5", Severity.HIGH),
        ("169.254.1.1", None),
        ("fe80::5", None),
    ],
)
def test_second_adapter_in_another_network(address: str, severity: Severity | None) -> None:
    found = judged(pc_facts(addresses=(held(WIFI.id, address),)))

    assert [one.severity for one in found] == ([severity] if severity is not None else [])


def test_evidence_says_who_usually_hands_such_addresses_out() -> None:
    routes = (OWN_ROUTE, default_route(WIFI.id, "172.20.10.1"))
    (one,) = judged(pc_facts(addresses=(held(WIFI.id, "172.20.10.2"),), routes=routes))

    assert one.evidence["usually_handed_out_by"] == "iPhone hotspot"
    assert one.evidence["carries_default_route"] is True
    assert one.subject.part == WIFI.id, "one cause, one alert"


def test_private_network_that_carries_a_default_route_is_as_grave() -> None:
    routes = (OWN_ROUTE, default_route(WIFI.id, "10.200.0.1"))

    assert [one.severity for one in judged(pc_facts(addresses=(held(WIFI.id, "10.200.0.5"),), routes=routes))] == [
        Severity.CRITICAL
    ]


@pytest.mark.parametrize("kind", [AdapterKind.VIRTUAL, AdapterKind.TUNNEL, AdapterKind.LOOPBACK])
def test_containers_and_tunnels_are_no_second_wire(kind: AdapterKind) -> None:
    other = adapter("docker0", kind)
    routes = (OWN_ROUTE, default_route(other.id, "172.17.0.2"))

    assert judged(pc_facts(WIRED, other, addresses=(held(other.id, "172.17.0.1"),), routes=routes)) == []


def test_adapter_that_is_down_or_without_link_does_not_count() -> None:
    for other in (replace(WIFI, is_up=False), replace(WIFI, carrier=False)):
        assert judged(pc_facts(WIRED, other, addresses=(held(other.id, "192.168.1.5"),))) == []


def test_being_elsewhere_by_turns_is_not_at_once() -> None:
    assert judged(pc_facts(addresses=(held(WIFI.id, "192.168.1.5"),), attached=())) == []


def test_what_was_told_as_a_zone_only() -> None:
    away = Elsewhere(WIFI.id, "shared", 1, 2)
    (one,) = judged(pc_facts(elsewhere=(away,)))

    assert (one.severity, one.evidence["zone"]) == (Severity.CRITICAL, "shared")


def test_zone_adds_nothing_to_an_address_that_is_known() -> None:
    away = Elsewhere(WIFI.id, "private", 1, 2)
    (one,) = judged(pc_facts(elsewhere=(away,), addresses=(held(WIFI.id, "192.168.1.5"),)))

    assert one.evidence["address"] == "192.168.1.5"


def test_two_government_domains() -> None:
    other = replace(SEGMENT, id="9" * 32, domain="public-service")
    (one,) = judged(pc_facts(attached=((WIRED.id, SEGMENT), (WIFI.id, other))))

    assert one.evidence["domains"] == ["administrative", "public-service"]


def test_bridge_port_is_the_same_wire() -> None:
    bridge = replace(adapter("br0", AdapterKind.VIRTUAL), lower=("eth0",))
    facts = pc_facts(WIRED, bridge, attached=((bridge.id, SEGMENT),), addresses=(held(WIRED.id, "192.168.1.5"),))

    assert judged(facts) == []


@pytest.mark.parametrize(
    ("gateway", "mac", "kind", "is_found"),
    [
        (None, None, AdapterKind.WIRED, False),
        ("10.37.12.1", str(GATEWAY), AdapterKind.WIRED, False),
        ("10.37.12.1", None, AdapterKind.WIRED, False),
        ("10.37.12.1", "00-00-5E-00-53-66", AdapterKind.WIRED, True),
        ("10.37.12.77", None, AdapterKind.WIRED, True),
        (None, None, AdapterKind.WIFI, True),
    ],
    ids=["silent dock", "dock", "dock that heard no MAC yet", "router of the same range", "other gateway", "radio"],
)
def test_second_cable_to_the_same_segment_is_no_second_network(
    gateway: str | None, mac: str | None, kind: AdapterKind, is_found: bool
) -> None:
    other = adapter("other0", kind)
    routes = (OWN_ROUTE, *((default_route(other.id, gateway, mac),) if gateway else ()))
    facts = pc_facts(WIRED, other, addresses=(held(other.id, "10.37.12.99"),), routes=routes)

    assert bool(judged(facts)) is is_found


@pytest.mark.parametrize(
    ("access_class", "kind", "address", "is_found"),
    [
        (None, AdapterKind.WIRED, "10.200.0.5", True),
        ("A", AdapterKind.WIRED, "10.200.0.5", True),
        ("B", AdapterKind.WIRED, "10.200.0.5", True),
        ("D", AdapterKind.WIRED, "203.0.113.9", True),
        ("C", AdapterKind.WIRED, "10.200.0.5", False),
        ("E", AdapterKind.WIRED, "203.0.113.9", False),
        ("F", AdapterKind.WIRED, "10.200.0.5", False),
        ("C", AdapterKind.WIRED, "192.168.1.5", True),
        ("E", AdapterKind.WIFI, "10.200.0.5", True),
        ("F", AdapterKind.USB_TETHER, "10.200.0.5", True),
        ("E", AdapterKind.WIRED, "100.64.9.9", True),
    ],
)
def test_the_unit_s_access_class_decides(
    access_class: str | None, kind: AdapterKind, address: str, is_found: bool
) -> None:
    other = adapter("other0", kind)
    facts = pc_facts(WIRED, other, addresses=(held(other.id, address),), **of_unit(access_class))

    assert bool(judged(facts)) is is_found


@pytest.mark.parametrize("access_class", ["B", "D"])
def test_unified_exit_through_the_declared_gateway_is_no_second_path(access_class: str) -> None:
    assert judged(pc_facts(routes=(OWN_ROUTE,), **of_unit(access_class))) == []


@pytest.mark.parametrize(("mode", "count"), [("dedicated", 1), ("by-turns", 1), ("dual-approved", 0)])
def test_only_approved_dual_use_allows_both_at_once(mode: str, count: int) -> None:
    assert len(judged(pc_facts(addresses=(held(WIFI.id, "192.168.1.5"),), **of_unit(mode=mode)))) == count


def test_dual_use_never_allows_two_government_domains() -> None:
    other = replace(SEGMENT, id="9" * 32, domain="public-service")

    assert judged(pc_facts(attached=((WIRED.id, SEGMENT), (WIFI.id, other)), **of_unit("C", "dual-approved")))


def test_on_link_default_route_of_a_modem_without_address() -> None:
    on_link = Route(MODEM.id, ip_network("0.0.0.0/0"), None, None, 700, 254)
    (one,) = judged(pc_facts(WIRED, MODEM, routes=(OWN_ROUTE, on_link)))

    assert (one.subject.part, one.severity) == ("default-routes", Severity.CRITICAL)
    assert one.evidence["default_routes"] == ["eth0 > 10.37.12.1 (100)", "wwan0 > on-link (700)"]


@pytest.mark.parametrize(
    "link",
    [stacked("br7", "bridge", "eth1"), stacked("bond7", "bond", "eth1"), stacked("x", "macvlan", "eth1")],
    ids=["bridge", "bond", "macvlan"],
)
def test_second_wire_is_seen_through_what_sits_on_it(link: Adapter) -> None:
    routes = (OWN_ROUTE, Route(link.id, ip_network("128.0.0.0/1"), None, None, 0, 100))
    (one,) = judged(pc_facts(WIRED, SECOND, link, addresses=(held(link.id, "10.200.0.5"),), routes=routes))

    assert (one.severity, one.subject.part) == (Severity.CRITICAL, SECOND.id)
    assert (one.evidence["interface"], one.evidence["interfaces"]) == ("eth1", ["eth1", link.name])


def test_another_vlan_of_the_same_cable() -> None:
    vlan = stacked("eth0.7", "vlan", "eth0")
    (one,) = judged(pc_facts(WIRED, vlan, addresses=(held(vlan.id, "10.200.0.5"),)))

    assert (one.severity, one.subject.part) == (Severity.HIGH, vlan.id)


def test_default_routes_over_two_segments_of_one_domain() -> None:
    other = replace(SEGMENT, id="9" * 32, name="hall")
    attached = ((WIRED.id, SEGMENT), (SECOND.id, other))
    routes = (OWN_ROUTE, default_route(SECOND.id, "10.37.13.1"))
    (one,) = judged(pc_facts(WIRED, SECOND, attached=attached, routes=routes))

    assert (one.subject.part, one.severity) == ("default-routes", Severity.MEDIUM)
    assert judged(pc_facts(WIRED, SECOND, attached=((WIRED.id, SEGMENT), (SECOND.id, SEGMENT)), routes=routes)) == []


def test_router_advertisement_of_a_phone_on_the_same_wire_is_not_this_rules() -> None:
    routes = (OWN_ROUTE, default_route(WIRED.id, "fe80::5"))

    assert judged(pc_facts(addresses=(held(WIRED.id, "2001:db8:9::7"),), routes=routes)) == []


def test_deployment_s_own_zones_are_followed() -> None:
    own = SHIPPED.extended([ZonePrefix(ip_network("203.0.113.0/24"), Zone.EXTRANET, "regional hall")])
    (one,) = judged(pc_facts(addresses=(held(WIFI.id, "203.0.113.9"),), zones=own))

    assert (one.severity, one.evidence["usually_handed_out_by"]) == (Severity.HIGH, "regional hall")


def test_what_is_over_is_settled_once_everything_was_looked_at() -> None:
    (over,) = settled(TwoZonesAtOnce().judge(pc_facts()))
    assert over.but == frozenset()

    assert settled(TwoZonesAtOnce().judge(pc_facts(answered=frozenset({"adapters"})))) == []
