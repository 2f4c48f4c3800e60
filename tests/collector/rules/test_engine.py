from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules import ALL_RULES
from collector.rules.clock_off import ClockOff
from collector.rules.engine import RULE_FAILED, judge
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from tests.support.rule_facts import clock_facts


@dataclass(frozen=True, slots=True)
class Broken(ClockOff):
    id: ClassVar[str] = "broken"

    def judge(self, facts: object) -> Iterator[Conclusion]:
        raise KeyError("nothing there")


def test_a_failing_rule_is_a_finding_and_stops_no_other() -> None:
    found = judge([Broken(), ClockOff()], [clock_facts(hours=3)], now_us=5)

    assert [one.rule for one in found] == [RULE_FAILED, "clock-off"]
    failed = found[0]
    assert isinstance(failed, Finding)
    assert (failed.certainty, failed.evidence["rule"]) == (Certainty.CONFIRMED, "broken")


def test_rules_judge_only_what_they_are_about() -> None:
    found = judge(ALL_RULES, [clock_facts(hours=0)], now_us=5)

    assert [type(one) for one in found] == [Settled]


def test_ids_are_unique_and_kebab_case() -> None:
    ids = [rule.id for rule in ALL_RULES]

    assert len(set(ids)) == len(ids)
    assert all(one == one.lower() and " " not in one and "_" not in one for one in ids)


@dataclass(frozen=True, slots=True)
class Twice(ClockOff):
    id: ClassVar[str] = "twice"

    def judge(self, facts: object) -> Iterator[Conclusion]:
        for part, severity in (
            ("a", Severity.HIGH),
            ("a", Severity.CRITICAL),
            ("a", Severity.HIGH),
            ("b", Severity.LOW),
        ):
            subject = Subject(SubjectKind.TERMINAL, "t", part=part)
            yield Finding(self.id, subject, severity, Certainty.CONFIRMED, None, None, 1, 1, {})


def test_of_two_findings_about_one_thing_the_graver_counts() -> None:
    found = [one for one in judge([Twice()], [clock_facts(hours=0)], now_us=5) if isinstance(one, Finding)]

    assert [(one.subject.part, one.severity) for one in found] == [("a", Severity.CRITICAL), ("b", Severity.LOW)]
