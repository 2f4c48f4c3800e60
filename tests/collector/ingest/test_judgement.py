from collector.ingest.judgement import Judge
from collector.rules.clock_off import ClockOff
from collector.store import alerts, outbox
from tests.support.agents_door import DoorRig
from tests.support.rule_facts import clock_facts


def test_letters_and_history_are_written_with_the_alert(door: DoorRig) -> None:
    judge = Judge((ClockOff(),), ("log-line", "syslog"))
    (alert,) = door.rig.do(lambda tx: judge.judge(tx, [clock_facts(hours=3)]))

    due = door.rig.read(lambda c: outbox.due(c, door.rig.clock.now))
    assert {one.notifier for one in due} == {"log-line", "syslog"}
    assert [one.what for one in door.rig.read(lambda c: alerts.events(c, alert.id or ""))][:2] == [
        "opened",
        "confirmed",
    ]


def test_settled_closes_it(door: DoorRig) -> None:
    judge = Judge((ClockOff(),))
    door.rig.do(lambda tx: judge.judge(tx, [clock_facts(hours=3)]))
    (closed,) = door.rig.do(lambda tx: judge.judge(tx, [clock_facts(hours=0)]))

    assert closed.state == "closed"
