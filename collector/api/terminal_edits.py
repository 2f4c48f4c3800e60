"""Editing a terminal: what would change is shown first, then written as versions, and can be taken back."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from collector.api.identity import Asker, asking
from collector.api.rows import unit_id_of
from collector.api.services import Served, Services
from collector.api.terminal_forms import TerminalEdit, Undoing
from collector.errors import AlreadyThere, InvalidValue
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from collector.ledger.difference import differences, state_digest
from collector.operators.roles import Right
from collector.store import Connection, segments, terminal_edits, terminals
from collector.store.terminal_edits import PLACES, Edit, tried
from collector.store.transaction import Transaction
from protocol.address import parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["ledger"])

LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]

_APART = (
    "unit",
    "segment",
    "add_macs",
    "add_shared_macs",
    "remove_macs",
    "add_addresses",
    "remove_addresses",
    "dry_run",
    "base",
)
_NEVER_WITHOUT = frozenset({"terminal_type", "access_domain", "access_mode", "agent_expected"})


class DifferenceOut(BaseModel):
    """Values as JSON has them; addresses with the id of their segment behind; null: not said."""

    field: str
    before: Any
    after: Any


class EditedOut(BaseModel):
    """`base` names the state that was compared with; `written` false: a dry run, or nothing differed."""

    id: str
    reg_no: str
    differences: list[DifferenceOut]
    base: str
    written: bool


@router.patch("/{key}")
def edit_terminal(key: str, form: TerminalEdit, asker: LedgerWriter, services: Served) -> EditedOut:
    """Changes what is declared of a terminal, all or nothing; with dry_run only says what would change."""

    def act(tx: Transaction, terminal_id: str) -> None:
        terminal_edits.edit(tx, terminal_id, _edit(tx.connection, asker, form), asker.actor, form.reason)

    return _done(services, asker, key, form, act)


@router.post("/{key}/undo")
def undo_edit(key: str, form: Undoing, asker: LedgerWriter, services: Served) -> EditedOut:
    """Restores what was declared before the newest edit; what was taken back stays on record."""

    def act(tx: Transaction, terminal_id: str) -> None:
        terminal_edits.undo(tx, terminal_id, asker.actor, form.reason)

    return _done(services, asker, key, form, act)


def _done(
    services: Services, asker: Asker, key: str, form: TerminalEdit | Undoing, act: Callable[[Transaction, str], None]
) -> EditedOut:
    def work(tx: Transaction) -> EditedOut:
        found = terminals.find(tx.connection, asker.scope, key)
        before = terminal_edits.declared(tx.connection, found.id)
        base = state_digest(before)
        if form.base not in (None, base):
            raise AlreadyThere(
                say("terminal {reg_no}", reg_no=found.value.reg_no),
                "somebody changed it meanwhile",
                "look at the differences again",
            )
        if form.dry_run:
            with tried(tx):
                act(tx, found.id)
                after = terminal_edits.declared(tx.connection, found.id)
        else:
            act(tx, found.id)
            after = terminal_edits.declared(tx.connection, found.id)
        told = [
            DifferenceOut(field=one.field, before=one.before, after=one.after) for one in differences(before, after)
        ]
        written = bool(told) and not form.dry_run
        return EditedOut(id=found.id, reg_no=found.value.reg_no, differences=told, base=base, written=written)

    return services.write(work)


def _edit(connection: Connection, asker: Asker, form: TerminalEdit) -> Edit:
    """Raises InvalidValue, NotFound, or MalformedIdentity for an address that cannot be read."""
    values = form.changes(*_APART)
    if missing := sorted(_NEVER_WITHOUT & set(form.cleared)):
        raise InvalidValue(say("field {name!r}", name=missing[0]), "no terminal is without", "give another value")
    if form.unit is not None:
        values["unit_id"] = unit_id_of(connection, asker, form.unit)
    segment_id = segments.find(connection, asker.scope, form.segment).id if form.segment else None
    fixed = [Adapter(mac=MacAddress.parse(text)) for text in form.add_macs]
    shared = [Adapter(mac=MacAddress.parse(text), adapter_class=AdapterClass.SHARED) for text in form.add_shared_macs]
    added = [RegisteredAddress(address=parse_address(text), segment_id=segment_id) for text in form.add_addresses]
    return Edit(
        terminal={name: value for name, value in values.items() if name not in PLACES},
        places={name: value for name, value in values.items() if name in PLACES},
        add_adapters=(*fixed, *shared),
        remove_macs=tuple(MacAddress.parse(text) for text in form.remove_macs),
        add_addresses=tuple(added),
        remove_addresses=tuple(parse_address(text) for text in form.remove_addresses),
    )
