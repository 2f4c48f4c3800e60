"""What a grant, an extension and an end do to alerts, at once and in time."""

from dataclasses import replace

import pytest

from collector.errors import InvalidValue
from collector.ingest import exempting
from collector.ingest.judgement import Judge
from collector.ledger.exemption import DAY_US, Exemption
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind
from collector.store import alerts, exemptions, journal, outbox
from collector.store.replay import disagreements
from collector.store.scope import CITY
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig
from tests.support.small_ledger import ACTOR

NUMBER = "示例批复〔2026〕1号"


def approved(door: DoorRig, days: float = 30, up_to: Severity = Severity.HIGH, **more: str) -> Exemption:
    values = {"rule": "unregistered-terminal", "subject_kind": "mac", "subject_id": STRANGER_MAC} | more
    expires_us = door.rig.clock.now + int(days * DAY_US)
    return Exemption(**values, approval_no=NUMBER, expires_us=expires_us, reason="会议", up_to=up_to)


def granted(door: DoorRig, new: Exemption) -> str:
    return door.rig.do(lambda tx: exempting.grant(tx, new, ACTOR, "会议", 366))


def told(door: DoorRig) -> int:
    return len(door.rig.read(lambda c: outbox.due(c, door.rig.clock.now)))


def stranger(door: DoorRig, voice: AgentVoice | None = None) -> AgentVoice:
    if voice is None:
        voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5)))
    return voice


def what(door: DoorRig) -> list[str]:
    (alert,) = door.alerts("unregistered-terminal")
    return [item.what for item in door.rig.read(lambda c: alerts.events(c, alert.alert.id or ""))]


def test_a_grant_silences_what_is_there_and_withdraws_letters_that_wait(door: DoorRig) -> None:
    stranger(door)
    assert told(door) == 1
    made = granted(door, approved(door))

    (alert,) = door.alerts("unregistered-terminal")
    assert alert.alert.exempted_by is not None
    assert (alert.alert.exempted_by.exemption_id, alert.alert.exempted_by.number) == (made, NUMBER)
    assert alert.alert.state == "open"
    assert told(door) == 0


def test_one_that_runs_out_is_told_without_a_new_report(door: DoorRig) -> None:
    granted(door, approved(door, days=300 / 86_400))
    stranger(door)
    door.tick()
    assert told(door) == 0
    door.rig.clock.advance(301)
    door.tick()

    assert (told(door), what(door)[-1]) == (1, "exemption-over")
    door.tick()
    assert told(door) == 1


def test_one_that_is_ended_is_told_by_the_next_tick(door: DoorRig) -> None:
    made = granted(door, approved(door))
    stranger(door)
    door.rig.clock.advance(1)
    door.rig.do(lambda tx: exemptions.end(tx, made, ACTOR, "撤销"))
    door.tick()

    assert told(door) == 1


def test_a_stranger_who_left_is_told_when_he_comes_back(door: DoorRig) -> None:
    granted(door, approved(door, days=1200 / 86_400))
    voice = stranger(door)
    door.advance(1_201, voice)
    door.tick()
    assert (told(door), door.alerts("unregistered-terminal")[0].alert.state) == (0, "quiet")
    door.tick()
    stranger(door, voice)

    assert told(door) == 1


def test_another_exemption_takes_over(door: DoorRig) -> None:
    first = granted(door, approved(door))
    segment = approved(door, subject_kind="segment", subject_id=door.ledger.finance_segment)
    second = granted(door, segment)
    stranger(door)
    door.rig.clock.advance(1)
    door.rig.do(lambda tx: exemptions.end(tx, first, ACTOR, "撤销"))
    door.tick()

    (alert,) = door.alerts("unregistered-terminal")
    assert alert.alert.exempted_by is not None
    assert (alert.alert.exempted_by.exemption_id, told(door)) == (second, 0)


def test_an_extension_keeps_it_silent_under_the_new_number(door: DoorRig) -> None:
    made = granted(door, approved(door, days=0.01))
    stranger(door)
    door.rig.clock.advance(60)

    def extend(until_us: int) -> None:
        held = door.rig.read(lambda c: exemptions.find(c, CITY, made))
        door.rig.do(lambda tx: exempting.extend(tx, held, until_us, "示例批复〔2026〕2号", ACTOR, "延期", 366))

    with pytest.raises(InvalidValue, match="no later"):
        extend(door.rig.clock.now + 1)
    with pytest.raises(InvalidValue, match="366 days"):
        extend(door.rig.clock.now + 400 * DAY_US)
    extend(door.rig.clock.now + 30 * DAY_US)
    door.rig.clock.advance(2_000)
    door.tick()

    (alert,) = door.alerts("unregistered-terminal")
    assert alert.alert.exempted_by is not None
    assert (alert.alert.exempted_by.number, told(door)) == ("示例批复〔2026〕2号", 0)


def test_a_restart_after_the_end_tells_what_ran_out_meanwhile(door: DoorRig) -> None:
    """Nothing is remembered but the store: the first tick finds it."""
    granted(door, approved(door, days=0.001))
    stranger(door)
    door.rig.clock.advance(500)
    door.tick()

    assert told(door) == 1


