from dataclasses import replace

import pytest

from collector.rules.facts import AgentFacts
from collector.rules.finding import Severity
from collector.rules.outside_reached import OutsideWasReached
from protocol.observations import Adapter, AdapterKind, OutsideReached
from tests.support.pc import WIFI, WIRED, adapter
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled

TARGETS = ("192.0.2.1:443", "198.51.100.1:443", "203.0.113.1:80")
SECOND = adapter("eth1", AdapterKind.WIRED)
LOOKED = frozenset({"adapters", "addressing", "outside"})


def probed(reached: int, by: Adapter = WIRED, access_class: str | None = "A", mode: str = "dedicated") -> AgentFacts:
    said = OutsideReached(by.id, TARGETS[:reached], TARGETS[reached:], 1)
    terminal = replace(TERMINAL, access_class=access_class, access_mode=mode)
    return pc_facts(WIRED, WIFI, SECOND, said=(said,), terminal=terminal, answered=LOOKED)


@pytest.mark.parametrize(("reached", "count"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_two_targets_must_answer_since_a_captive_portal_answers_for_one(reached: int, count: int) -> None:
    assert len(findings(OutsideWasReached().judge(probed(reached)))) == count
    assert findings(OutsideWasReached(least_targets=1).judge(probed(1)))


@pytest.mark.parametrize(
    ("access_class", "by", "severity"),
    [
        (None, WIRED, Severity.HIGH),
        ("A", WIRED, Severity.HIGH),
        ("B", WIRED, None),
        ("C", WIRED, None),
        ("D", WIRED, None),
        ("E", WIRED, None),
        ("F", WIRED, None),
        ("B", WIFI, Severity.CRITICAL),
        ("B", SECOND, Severity.CRITICAL),
        ("E", SECOND, None),
        ("F", WIFI, Severity.CRITICAL),
    ],
    ids=str,
)
def test_the_unit_s_class_and_the_way_decide(access_class: str | None, by: Adapter, severity: Severity | None) -> None:
    found = findings(OutsideWasReached().judge(probed(2, by, access_class)))

    assert [one.severity for one in found] == ([severity] if severity is not None else [])


def test_evidence_names_targets_and_the_way() -> None:
    (one,) = findings(OutsideWasReached().judge(probed(2)))

    assert one.evidence["reached"] == list(TARGETS[:2])
    assert one.evidence["unreached"] == [TARGETS[2]]
    assert one.evidence["through_segment"] == "financial-bureau-3f"


@pytest.mark.parametrize(("mode", "count"), [("by-turns", 1), ("dual-approved", 0)])
def test_only_approved_dual_use_allows_it(mode: str, count: int) -> None:
    assert len(findings(OutsideWasReached().judge(probed(2, WIFI, mode=mode)))) == count


def test_settled_when_it_is_reached_no_more() -> None:
    (over,) = settled(OutsideWasReached().judge(probed(0)))
    assert over.but == frozenset()

    assert settled(OutsideWasReached().judge(replace(probed(0), answered=frozenset()))) == []
