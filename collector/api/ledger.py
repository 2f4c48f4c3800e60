"""The ledger as files: units' own sheets in, the register out; one file at a time, every hand-over on record."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.ledger_answers import CountsOut, ImportOut, import_out
from collector.api.rows import unit_id_of
from collector.api.services import Served, Services
from collector.errors import InvalidValue, NotAllowed
from collector.imports.sheets import headings
from collector.imports.sheets.book import MOST_BYTES
from collector.imports.sheets.columns import correction
from collector.imports.sheets.dates import CHINA
from collector.imports.sheets.declaration import Choices
from collector.imports.sheets.exporting import EXPORTED, exported
from collector.imports.sheets.plan import Plan, Policy
from collector.imports.sheets.planning import plan as planned
from collector.imports.sheets.register_view import RegisterView
from collector.ingest.ledger_desk import Phase, Telling
from collector.ingest.ledger_import import Outcome, take_in
from collector.ingest.sheet_reading import read_apart
from collector.ledger.application import Application
from collector.ledger.person import Person
from collector.operators.roles import Right
from collector.store import journal, ledger_imports, register_view
from collector.store.ledger_imports import LedgerImport
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/ledger", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]


class ImportQuery(BaseModel):
    """`map`: HEADING=FIELD; `alias`: OTHER NAME=UNIT. See docs/operations for what each choice does."""

    name: Annotated[str, Query(min_length=1, max_length=128)]
    dry_run: bool = False
    all_or_nothing: bool = False
    unit: Annotated[str | None, Query(max_length=128)] = None
    map: Annotated[list[str], Query(max_length=64)] = []
    alias: Annotated[list[str], Query(max_length=256)] = []
    hidden: bool = False
    department_from_sheet: bool = False
    others_to_remark: bool = False
    remove_missing: bool = False
    shared_telephone: bool = False
    reason: Annotated[str | None, Query(max_length=300)] = None


class ImportRow(BaseModel):
    """`ended_us` null: it runs, or the collector stopped in the middle."""

    id: int
    name: str
    digest: str
    actor: str
    begun_us: int
    ended_us: int | None
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    left_out: int


class ProgressOut(BaseModel):
    """Of one's own import that runs now."""

    name: str
    phase: str
    done: int
    total: int


class ConflictOut(BaseModel):
    """A unit's file claims what another unit's terminal has: the bureau decides."""

    id: int
    import_id: int
    at_us: int
    kind: str
    value: str
    unit_id: str
    terminal_id: str


class ExportForm(BaseModel):
    """`reason` and `recipient` go into the journal; `unmask` needs the right and a fresh password."""

    reason: str = Field(min_length=1, max_length=500)
    recipient: str | None = Field(default=None, max_length=128)
    unit: str | None = Field(default=None, max_length=128)
    unmask: bool = False


class ExportOut(BaseModel):
    """`columns`: identifiers and headings, in the customary order; rows hold their text in that order."""

    columns: list[tuple[str, str]]
    rows: list[list[str]]
    masked: bool
    exported_us: int


@router.post("/imports")
async def import_ledger(
    query: Annotated[ImportQuery, Query()], asker: LedgerWriter, services: Served, request: Request
) -> ImportOut:
    """Takes in the body, a workbook or delimited text; with dry_run only says what it would change."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            raise InvalidValue("file", say("more than {most} bytes", most=MOST_BYTES), "split it")
    return await run_in_threadpool(_import, query, asker, services, bytes(content))


@router.get("/imports")
def list_imports(asker: Reader, services: Served) -> list[ImportRow]:
    """The newest first: one's own, and those of operators of the units within the scope."""
    found = services.read(lambda connection: ledger_imports.list_all(connection, asker.scope, asker.actor))
    return [ImportRow(**{name: getattr(item, name) for name in ImportRow.model_fields}) for item in found]


@router.get("/imports/progress")
def show_progress(asker: Reader, services: Served) -> ProgressOut | None:
    """How far one's own import is; null while none of one's own runs."""
    found = services.desk.progress
    if found is None or found.actor != asker.actor:
        return None
    return ProgressOut(name=found.name, phase=found.phase.value, done=found.done, total=found.total)


@router.get("/conflicts")
def list_conflicts(asker: Reader, services: Served) -> list[ConflictOut]:
    """The newest first; only for those who see the whole city."""
    if asker.scope.unit_ids is not None:
        raise NotAllowed("conflicts", "concern other units", "ask the bureau")
    found = services.read(ledger_imports.conflicts)
    return [ConflictOut(**{name: getattr(item, name) for name in ConflictOut.model_fields}) for item in found]


