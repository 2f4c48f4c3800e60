from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.rules.consumer_network import ConsumerNetwork
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Finding
from protocol.observations import AdapterKind, Attachment, Resolver
from tests.support.pc import WIFI, WIRED, adapter, default_route, held
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled
from tests.support.scenario import MAC_1, SEGMENT


def judged(facts: AgentFacts) -> list[Finding]:
    return findings(ConsumerNetwork().judge(facts))


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.168.1.7", "home router"),
        ("192.168.31.7", "home router"),
        ("172.20.10.3", "iPhone hotspot"),
        ("192.168.137.3", "Windows connection sharing"),
        ("10.42.0.3", "NetworkManager connection sharing"),
        ("192.168.42.3", "Android USB tethering"),
        ("192.168.43.3", "Android hotspot"),
        ("192.168.8.3", "4G/5G dongle"),
        ("100.64.3.3", "carrier (phone, 4G/5G) or overlay VPN"),
        ("192.168.77.7", None),
        ("10.37.99.7", None),
        ("203.0.113.7", None),
    ],
)
def test_second_address_on_the_attached_adapter(address: str, who: str | None) -> None:
    found = judged(pc_facts(addresses=(held(WIRED.id, "10.37.12.21"), held(WIRED.id, address))))

    assert [one.evidence["usually_handed_out_by"] for one in found] == ([who] if who else [])
    assert all((one.certainty, one.evidence["confidence"]) == (Certainty.SUSPECTED, "low") for one in found)


def test_address_and_gateway_together_are_surer() -> None:
    routes = (default_route(WIRED.id, "192.168.1.1"),)
    (one,) = judged(pc_facts(addresses=(held(WIRED.id, "192.168.1.7"),), routes=routes))

    assert (one.evidence["confidence"], one.evidence["gateway"]) == ("medium", "192.168.1.1")


@pytest.mark.parametrize(("server", "is_found"), [("192.168.1.1", True), ("10.37.12.1", False), (None, False)])
def test_lease_from_such_a_range(server: str | None, is_found: bool) -> None:
    given = ip_address(server) if server else None
    lease = Attachment(WIRED.id, MAC_1, (), (ip_address("10.37.12.21"),), (), (), given)
    found = judged(pc_facts(said=(lease,)))

    assert [one.evidence["dhcp_server"] for one in found] == ([server] if is_found else [])


def test_lease_from_a_listed_server_is_the_office_s_own_choice() -> None:
    segment = replace(SEGMENT, dhcp_servers=frozenset({ip_address("192.168.1.1")}))
    lease = Attachment(WIRED.id, MAC_1, (), (ip_address("10.37.12.21"),), (), (), ip_address("192.168.1.1"))

    assert judged(pc_facts(said=(lease,), attached=((WIRED.id, segment),))) == []


def test_name_server_in_such_a_range() -> None:
    (one,) = judged(pc_facts(said=(Resolver(ip_address("192.168.1.1"), "resolv.conf"),)))

    assert (one.subject.part, one.evidence["resolver"]) == ("resolver", "192.168.1.1")


def test_segment_in_such_a_range_is_the_office_s_own_choice() -> None:
    segment = replace(SEGMENT, prefixes=(ip_network("192.168.1.0/24"),), gateways=frozenset())
    facts = pc_facts(
        attached=((WIRED.id, segment),),
        addresses=(held(WIRED.id, "192.168.1.7"), held(WIRED.id, "192.168.0.7")),
        routes=(default_route(WIRED.id, "192.168.1.1"),),
        said=(Resolver(ip_address("192.168.1.1"), "resolv.conf"),),
    )

    assert judged(facts) == []


def test_second_adapter_is_told_by_two_zones_at_once_only() -> None:
    resolver = Resolver(ip_address("192.168.1.1"), "resolv.conf")

    assert judged(pc_facts(addresses=(held(WIFI.id, "192.168.1.7"),), said=(resolver,))) == []


def test_the_only_network_in_use() -> None:
    (one,) = judged(pc_facts(addresses=(held(WIFI.id, "192.168.43.7"),), attached=()))

    assert one.evidence["interface"] == "wlan0"


@pytest.mark.parametrize("kind", [AdapterKind.VIRTUAL, AdapterKind.TUNNEL])
def test_virtual_machines_and_overlays_are_none(kind: AdapterKind) -> None:
    other = adapter("virbr0", kind)
    facts = pc_facts(WIRED, other, addresses=(held(other.id, "10.42.0.1"), held(other.id, "100.100.3.4")))

    assert judged(facts) == []
    assert judged(replace(facts, attached=())) == []


def test_approved_dual_use_is_not_asked() -> None:
    dual = replace(TERMINAL, access_mode="dual-approved")

    assert judged(pc_facts(addresses=(held(WIRED.id, "192.168.1.7"),), terminal=dual)) == []


def test_settled_when_it_is_gone() -> None:
    (over,) = settled(ConsumerNetwork().judge(pc_facts()))
    assert over.but == frozenset()
