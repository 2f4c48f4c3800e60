from dataclasses import replace

from collector.alerts.lifecycle import (
    CLOSED_AFTER_US,
    QUIET_AFTER_US,
    Alert,
    Approval,
    State,
    What,
    advance,
    end_exemption,
    exempt,
    graded,
    settle,
    tick,
)
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind

NOW = 1_772_000_000_000_000
FOUND = Finding(
    "rule",
    Subject(SubjectKind.MAC, "m"),
    Severity.HIGH,
    Certainty.SUSPECTED,
    None,
    None,
    NOW - 5,
    NOW,
    {"latency_ms": 7},
)
APPROVAL = Approval("e" * 32, "〔2026〕3号")
SURE = replace(FOUND, certainty=Certainty.CONFIRMED)


def opened(finding: Finding = FOUND) -> Alert:
    step = advance(None, finding, NOW)
    assert step is not None
    return step.alert


def test_suspected_is_stored_and_tells_nobody() -> None:
    step = advance(None, FOUND, NOW)

    assert step is not None
    assert (step.what, step.notify, step.alert.state) == ((What.OPENED,), False, State.OPEN)


def test_confirmed_is_told_once() -> None:
    step = advance(opened(), SURE, NOW + 1)
    assert step is not None
    assert step.notify
    again = advance(step.alert, SURE, NOW + 2)

    assert again is not None
    assert (again.notify, again.alert.times, again.what) == (False, 3, (What.RENEWED,))
    assert again.alert.evidence["latency_ms"] == 7


def test_graver_is_told_again_info_never() -> None:
    info = replace(SURE, severity=Severity.INFO)
    step = advance(opened(info), SURE, NOW)

    assert step is not None
    assert (step.notify, step.what[-1]) == (True, What.ESCALATED)
    first = advance(None, info, NOW)
    assert first is not None
    assert not first.notify


def test_suspicion_that_lasts_is_confirmed_by_that() -> None:
    lasting = replace(FOUND, confirm_after_us=100, last_us=NOW + 100)
    step = advance(opened(), lasting, NOW + 100)

    assert step is not None
    assert step.notify


def test_quiet_then_closed_by_time_and_returned_in_between() -> None:
    quiet = tick(opened(SURE), NOW + QUIET_AFTER_US + 1)
    assert quiet is not None
    back = advance(quiet.alert, replace(SURE, last_us=NOW + 2 * QUIET_AFTER_US), NOW + 2 * QUIET_AFTER_US)
    assert back is not None
    assert (back.alert.state, back.notify, back.alert.episode) == (State.OPEN, False, 1)
    closed = tick(quiet.alert, NOW + CLOSED_AFTER_US + 1)
    assert closed is not None
    assert closed.alert.state is State.CLOSED
    assert tick(opened(), NOW + 1) is None


def test_next_episode_is_told_but_old_evidence_opens_none() -> None:
    over = settle(opened(SURE), "gone", NOW + 10)
    assert over is not None
    assert settle(over.alert, "gone", NOW + 11) is None
    assert advance(over.alert, SURE, NOW + 20) is None

    new = advance(over.alert, replace(SURE, last_us=NOW + 30), NOW + 30)
    assert new is not None
    assert (new.alert.episode, new.notify) == (2, True)


def test_old_evidence_opens_a_quiet_alert() -> None:
    step = advance(None, SURE, NOW + QUIET_AFTER_US + 1)

    assert step is not None
    assert (step.alert.state, step.alert.renewed_us, step.notify) == (State.QUIET, NOW, True)


def exempted() -> Alert:
    step = advance(None, SURE, NOW, APPROVAL)
    assert step is not None
    assert (step.notify, What.EXEMPTED in step.what, step.alert.told_us) == (False, True, None)
    return step.alert


def test_exempted_is_recorded_and_told_when_it_ends() -> None:
    after = advance(exempted(), SURE, NOW + 1)

    assert after is not None
    assert (after.notify, after.what) == (True, (What.RENEWED, What.EXEMPTION_OVER))


