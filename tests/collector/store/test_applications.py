from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from collector import verification
from collector.ledger.application import Application
from collector.store import applications, journal
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

PAPERS = Application(
    apply_no="SQ-1", applied_on="2026-01-05", applicant="慕容雪松", approver="诸葛明远", opinion="同意接入预算科"
)


def test_kept_by_versions(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR))
    before = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: applications.put(tx, ledger.desktop, replace(PAPERS, online_on="2026-01-08"), ACTOR))
    rig.do(lambda tx: applications.put(tx, ledger.desktop, replace(PAPERS, online_on="2026-01-08"), ACTOR))

    held = rig.read(lambda connection: applications.history(connection, ledger.desktop))
    assert [(item.from_us, item.value.online_on) for item in held] == [(before, None), (rig.clock.now, "2026-01-08")]
    as_of = rig.read(lambda connection: applications.of_terminal(connection, ledger.desktop, before))
    assert as_of is not None
    assert as_of.value == PAPERS
    assert verification.verify(rig.store).is_intact


def test_only_within_the_scope(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR))

    assert rig.read(lambda connection: applications.of_scope(connection, CITY)) == {ledger.desktop: PAPERS}
    services = Scope(frozenset({ledger.services}))
    assert rig.read(lambda connection: applications.of_scope(connection, services)) == {}


def test_neither_rows_nor_journal_hold_a_name(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR))
    files = [path for path in Path(rig.store.path).parent.rglob("*") if path.is_file()]

    for path in files:
        content = path.read_bytes()
        for name in ("慕容雪松", "诸葛明远", "同意接入"):
            assert name.encode() not in content, path
            assert name.encode("utf-16-le") not in content, path


def test_erased_for_good_while_the_journal_stays_valid(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR))
    rig.do(lambda tx: applications.erase(tx, ledger.desktop, ACTOR, "保存期满"))
    left = rig.read(lambda connection: applications.of_terminal(connection, ledger.desktop))

    assert left is not None
    assert left.value == Application(apply_no="SQ-1", applied_on="2026-01-05")
    rig.do(lambda tx: applications.put(tx, ledger.desktop, replace(PAPERS, apply_no="SQ-2"), ACTOR))
    anew = rig.read(lambda connection: applications.of_terminal(connection, ledger.desktop))
    assert anew is not None
    assert anew.value.apply_no == "SQ-2"
    assert verification.verify(rig.store).is_intact


def test_what_is_changed_behind_the_journal_is_named(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR))
    rig.do(lambda tx: tx.connection.execute(text("UPDATE application SET applied_on = '2025-01-05'")))

    breaks = verification.verify(rig.store).breaks
    assert [(item.where, item.why) for item in breaks] == [("ledger", "applied_on not as the journal says")]


def test_the_journal_names_who_and_why(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: applications.put(tx, ledger.desktop, PAPERS, ACTOR, "import 1"))
    entries = rig.read(lambda connection: list(journal.entries(connection)))

    assert [(item.action, item.reason) for item in entries[-1:]] == [("application-added", "import 1")]
    assert entries[-1].values["new"]["terminal_id"] == ledger.desktop