def test_acts_are_journalled_and_replayed(door: DoorRig) -> None:
    made = granted(door, approved(door))
    door.rig.clock.advance(1)
    held = door.rig.read(lambda c: exemptions.find(c, CITY, made))
    until_us = door.rig.clock.now + 90 * DAY_US
    door.rig.do(lambda tx: exempting.extend(tx, held, until_us, "示例批复〔2026〕2号", ACTOR, "延期", 366))
    door.rig.do(lambda tx: exemptions.end(tx, made, ACTOR, "撤销"))

    entries = [item for item in door.rig.read(lambda c: list(journal.entries(c))) if item.subject_kind == "exemption"]
    assert [(item.action, item.reason) for item in entries] == [
        ("exemption-added", "会议"),
        ("exemption-changed", "延期"),
        ("exemption-ended", "撤销"),
    ]
    assert door.rig.read(lambda c: list(disagreements(c))) == []


def test_refused_end_leaves_nothing(door: DoorRig) -> None:
    with pytest.raises(InvalidValue, match="past"):
        granted(door, approved(door, days=-1))

    assert door.rig.read(lambda c: exemptions.list_all(c, CITY)) == []


RADIO = "wireless-adapter"
JUDGE = Judge((), ("log-line",))


def radio(door: DoorRig, severity: Severity, ago_us: int = 0) -> str:
    """A radio so grave, as its PC says; returns the alert's state for people: exempted, or not."""
    at_us = door.rig.clock.now - ago_us
    subject = Subject(SubjectKind.TERMINAL, door.ledger.desktop, part="phy0")
    pc = door.ledger.desktop
    finding = Finding(RADIO, subject, severity, Certainty.CONFIRMED, door.ledger.finance, pc, at_us, at_us, {})
    (alert,) = door.rig.do(lambda tx: JUDGE.conclude(tx, [finding]))
    door.rig.clock.advance(1)
    return f"{alert.severity.word} {'exempted' if alert.exempted_by else 'bare'}"


def of_radio(door: DoorRig, up_to: Severity) -> str:
    return granted(
        door, approved(door, rule=RADIO, subject_kind="terminal", subject_id=door.ledger.desktop, up_to=up_to)
    )


def radio_history(door: DoorRig) -> list[str]:
    (alert,) = door.alerts(RADIO)
    return [item.what for item in door.rig.read(lambda c: alerts.events(c, alert.alert.id or ""))]


def test_an_exempted_radio_that_becomes_an_access_point_is_told_and_quiet_again_when_it_is_none(door: DoorRig) -> None:
    of_radio(door, Severity.MEDIUM)
    assert (radio(door, Severity.MEDIUM), told(door)) == ("medium exempted", 0)
    assert (radio(door, Severity.CRITICAL), told(door)) == ("critical bare", 1)
    assert radio_history(door)[-2:] == ["exemption-outgrown", "escalated"]
    door.tick()
    assert (radio(door, Severity.MEDIUM), told(door)) == ("medium exempted", 1)
    assert radio_history(door)[-1] == "exempted"
    door.tick()
    assert told(door) == 1


def test_one_that_goes_up_and_down_all_day_is_no_storm(door: DoorRig) -> None:
    of_radio(door, Severity.MEDIUM)
    for _ in range(30):
        radio(door, Severity.MEDIUM)
        radio(door, Severity.CRITICAL)
        door.tick()
    assert told(door) == 1
    radio(door, Severity.MEDIUM)
    door.rig.clock.advance(13 * 3600)
    radio(door, Severity.CRITICAL)
    assert told(door) == 2


def test_late_evidence_of_what_was_exempted_hides_nothing_graver(door: DoorRig) -> None:
    of_radio(door, Severity.MEDIUM)
    assert radio(door, Severity.CRITICAL) == "critical bare"
    assert radio(door, Severity.MEDIUM, ago_us=60_000_000) == "critical bare"
    assert told(door) == 1


def test_a_grant_leaves_what_is_graver_told(door: DoorRig) -> None:
    radio(door, Severity.CRITICAL)
    of_radio(door, Severity.HIGH)
    assert (radio(door, Severity.CRITICAL), told(door)) == ("critical bare", 1)
    of_radio(door, Severity.CRITICAL)
    assert (radio(door, Severity.CRITICAL), told(door)) == ("critical exempted", 0)


def test_the_end_tells_also_what_was_told_as_graver_before(door: DoorRig) -> None:
    made = of_radio(door, Severity.MEDIUM)
    for severity in (Severity.MEDIUM, Severity.CRITICAL, Severity.MEDIUM):
        radio(door, severity)
    door.rig.do(lambda tx: exemptions.end(tx, made, ACTOR, "撤销"))
    radio(door, Severity.MEDIUM)

    assert (told(door), radio_history(door)[-1]) == (2, "exemption-over")


def test_what_was_explained_by_it_is_told_once_it_is_covered_again(door: DoorRig) -> None:
    of_radio(door, Severity.MEDIUM)
    radio(door, Severity.MEDIUM)
    radio(door, Severity.CRITICAL)
    radio(door, Severity.MEDIUM)
    (held,) = door.alerts(RADIO)
    assert (held.alert.told_us is None, held.alert.exempted_by is None) == (False, False)
    now = door.rig.clock.now
    zones = Subject(SubjectKind.TERMINAL, door.ledger.desktop, part="zones")
    finding = Finding("two-zones-at-once", zones, Severity.HIGH, Certainty.CONFIRMED, None, None, now, now, {})
    explained = replace(finding, explained_by=held.alert.dedup_key)
    door.rig.do(lambda tx: JUDGE.conclude(tx, [explained]))

    assert told(door) == 2
