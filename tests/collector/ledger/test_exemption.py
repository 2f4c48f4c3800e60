from dataclasses import replace

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.ledger.exemption import (
    DAY_US,
    NEVER,
    Exemption,
    require_end,
    require_exemptible,
    require_later_end,
    severity_called,
    up_to_of_alert,
    up_to_unasked,
)
from collector.rules import ALL_RULES
from collector.rules.finding import Severity

EXEMPTION = Exemption(
    rule="wireless-adapter",
    subject_kind="terminal",
    subject_id="1" * 32,
    approval_no=" 〔2026〕3号 ",
    expires_us=10,
    reason="一机两用(已批)",
    up_to=Severity.HIGH,
)


def test_an_exemption_in_normal_form() -> None:
    assert EXEMPTION.checked().approval_no == "〔2026〕3号"


@pytest.mark.parametrize("field", ["rule", "subject_kind", "subject_id", "approval_no", "reason"])
def test_every_part_is_needed(field: str) -> None:
    with pytest.raises(InvalidValue):
        replace(EXEMPTION, **{field: " "}).checked()  # type: ignore[arg-type]


def test_a_part_is_optional_and_bounded() -> None:
    assert replace(EXEMPTION, part=" ").checked().part is None
    assert replace(EXEMPTION, part=" tun0 ").checked().part == "tun0"
    with pytest.raises(InvalidValue):
        replace(EXEMPTION, part="x" * 129).checked()


def test_ten_kilobytes_of_reason_are_too_long() -> None:
    with pytest.raises(InvalidValue, match="at most 256"):
        replace(EXEMPTION, reason="因" * 10_000).checked()


@pytest.mark.parametrize(("end", "why"), [(-1, "past"), (0, "past"), (367 * DAY_US, "366 days")])
def test_an_end_lies_ahead_but_not_too_far(end: int, why: str) -> None:
    now = 1_772_000_000_000_000
    with pytest.raises(InvalidValue, match=why):
        require_end(now + end, now, 366)
    require_end(now + 366 * DAY_US, now, 366)


def test_an_extension_is_later_and_of_what_still_holds() -> None:
    require_later_end(EXEMPTION, 11, 9)
    with pytest.raises(InvalidValue, match="no later"):
        require_later_end(EXEMPTION, 10, 9)
    with pytest.raises(InvalidValue, match="run out"):
        require_later_end(EXEMPTION, 11, 10)


def test_rules_without_exemption_exist_and_say_why() -> None:
    assert {rule.id for rule in ALL_RULES} >= NEVER.keys()
    with pytest.raises(NotAllowed, match="one key"):
        require_exemptible("agent-fork")
    require_exemptible("wireless-adapter")


@pytest.mark.parametrize("severity", [Severity.INFO, 9, -1, "critical", None])
def test_it_reaches_up_to_a_severity_that_people_are_told_of(severity: Severity) -> None:
    with pytest.raises(InvalidValue, match="low, medium, high, critical"):
        replace(EXEMPTION, up_to=severity).checked()


@pytest.mark.parametrize("word", ["", "info", "CRITICAL", "critical ", "4", "高", "x" * 10_000])
def test_a_severity_has_one_of_four_names(word: str) -> None:
    assert severity_called("critical") is Severity.CRITICAL
    with pytest.raises(InvalidValue, match="low, medium, high, critical") as refused:
        severity_called(word)
    assert len(str(refused.value)) < 300


def test_critical_is_never_exempted_unasked() -> None:
    assert [up_to_of_alert(one) for one in (Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH)] == [
        Severity.LOW,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
    ]
    with pytest.raises(InvalidValue, match="critical"):
        up_to_of_alert(Severity.CRITICAL)
    assert up_to_unasked([Severity.LOW, Severity.MEDIUM, Severity.INFO], Severity.CRITICAL) is Severity.MEDIUM
    assert up_to_unasked([Severity.MEDIUM, Severity.CRITICAL], Severity.LOW) is Severity.HIGH
    assert up_to_unasked([Severity.INFO], Severity.CRITICAL) is Severity.HIGH
    assert up_to_unasked([], Severity.MEDIUM) is Severity.MEDIUM
    assert up_to_unasked([], Severity.INFO) is Severity.LOW
