import pytest

from collector.alerts.lifecycle import Alert, advance
from collector.errors import NotFound
from collector.store import alerts
from collector.store.scope import CITY, Scope
from tests.collector.alerts.test_lifecycle import NOW, SURE
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def opened(rig: CollectorStore, unit_id: str) -> Alert:
    from dataclasses import replace

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


def test_acknowledged_within_scope_only(rig: CollectorStore, ledger: SmallLedger) -> None:
    saved = opened(rig, ledger.finance)
    number = saved.id or ""
    with pytest.raises(NotFound):
        rig.do(lambda tx: alerts.acknowledge(tx, Scope(frozenset({ledger.services})), number, ACTOR))
    rig.do(lambda tx: alerts.acknowledge(tx, CITY, number, ACTOR, "seen"))

    assert rig.read(lambda c: alerts.find(c, CITY, number)).acknowledged_by == ACTOR
    assert [one.what for one in rig.read(lambda c: alerts.events(c, number))][-1] == "acknowledged"
