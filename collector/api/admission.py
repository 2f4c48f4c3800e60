"""Lists of blocked and admitted MACs for switches and RADIUS: shown, compared with the last, handed out on record."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.admission import FORMS, form
from collector.admission.form import numbered
from collector.api.identity import Asker, asking
from collector.api.rows import unit_id_of
from collector.api.services import Served, Services
from collector.errors import InvalidValue
from collector.ledger import admission_list
from collector.ledger.admission_list import Difference, Entry, ListKind, Why
from collector.operators.roles import Right
from collector.store import Connection, admission, segments, units
from collector.store.admission import Extent, HandedOut
from collector.store.scope import Scope
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/admission", tags=["admission"])

Exporter = Annotated[Asker, Depends(asking(Right.EXPORT_ADMISSION))]


class ListForm(BaseModel):
    """`unit`, `segment`: an id or a name. `strangers`: block also confirmed strangers on the wire now."""

    kind: ListKind
    form: str = Field(max_length=16)
    recipient: str = Field(min_length=1, max_length=128)
    reason: str = Field(min_length=1, max_length=256)
    unit: str | None = Field(default=None, max_length=128)
    segment: str | None = Field(default=None, max_length=64)
    strangers: bool = False
    dry_run: bool = False
    force: bool = False


class EntryOut(BaseModel):
    """`reg_no` empty: no terminal's MAC."""

    mac: str
    why: Why
    reg_no: str
    addresses: list[str]


class ListOut(BaseModel):
    """`id` null: a dry run, nothing is on record. `compared_with` null: there was none before.

    `undo`: what takes the removed entries back, in the form's own words; `digest`: SHA-256 of the text.
    """

    id: int | None
    kind: ListKind
    form: str
    text: str
    digest: str
    entries: list[EntryOut]
    compared_with: int | None
    added: list[EntryOut]
    removed: list[EntryOut]
    unchanged: int
    undo: str


class ExportRow(BaseModel):
    """One list that was handed out."""

    id: int
    made_us: int
    kind: ListKind
    form: str
    unit_id: str | None
    segment_id: str | None
    actor: str
    recipient: str
    reason: str
    digest: str


@router.post("/exports")
def export_list(asked: ListForm, asker: Exporter, services: Served) -> ListOut:
    """Makes the list from the ledger as it stands; unless it is a dry run, who got it and why goes on record first."""
    chosen = FORMS.get(asked.form)
    if chosen is None:
        raise InvalidValue(
            say("form {form!r}", form=asked.form), "there is none", say("one of {forms}", forms=", ".join(FORMS))
        )

    def look(connection: Connection) -> tuple[Extent, list[Entry], HandedOut | None]:
        extent = _extent(connection, asker, asked)
        before = admission.last(connection, asked.kind, asked.form, extent, asker.actor)
        return extent, _entries(connection, services, asker, asked, extent), before

    extent, entries, before = services.read(look)
    earlier = before.lines if before else ()
    if asked.kind is ListKind.ALLOW and not asked.force and not asked.dry_run:
        admission_list.require_few_lost(entries, (line.entry for line in earlier))
    lines = numbered(entries, earlier)
    made = datetime.fromtimestamp(asker.now_us / 1e6, UTC)
    text = form.text(chosen, asked.kind, lines, f"Mingce {made:%Y-%m-%dT%H:%M:%SZ}")
    new = HandedOut(
        id=0,
        made_us=asker.now_us,
        kind=asked.kind,
        form=asked.form,
        unit_id=extent.unit_id,
        segment_id=extent.segment_id,
        actor=asker.actor,
        recipient=asked.recipient,
        reason=asked.reason,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        lines=tuple(lines),
    )
    differing = admission_list.difference(entries, (line.entry for line in earlier))
    gone = [line for line in earlier if line.entry in differing.removed]
    undo = form.undo_text(chosen, asked.kind, gone)

    def keep(tx: Transaction) -> int:
        return admission.record(tx, new)

    number = None if asked.dry_run else services.write(keep)
    return _out(new, number, text, before, differing, undo)


@router.get("/exports")
def list_exports(asker: Exporter, services: Served) -> list[ExportRow]:
    """The newest first: one's own, and those about units within the scope."""
    found = services.read(lambda connection: admission.list_all(connection, asker.scope, asker.actor))
    return [ExportRow(**{name: getattr(item, name) for name in ExportRow.model_fields}) for item in found]


def _extent(connection: Connection, asker: Asker, asked: ListForm) -> Extent:
    if asked.segment is not None:
        return Extent(asker.scope, None, segments.find(connection, asker.scope, asked.segment))
    if asked.unit is not None:
        unit_id = unit_id_of(connection, asker, asked.unit)
        return Extent(Scope(units.subtree(connection, unit_id)), unit_id)
    return Extent(asker.scope)


def _entries(connection: Connection, services: Services, asker: Asker, asked: ListForm, extent: Extent) -> list[Entry]:
    known = admission.known_terminals(connection, extent)
    if asked.kind is ListKind.ALLOW:
        return admission_list.allowed(known, admission.infrastructure(connection, extent), asker.now_us)
    listening_us = services.context.listening_us
    heard = admission.strangers(connection, extent, asker.now_us, listening_us) if asked.strangers else []
    return admission_list.blocked(known, heard, admission.protected(connection, asker.now_us), asker.now_us)


def _out(
    new: HandedOut, number: int | None, text: str, before: HandedOut | None, differing: Difference, undo: str
) -> ListOut:
    return ListOut(
        id=number,
        kind=new.kind,
        form=new.form,
        text=text,
        digest=new.digest,
        entries=[_entry_out(line.entry) for line in new.lines],
        compared_with=before.id if before else None,
        added=[_entry_out(item) for item in differing.added],
        removed=[_entry_out(item) for item in differing.removed],
        unchanged=differing.unchanged,
        undo=undo,
    )


def _entry_out(entry: Entry) -> EntryOut:
    return EntryOut(mac=str(entry.mac), why=entry.why, reg_no=entry.reg_no, addresses=list(entry.addresses))
