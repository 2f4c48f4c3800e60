from dataclasses import replace

import pytest

from collector.alerts.lifecycle import Alert, Approval, advance, exempt
from collector.errors import NotFound
from collector.store import alerts
from collector.store.scope import CITY, Scope
from tests.collector.alerts.test_lifecycle import NOW, SURE
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def opened(rig: CollectorStore, unit_id: str) -> Alert:
    finding = replace(SURE, unit_id=unit_id)
    step = advance(None, finding, NOW)
    assert step is not None
    return rig.do(lambda tx: alerts.save(tx, step, finding))


def test_read_back_as_saved_and_within_scope(rig: CollectorStore, ledger: SmallLedger) -> None:
    saved = opened(rig, ledger.finance)

    assert rig.read(lambda c: alerts.newest(c, saved.dedup_key)) == saved
    assert [one.alert for one in rig.read(lambda c: alerts.list_all(c, CITY))] == [saved]
    assert rig.read(lambda c: alerts.list_all(c, Scope(frozenset({ledger.services})))) == []
    assert rig.read(lambda c: alerts.list_all(c, CITY, renewed_after_us=saved.renewed_us)) == []
    assert rig.read(lambda c: alerts.not_closed(c, "rule", SURE.subject)) == [saved]
    near = replace(SURE.subject, id=SURE.subject.id + "x")
    assert rig.read(lambda c: alerts.not_closed(c, "rule", near)) == []
    assert rig.read(lambda c: alerts.rules_standing(c, ["rule", "ru"], SURE.subject)) == {"rule"}
    assert rig.read(lambda c: alerts.rules_standing(c, ["rule"], near)) == set()
    assert rig.read(lambda c: alerts.rules_standing(c, [], SURE.subject)) == set()


def test_what_an_exemption_may_cover_and_which_is_covered_no_more(rig: CollectorStore, ledger: SmallLedger) -> None:
    finding = replace(
        SURE, unit_id=ledger.finance, subject=replace(SURE.subject, part="tun0"), evidence={"device": "d"}
    )
    step = advance(None, finding, NOW)
    assert step is not None
    saved = rig.do(lambda tx: alerts.save(tx, step, finding))

    def coverable(part: str | None, subject: str = "m") -> list[Alert]:
        return rig.read(lambda c: alerts.coverable(c, "rule", subject, part))

    assert (coverable(None), coverable("tun0")) == ([saved], [saved])
    assert (coverable("wlan0"), coverable(None, "other")) == ([], [])
    assert rig.read(lambda c: alerts.known_parts(c, CITY, "rule", "m")) == {"tun0": {"d"}}
    assert rig.read(lambda c: alerts.known_parts(c, Scope(frozenset({"x"})), "rule", "m")) == {}

    covered = exempt(saved, Approval("e" * 32, "1"))
    assert covered is not None
    rig.do(lambda tx: alerts.save(tx, covered, actor=ACTOR))
    (listed,) = rig.read(lambda c: alerts.list_all(c, CITY, exempted=True))
    assert (listed.alert, listed.part) == (covered.alert, "tun0")
    assert rig.read(lambda c: alerts.list_all(c, CITY, exemption_id="e" * 32)) == [listed]
    assert rig.read(lambda c: alerts.list_all(c, CITY, exempted=False)) == []
    # No such exemption is in force: the next tick finds it.
    assert rig.read(lambda c: alerts.no_longer_exempted(c, rig.clock.now)) == [listed]
    event = rig.read(lambda c: alerts.events(c, saved.id or ""))[-1]
    assert (event.what, event.actor, event.detail) == ("exempted", ACTOR, "1")


def test_acknowledged_within_scope_only(rig: CollectorStore, ledger: SmallLedger) -> None:
    saved = opened(rig, ledger.finance)
    number = saved.id or ""
    with pytest.raises(NotFound):
        rig.do(lambda tx: alerts.acknowledge(tx, Scope(frozenset({ledger.services})), number, ACTOR))
    rig.do(lambda tx: alerts.acknowledge(tx, CITY, number, ACTOR, "seen"))

    assert rig.read(lambda c: alerts.find(c, CITY, number)).acknowledged_by == ACTOR
    assert [one.what for one in rig.read(lambda c: alerts.events(c, number))][-1] == "acknowledged"
