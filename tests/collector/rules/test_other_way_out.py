from dataclasses import replace
from typing import Any

import pytest

from collector.rules.finding import Severity
from collector.rules.other_way_out import OtherWayOut
from protocol.observations import Adapter
from tests.collector.presence.test_ways_out import PAN, PPP, TAP, TETHER, TUN, WWAN
from tests.support.hardware import PHONE
from tests.support.pc import WIRED, default_route, held
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled


def facts(link: Adapter, *, has_address: bool = False, has_route: bool = False, **more: Any) -> Any:
    return pc_facts(
        WIRED,
        link,
        addresses=(held(link.id, "192.168.42.7"),) if has_address else (),
        routes=(default_route(link.id, "192.168.42.129"),) if has_route else (),
        **more,
    )


@pytest.mark.parametrize(
    ("link", "down", "up", "addressed", "routed"),
    [
        (TETHER, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL),
        (WWAN, Severity.INFO, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL),
        (PAN, None, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL),
        (PPP, Severity.INFO, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL),
        (TUN, Severity.INFO, Severity.INFO, Severity.MEDIUM, Severity.HIGH),
        (TAP, None, Severity.INFO, Severity.MEDIUM, Severity.HIGH),
    ],
    ids=lambda value: value.name if isinstance(value, Adapter) else None,
)
def test_severity_follows_how_far_it_is_open(
    link: Adapter, down: Severity | None, up: Severity, addressed: Severity, routed: Severity
) -> None:
    stages = [
        facts(replace(link, is_up=False, carrier=None)),
        facts(link),
        facts(link, has_address=True),
        facts(link, has_address=True, has_route=True),
    ]
    found = [[one.severity for one in findings(OtherWayOut().judge(stage))] for stage in stages]

    assert found == [[] if down is None else [down], [up], [addressed], [routed]]


def test_tunnel_of_a_pc_approved_for_dual_use() -> None:
    terminal = replace(TERMINAL, access_mode="dual-approved")
    (one,) = findings(OtherWayOut().judge(facts(TUN, has_address=True, has_route=True, terminal=terminal)))
    (phone,) = findings(OtherWayOut().judge(facts(TETHER, has_address=True, terminal=terminal)))

    assert (one.severity, phone.severity) == (Severity.INFO, Severity.HIGH)


def test_an_exemption_can_name_one_tunnel() -> None:
    other = replace(TUN, name="tun1", id=PPP.id)
    found = findings(OtherWayOut().judge(pc_facts(WIRED, TUN, other)))

    assert [one.subject.part for one in found] == ["tunnel:tun0", "tunnel:tun1"]


def test_evidence_names_device_and_where_it_leads() -> None:
    (one,) = findings(OtherWayOut().judge(facts(TETHER, has_address=True, has_route=True, said=(PHONE,))))

    assert (one.evidence["kind"], one.evidence["grade"]) == ("usb-tether", "carries-route")
    assert (one.evidence["product"], one.evidence["ids"]) == ("Pixel", ["18d1", "4ee3"])
    assert (one.evidence["addresses"], one.evidence["gateway"]) == (["192.168.42.7"], "192.168.42.129")
    assert one.evidence["recognised_by"] == ["class e0/01/03"]


def test_unplugged_is_over_but_only_if_somebody_looked() -> None:
    (over,) = settled(OtherWayOut().judge(pc_facts(WIRED)))
    assert over.but == frozenset()
    (still,) = settled(OtherWayOut().judge(facts(TETHER)))
    assert still.but == frozenset({"18d1:4ee3:53EX4MPLE"})

    assert settled(OtherWayOut().judge(pc_facts(WIRED, answered=frozenset()))) == []
