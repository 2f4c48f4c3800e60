"""Runs the rules that concern some facts.

Rule 1: no clock, no store, no socket. Everything a rule may know arrives as an argument.
Rule 2: a rule that fails takes nothing down and is not silent: its failure is a finding.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Rule

RULE_FAILED = "rule-failed"


def judge(rules: Sequence[Rule], facts: Iterable[Any], now_us: int) -> list[Conclusion]:
    """What all rules conclude from all facts, in order."""
    return [
        conclusion
        for one in facts
        for rule in rules
        if isinstance(one, rule.about)
        for conclusion in _run(rule, one, now_us)
    ]


def _run(rule: Rule, facts: Any, now_us: int) -> list[Conclusion]:
    try:
        return _gravest(rule.judge(facts))
    # One failing rule must not stop the others, nor the report that it judges; its failure becomes a finding.
    except Exception as error:  # noqa: BLE001
        return [_failure(rule, error, now_us)]


def _gravest(conclusions: Iterable[Conclusion]) -> list[Conclusion]:
    """Of two findings about one thing the graver: else its alert would rise and fall, and be told, at every look."""
    said = list(conclusions)
    if len(said) < 2:
        return said
    found: dict[str, Finding] = {}
    for one in said:
        if isinstance(one, Finding):
            held = found.get(one.dedup_key)
            found[one.dedup_key] = one if held is None or one.severity > held.severity else held
    kept = {id(one) for one in found.values()}
    return [one for one in said if not isinstance(one, Finding) or id(one) in kept]


def _failure(rule: Rule, error: Exception, now_us: int) -> Finding:
    return Finding(
        rule=RULE_FAILED,
        subject=Subject(SubjectKind.RULE, rule.id),
        severity=Severity.HIGH,
        certainty=Certainty.CONFIRMED,
        unit_id=None,
        terminal_id=None,
        first_us=now_us,
        last_us=now_us,
        evidence={"rule": rule.id, "error": type(error).__name__, "why": str(error)[:300]},
    )
