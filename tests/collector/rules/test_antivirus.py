from dataclasses import replace

import pytest

from collector.rules.antivirus import Antivirus
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Severity
from protocol.observations import Antivirus as Product
from protocol.observations import AntivirusState
from tests.support.posture_facts import PROBES, kept, product
from tests.support.rule_facts import findings, settled

STOPPED, UNRECOGNISED = AntivirusState.INSTALLED_NOT_RUNNING, AntivirusState.UNRECOGNISED


def grades(facts: AgentFacts, rule: Antivirus | None = None) -> list[object]:
    return [one.evidence["grade"] for one in findings((rule or Antivirus()).judge(facts))]


@pytest.mark.parametrize(
    ("products", "grade"),
    [
        ((), "none"),
        ((product(STOPPED),), "stopped"),
        ((product(UNRECOGNISED, name="Guard 9"),), "unrecognised"),
        ((product(watches=False),), "real-time-off"),
        ((product(days_old=7.5),), "stale"),
        ((product(days_old=6.9),), None),
        ((product(watches=None, days_old=None),), None),
        ((product(days_old=-3),), None),
        ((product(STOPPED, name="A"), product(name="B")), None),
        ((product(UNRECOGNISED, name="A"), product(STOPPED, name="B")), "stopped"),
        ((product(days_old=99, name="A"), product(watches=False, name="B")), "stale"),
    ],
)
def test_the_best_product_counts(products: tuple[Product, ...], grade: str | None) -> None:
    assert grades(kept(*products)) == ([grade] if grade else [])


def test_evidence_names_products_and_age() -> None:
    (one,) = findings(Antivirus().judge(kept(product(days_old=9), product(STOPPED, name="Other"))))

    assert one.evidence["products"] == ["ClamAV", "Other"]
    assert one.evidence["age_days"] == 9
    assert one.evidence["told_by"] == ["package:clamav"]


@pytest.mark.parametrize(("hours_up", "expected"), [(0.1, []), (0.9, []), (1.1, ["stale"])])
def test_after_a_holiday_a_pc_may_update_first(hours_up: float, expected: list[str]) -> None:
    stale = kept(product(days_old=12), hours_up=hours_up)

    assert grades(stale) == expected
    assert [one.subject.part for one in settled(Antivirus().judge(stale))] == ["not-looked"], "and it is not well yet"


def test_a_pc_that_runs_none_is_given_no_grace() -> None:
    assert grades(kept(hours_up=0.1)) == ["none"]


def test_days_are_tunable() -> None:
    assert grades(kept(product(days_old=9)), Antivirus(most_days=30)) == []


def test_could_not_look_is_listed_and_no_verdict() -> None:
    blind = kept(answered=PROBES - {"antivirus"}, unanswered=(("antivirus", "read /opt: permission denied"),))
    (one,) = Antivirus().judge(blind)
    (told,) = findings([one])

    assert (told.severity, told.subject.part) == (Severity.INFO, "not-looked")
    assert told.evidence["why"] == "read /opt: permission denied"


def test_what_it_never_said_is_not_asked() -> None:
    assert list(Antivirus().judge(kept(answered=PROBES - {"antivirus"}))) == []


def test_reinstalled_pc_is_settled_by_its_new_agent() -> None:
    before = kept()
    after = replace(kept(product()), agent=replace(before.agent, id="b" * 32))
    (was,) = findings(Antivirus().judge(before))

    assert was.dedup_key in {one.dedup_key for one in settled(Antivirus().judge(after))}


def test_none_in_what_could_be_seen_is_no_proof() -> None:
    part = (("antivirus", "process table: /proc shows no process"),)
    (none,) = findings(Antivirus().judge(kept(partly=part)))
    (stopped,) = findings(Antivirus().judge(kept(product(STOPPED), partly=part)))

    assert (none.severity, none.certainty, none.evidence["not_seen"]) == (
        Severity.HIGH,
        Certainty.SUSPECTED,
        part[0][1],
    )
    assert stopped.certainty is Certainty.CONFIRMED
