"""The life of a terminal at this door: approved by an approver, suspended or retired by its unit, handed over."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form, person_id_of, shown
from collector.api.services import Served, Services
from collector.api.terminals import TerminalOut, TerminalWhole, whole
from collector.errors import InvalidValue, NotAllowed
from collector.ingest import admitting
from collector.ingest.admitting import Wish
from collector.ledger.changes import triggered
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status, StatusKind
from collector.operators.roles import Right, rights_of
from collector.store import Connection, custody, terminal_life, terminals
from collector.store.terminal_life import By
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
Approver = Annotated[Asker, Depends(asking(Right.APPROVE))]

_BY_UNITS = frozenset(
    {Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN, Status.REVIEWED, Status.CHANGING}
    | {Status.SUSPENDED, Status.RETIRED}
)
"""What is asked of this door as a status; approvals and refusals have endpoints of their own."""


class StatusChange(BaseModel):  # noqa: D101
    status: Status
    kind: StatusKind | None = None
    reason: str = Field(min_length=1, max_length=500)


class HandOver(Form):
    """Who has it from now on; what is left out stays as it was, but a new user also answers for it unless said."""

    user: str | None = None
    owner: str | None = None
    building: str | None = Field(default=None, max_length=100)
    room: str | None = Field(default=None, max_length=100)


class Approval(Form):
    """`admit` also admits it to the net (在网), which is what makes it vouch for its addresses.

    A PC whose agent is expected is admitted once its agent's report fits the row; `without_report` waives that.
    """

    admit: bool = True
    without_report: bool = False


class Refusal(BaseModel):  # noqa: D101
    reason: str = Field(min_length=1, max_length=500)


class TerminalStep(TerminalOut):
    """After a step of its life; `waits_for`: why an approved one is not on the net yet, in English."""

    status_kind: StatusKind | None
    waits_for: list[str]


@router.post("/{key}/approve")
def approve_terminal(key: str, form: Approval, asker: Approver, services: Served) -> TerminalStep:
    """Takes a submitted terminal through review and approval, each step a version and a journal entry of its own."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        admitting.approve(tx, found.id, by(asker), Wish(form.admit, form.without_report, form.reason))
        return found.id

    return _stepped(services, asker, services.write(work))


@router.post("/{key}/reject")
def reject_terminal(key: str, form: Refusal, asker: Approver, services: Served) -> TerminalStep:
    """Says no: to an application, or to a change, of which everything becomes again what was approved."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        if found.value.status is Status.CHANGING:
            terminal_life.refuse_change(tx, found.id, by(asker), form.reason)
        else:
            terminal_life.step(tx, found.id, Status.REJECTED, by(asker), form.reason)
        return found.id

    return _stepped(services, asker, services.write(work))


@router.post("/{key}/status")
def change_status(key: str, given: StatusChange, asker: Reader, services: Served) -> TerminalStep:
    """Submits, reviews, withdraws, suspends or retires a terminal; approving is another endpoint and another role."""
    if Right.WRITE_LEDGER not in by(asker).rights:
        asker.require(Right.APPROVE)
    if given.status not in _BY_UNITS:
        raise NotAllowed(
            say("status {status}", status=given.status),
            "is an approval",
            "an approver gives it: `mingce terminal approve`",
        )

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        terminal_life.step(tx, found.id, given.status, by(asker), given.reason, given.kind)
        return found.id

    return _stepped(services, asker, services.write(work))


@router.post("/{key}/hand-over")
def hand_over_terminal(key: str, form: HandOver, asker: LedgerWriter, services: Served) -> TerminalWhole:
    """Gives the terminal to another person or room; who had it before stays on record with its interval."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        held = custody.of_terminal(tx.connection, found.id)
        if held is None:
            raise InvalidValue(
                say("terminal {reg_no}", reg_no=found.value.reg_no), "nobody has it", "register who uses it first"
            )
        holding = _next_custody(tx.connection, asker, form, held.value)
        trigger = triggered(found.value, found.value, held.value, holding)
        terminal_life.reopen(tx, found.id, trigger, asker.actor, form.reason)
        custody.hand_over(tx, found.id, holding, asker.actor, form.reason)
        return found.id

    changed = services.write(work)
    return services.read(lambda connection: whole(connection, terminals.find(connection, asker.scope, changed), None))


def by(asker: Asker) -> By:
    """The asker as the life cycle judges them."""
    return By(asker.actor, asker.operator.id, asker.operator.display_name, rights_of(asker.operator.role))


def _stepped(services: Services, asker: Asker, terminal_id: str) -> TerminalStep:
    with services.store.reading() as connection:
        found = terminals.find(connection, asker.scope, terminal_id)
        return shown(TerminalStep, found, waits_for=list(admitting.waits_for(connection, terminal_id)))


def _next_custody(connection: Connection, asker: Asker, form: HandOver, held: Custody) -> Custody:
    user_id = person_id_of(connection, asker, form.user)
    return replace(
        held,
        owner_id=person_id_of(connection, asker, form.owner) or user_id or held.owner_id,
        user_id=user_id or held.user_id,
        building=held.building if form.building is None else form.building,
        room=held.room if form.room is None else form.room,
        confirmed_us=None,
        lent_until_us=None,
    )
