from dataclasses import replace

from collector.imports.sheets.plan import Conflict, ConflictKind
from collector.store import ledger_imports
from collector.store.ledger_imports import LedgerImport
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

NEW = LedgerImport(0, "台账.xlsx", "0" * 64, ACTOR, 0, None, 3, 0, 0, 1, 1, 0)


def test_begun_and_ended(rig: CollectorStore) -> None:
    begun = rig.do(lambda tx: ledger_imports.begin(tx, NEW, "年度"))
    assert rig.read(lambda connection: ledger_imports.list_all(connection, CITY, ACTOR))[0].ended_us is None
    rig.do(lambda tx: ledger_imports.end(tx, replace(begun, added=1), "年度"))
    found = rig.read(lambda connection: ledger_imports.list_all(connection, CITY, ACTOR))

    assert [(item.id, item.name, item.added, item.ended_us) for item in found] == [(1, "台账.xlsx", 1, rig.clock.now)]


def test_only_one_s_own_and_those_of_one_s_scope(rig: CollectorStore) -> None:
    rig.do(lambda tx: ledger_imports.begin(tx, NEW, None))
    scope = Scope(frozenset({"f" * 32}))

    assert rig.read(lambda connection: ledger_imports.list_all(connection, scope, "operator:other")) == []
    assert len(rig.read(lambda connection: ledger_imports.list_all(connection, scope, ACTOR))) == 1


def test_a_claim_is_kept_once_with_who_has_it(rig: CollectorStore, ledger: SmallLedger) -> None:
    claim = Conflict(ConflictKind.MAC, "00-00-5E-00-53-01", "f" * 32)

    assert rig.do(lambda tx: ledger_imports.route(tx, 1, [claim, claim])) == 1
    assert rig.do(lambda tx: ledger_imports.route(tx, 2, [claim])) == 0
    found = rig.read(ledger_imports.conflicts)
    assert [(item.kind, item.value, item.unit_id) for item in found] == [("mac", "00-00-5E-00-53-01", "f" * 32)]
