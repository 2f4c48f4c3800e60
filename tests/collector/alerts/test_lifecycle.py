from dataclasses import replace

from collector.alerts.lifecycle import CLOSED_AFTER_US, QUIET_AFTER_US, Alert, State, What, advance, settle, tick
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


def test_exempted_is_recorded_and_told_when_it_ends() -> None:
    step = advance(None, SURE, NOW, "approval 1")
    assert step is not None
    assert (step.notify, What.EXEMPTED in step.what) == (False, True)
    after = advance(step.alert, SURE, NOW + 1)

    assert after is not None
    assert after.notify
