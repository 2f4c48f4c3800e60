"""Where a value came from: a person, a unit's sheet, an observation that a person took over."""

from pathlib import Path

from collector.ledger.history import Source, Step
from collector.store import history, journal, ledger_imports, terminals
from collector.store.ledger_imports import LedgerImport
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from tests.support import small_ledger
from tests.support.collector_store import open_collector_store
from tests.support.small_ledger import ACTOR


def test_sources_told_apart(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        ledger = rig.do(small_ledger.fill)

        def change(tx: Transaction, brand: str, reason: str) -> None:
            terminals.change(tx, ledger.desktop, {"brand": brand}, ACTOR, reason)

        def accept(tx: Transaction) -> None:
            change(tx, "长城", "现场核对")
            subject = {"subject_kind": "terminal", "subject_id": ledger.desktop}
            content = {"field": "brand", "agent": "a1"}
            journal.append(tx, actor=ACTOR, action="drift-accepted", content=content, reason="现场核对", **subject)

        rig.clock.advance(60)
        brought = LedgerImport(0, "台账.xlsx", "0" * 64, ACTOR, 0, None, 0, 0, 0, 0, 0, 0)
        begun = rig.do(lambda tx: ledger_imports.begin(tx, brought, None))
        for work in (
            lambda tx: change(tx, "联想", f"import {begun.id}: 年度核查"),
            accept,
            lambda tx: change(tx, "华为", "import 999: 说是导入"),
        ):
            rig.clock.advance(60)
            rig.do(work)
        told = rig.read(lambda connection: history.of_terminal(connection, CITY, ledger.desktop))

    brands = [_origin(step) for step in told if step.field == "brand"]
    assert brands == [
        ("联想", Source.IMPORTED, "台账.xlsx"),
        ("长城", Source.OBSERVED, "a1"),
        ("华为", Source.DECLARED, None),
    ]


def _origin(step: Step) -> tuple[object, Source | None, str | None]:
    assert step.act is not None
    return step.value, step.act.source, step.act.detail
