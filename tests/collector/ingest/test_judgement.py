from dataclasses import replace

from collector.ingest.judgement import Judge
from collector.rules.clock_off import ClockOff
from collector.rules.finding import Certainty, Evidence, Finding, Settled, Severity, Subject, SubjectKind
from collector.store import alerts, outbox
from collector.store.vendor_names import LOCALLY_ADMINISTERED, SHIPPED, VendorNames
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


def stated(door: DoorRig, vendors: VendorNames, evidence: Evidence) -> Evidence:
    """What the evidence says more when it is stored."""
    now = door.rig.clock.now
    subject = Subject(SubjectKind.MAC, str(evidence))
    finding = Finding("rule", subject, Severity.LOW, Certainty.CONFIRMED, None, None, now, now, evidence)
    (alert,) = door.rig.do(lambda tx: Judge((), vendors=vendors).conclude(tx, [finding]))
    return {name: value for name, value in alert.evidence.items() if name in ("vendor", "gateway_vendor", "model")}


def test_makers_are_named_where_they_are_known(door: DoorRig) -> None:
    names = VendorNames.open(SHIPPED)

    assert stated(door, names, {"mac": "00-50-56-00-00-01", "gateway_mac": "DA-A1-19-00-53-01"}) == {
        "vendor": "VMware, Inc.",
        "gateway_vendor": LOCALLY_ADMINISTERED,
    }
    assert "MT7601U" in str(stated(door, names, {"ids": ["148f", "7601"], "device": "1-2"})["model"])
    assert "Intel" in str(stated(door, names, {"ids": ["8086", "2723"], "device": "0000:02:00.0"})["model"])
    odd: list[Evidence] = [{"mac": None}, {"mac": "x"}, {"ids": "148f"}, {"ids": [None, 7]}, {"ids": ["148f"]}]
    for evidence in odd:
        assert stated(door, names, evidence) == {}
    names.close()


def test_without_a_table_only_what_the_mac_itself_tells(door: DoorRig) -> None:
    assert stated(door, VendorNames(), {"mac": "00-50-56-00-00-01", "ids": ["148f", "7601"]}) == {}
    assert stated(door, VendorNames(), {"mac": "DA-A1-19-00-53-01"}) == {"vendor": LOCALLY_ADMINISTERED}


def test_one_cause_is_told_once_until_what_told_of_it_falls_silent(door: DoorRig) -> None:
    now = door.rig.clock.now
    pc = Subject(SubjectKind.TERMINAL, "t", part="1-3")
    device = Finding("other-way-out", pc, Severity.CRITICAL, Certainty.CONFIRMED, None, None, now, now, {})
    second = replace(device, rule="two-zones-at-once", explained_by=device.dedup_key)
    judge = Judge((), ("log-line",))

    def letters() -> list[str]:
        return [one.content["rule"] for one in door.rig.read(lambda c: outbox.due(c, now))]

    door.rig.do(lambda tx: judge.conclude(tx, [device, second]))
    assert letters() == ["other-way-out"]
    (held,) = door.alerts("two-zones-at-once")
    assert held.alert.evidence["not_told"] == "told-by-another-alert"

    door.rig.do(lambda tx: judge.conclude(tx, [Settled("other-way-out", pc, "gone"), second]))
    assert letters() == ["other-way-out", "two-zones-at-once"]
