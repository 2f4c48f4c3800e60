from dataclasses import replace

import pytest

from collector.rules.finding import Severity
from collector.rules.two_zones_at_once import TwoZonesAtOnce
from protocol.observations import AdapterKind, Elsewhere
from tests.support.pc import WIFI, WIRED, adapter, held
from tests.support.rule_facts import findings, pc_facts
from tests.support.scenario import SEGMENT


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("192.168.1.5", Severity.CRITICAL),
        ("172.20.10.2", Severity.CRITICAL),
        ("203.0.113.9", Severity.CRITICAL),
        ("10.200.0.5", Severity.HIGH),
        ("169.254.1.1", None),
        ("fe80::5", None),
    ],
)
def test_second_adapter_in_another_network(address: str, severity: Severity | None) -> None:
    found = findings(TwoZonesAtOnce().judge(pc_facts(addresses=(held(WIFI.id, address),))))

    assert [one.severity for one in found] == ([severity] if severity is not None else [])


@pytest.mark.parametrize("kind", [AdapterKind.VIRTUAL, AdapterKind.TUNNEL, AdapterKind.LOOPBACK])
def test_containers_and_tunnels_are_no_second_wire(kind: AdapterKind) -> None:
    other = adapter("docker0", kind)

    assert findings(TwoZonesAtOnce().judge(pc_facts(WIRED, other, addresses=(held(other.id, "172.17.0.1"),)))) == []


def test_adapter_that_is_down_or_without_link_does_not_count() -> None:
    for other in (replace(WIFI, is_up=False), replace(WIFI, carrier=False)):
        assert (
            findings(TwoZonesAtOnce().judge(pc_facts(WIRED, other, addresses=(held(other.id, "192.168.1.5"),)))) == []
        )


def test_being_elsewhere_by_turns_is_not_at_once() -> None:
    assert findings(TwoZonesAtOnce().judge(pc_facts(addresses=(held(WIFI.id, "192.168.1.5"),), attached=()))) == []


def test_what_was_told_as_a_zone_only() -> None:
    away = Elsewhere(WIFI.id, "consumer", 1, 2)
    (one,) = findings(TwoZonesAtOnce().judge(pc_facts(elsewhere=(away,))))

    assert (one.severity, one.evidence["zone"]) == (Severity.CRITICAL, "consumer")


def test_two_government_domains() -> None:
    other = replace(SEGMENT, id="9" * 32, domain="public-service")
    (one,) = findings(TwoZonesAtOnce().judge(pc_facts(attached=((WIRED.id, SEGMENT), (WIFI.id, other)))))

    assert one.evidence["domains"] == ["administrative", "public-service"]


def test_bridge_port_is_the_same_wire() -> None:
    bridge = replace(adapter("br0", AdapterKind.VIRTUAL), lower=("eth0",))
    facts = pc_facts(WIRED, bridge, attached=((bridge.id, SEGMENT),), addresses=(held(WIRED.id, "192.168.1.5"),))

    assert findings(TwoZonesAtOnce().judge(facts)) == []