def test_a_grant_silences_an_alert_that_was_told_and_its_end_tells_it_again() -> None:
    told = opened(SURE)
    assert told.told_us == NOW
    silent = exempt(told, APPROVAL)
    assert silent is not None
    assert (silent.notify, silent.what) == (False, (What.EXEMPTED,))
    assert exempt(silent.alert, APPROVAL) is None

    over = end_exemption(silent.alert, NOW + 9, still_so=True)
    assert over is not None
    assert (over.notify, over.alert.told_us, over.detail) == (True, NOW + 9, APPROVAL.number)
    assert end_exemption(over.alert, NOW + 10, still_so=True) is None


def test_what_is_not_so_any_more_is_told_when_it_comes_back() -> None:
    quiet = tick(exempted(), NOW + QUIET_AFTER_US + 1)
    assert quiet is not None
    over = end_exemption(quiet.alert, NOW + 2 * QUIET_AFTER_US, still_so=False)
    assert over is not None
    assert not over.notify
    later = NOW + 3 * QUIET_AFTER_US
    back = advance(over.alert, replace(SURE, last_us=later), later)

    assert back is not None
    assert (back.notify, back.what) == (True, (What.RETURNED,))
    again = advance(back.alert, replace(SURE, last_us=later + 1), later + 1)
    assert again is not None
    assert not again.notify


def test_suspicion_and_info_stay_untold_after_an_exemption() -> None:
    for finding in (FOUND, replace(SURE, severity=Severity.INFO)):
        step = advance(None, finding, NOW, APPROVAL)
        assert step is not None
        over = end_exemption(step.alert, NOW + 1, still_so=True)
        assert over is not None
        assert not over.notify


def test_closed_is_not_exempted() -> None:
    over = settle(opened(SURE), "gone", NOW + 10)
    assert over is not None
    assert exempt(over.alert, APPROVAL) is None


def test_what_rises_and_falls_all_day_is_told_once_in_half_a_day() -> None:
    low = replace(SURE, severity=Severity.LOW)
    held = opened(SURE)
    told = []
    for minute in range(1, 780):
        now_us = NOW + minute * 60_000_000
        step = advance(held, replace(low if minute % 2 else SURE, last_us=now_us), now_us)
        assert step is not None
        held = step.alert
        told += [minute] if step.notify else []
    assert told == [722]

    critical = replace(SURE, severity=Severity.CRITICAL, last_us=NOW + 47_000_000_000)
    graver = advance(held, critical, NOW + 47_000_000_000)
    assert graver is not None
    assert graver.notify


def test_what_need_not_be_told_is_told_once_it_must() -> None:
    quiet = replace(SURE, untold="told-by-another-alert")
    step = advance(None, quiet, NOW)
    assert step is not None
    assert (step.notify, step.alert.evidence["not_told"]) == (False, "told-by-another-alert")
    covered = exempt(step.alert, APPROVAL)
    assert covered is not None
    over = end_exemption(covered.alert, NOW + 1, still_so=True)
    assert over is not None
    assert not over.notify

    told = advance(step.alert, SURE, NOW + 2)
    assert told is not None
    assert (told.notify, "not_told" in told.alert.evidence) == (True, False)


def test_how_grave_a_finding_makes_an_episode() -> None:
    low = replace(SURE, severity=Severity.LOW)
    held = opened(SURE)
    over = settle(held, "gone", NOW)
    assert over is not None

    assert graded(None, low) is Severity.LOW
    assert graded(held, low) is Severity.LOW
    assert graded(held, replace(low, last_us=NOW - 1)) is Severity.HIGH
    assert graded(over.alert, replace(low, last_us=NOW - 1)) is Severity.LOW


def test_what_outgrows_its_exemption_is_told_once() -> None:
    held = exempted()
    told = []
    for second in range(1, 9):
        severity, by = (Severity.CRITICAL, None) if second % 2 else (Severity.HIGH, APPROVAL)
        finding = replace(SURE, severity=severity, last_us=NOW + second)
        step = advance(held, finding, NOW + second, by, outgrown=by is None)
        assert step is not None
        assert (What.EXEMPTION_OUTGROWN in step.what, What.EXEMPTION_OVER in step.what) == (by is None, False)
        held = step.alert
        told += [second] if step.notify else []
    assert told == [1]