@router.post("/exports")
def export_ledger(form: ExportForm, asker: Reader, services: Served) -> ExportOut:
    """The register within the scope, masked unless asked and allowed; who took what and why is journalled first."""
    if form.unmask:
        asker.require(Right.UNMASK)
    unit = form.unit
    unit_id = None if unit is None else services.read(lambda connection: unit_id_of(connection, asker, unit))
    view = services.read(lambda connection: register_view.load(connection, asker.scope, with_elsewhere=False))
    if unit_id is not None:
        view = replace(view, terminals=[item for item in view.terminals if item.terminal.unit_id == unit_id])
    rows = [[row.get(name, "") for name in EXPORTED] for row in _exported(view, unmask=form.unmask)]

    def work(tx: Transaction) -> None:
        journal.append(
            tx,
            actor=asker.actor,
            action="ledger-exported",
            subject_kind="ledger-export",
            subject_id="whole" if form.unit is None else "unit",
            content={
                "rows": len(rows),
                "masked": not form.unmask,
                "unit": form.unit,
                "recipient": form.recipient,
                "fields": [name.value for name in EXPORTED],
                "peer": asker.peer,
            },
            reason=form.reason,
        )

    services.write(work)
    columns = [(name.value, headings.HEADINGS[name]) for name in EXPORTED]
    return ExportOut(columns=columns, rows=rows, masked=not form.unmask, exported_us=asker.now_us)


def _exported(view: RegisterView, *, unmask: bool) -> Iterator[dict[headings.Field, str]]:
    return exported(view, lambda person: person) if unmask else exported(view, _masked, _papers_masked)


def _papers_masked(papers: Application) -> Application:
    names = {name: masking.name(getattr(papers, name) or "") or None for name in ("applicant", "reviewer", "approver")}
    return replace(papers, opinion=masking.words(papers.opinion) or None, **names)


def _masked(person: Person) -> Person:
    return replace(
        person,
        name=masking.name(person.name),
        mobile=masking.mobile(person.mobile),
        office_phone=masking.office_phone(person.office_phone),
    )


def _import(query: ImportQuery, asker: Asker, services: Services, content: bytes) -> ImportOut:
    choices = Choices(
        tuple(correction(text) for text in query.map),
        query.unit,
        query.hidden,
        query.department_from_sheet,
        query.others_to_remark,
    )
    policy = Policy(_aliases(query.alias), query.remove_missing, query.shared_telephone)
    with services.desk.only_one(asker.actor, query.name) as telling:
        plan = _plan(asker, services, content, choices, policy, telling)
        return _done(query, asker, services, content, plan, telling)


def _plan(asker: Asker, services: Services, content: bytes, choices: Choices, policy: Policy, telling: Telling) -> Plan:
    telling.tell(Phase.READING, 0, 0)
    today = datetime.fromtimestamp(asker.now_us / 1e6, CHINA).date()
    declared = read_apart(content, choices, today, lambda done, total: telling.tell(Phase.READING, done, total))
    telling.tell(Phase.COMPARING, 0, len(declared.rows))
    view = services.read(lambda connection: register_view.load(connection, asker.scope))
    return planned(declared, view, policy)


def _done(
    query: ImportQuery, asker: Asker, services: Services, content: bytes, plan: Plan, telling: Telling
) -> ImportOut:
    held_back = query.all_or_nothing and bool(plan.refused)
    digest, number = hashlib.sha256(content).hexdigest(), None
    outcome = Outcome(len(plan.additions), len(plan.changes))
    if not query.dry_run:
        brought = _provenance(query, asker, digest, plan)
        begun = services.write(lambda tx: ledger_imports.begin(tx, brought, query.reason))
        number = begun.id
        services.write(lambda tx: ledger_imports.route(tx, begun.id, plan.conflicts))
        outcome = Outcome() if held_back else _take_in(services, plan, begun, query.reason, telling)
        _end(services, begun, outcome, query.reason)
    refused = [*plan.refused, *outcome.refused]
    counts = CountsOut(
        rows=len(plan.declaration.rows),
        added=outcome.added,
        changed=outcome.changed,
        unchanged=len(plan.unchanged),
        refused=len(refused),
        left_out=len(plan.declaration.left_out),
        conflicts=len(plan.conflicts),
    )
    return import_out(
        plan, refused, import_id=number, held_back=held_back, name=query.name, digest=digest, counts=counts
    )


def _provenance(query: ImportQuery, asker: Asker, digest: str, plan: Plan) -> LedgerImport:
    return LedgerImport(
        id=0,
        name=query.name,
        digest=digest,
        actor=asker.actor,
        begun_us=asker.now_us,
        ended_us=None,
        rows=len(plan.declaration.rows),
        added=0,
        changed=0,
        unchanged=len(plan.unchanged),
        refused=len(plan.refused),
        left_out=len(plan.declaration.left_out),
    )


def _take_in(services: Services, plan: Plan, begun: LedgerImport, reason: str | None, telling: Telling) -> Outcome:
    why = f"import {begun.id}" + (f": {reason}" if reason else "")
    return take_in(services.write, plan, begun.actor, why, lambda done, total: telling.tell(Phase.WRITING, done, total))


def _end(services: Services, begun: LedgerImport, outcome: Outcome, reason: str | None) -> None:
    done = replace(begun, added=outcome.added, changed=outcome.changed, refused=begun.refused + len(outcome.refused))
    services.write(lambda tx: ledger_imports.end(tx, done, reason))


def _aliases(texts: list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        other, equals, name = text.partition("=")
        if not equals or not other.strip() or not name.strip():
            raise InvalidValue(
                say("alias {text!r}", text=text[:60]), "is not OTHER NAME=UNIT", "like 市财政局=示例市财政局"
            )
        found[headings.folded(other)] = name.strip()
    return found
