"""The life of a terminal at this door: approved by an approver, suspended or retired by its unit, handed over."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form, person_id_of, shown
from collector.api.services import Served
from collector.api.terminals import TerminalOut, TerminalWhole, whole
from collector.errors import InvalidValue, NotAllowed
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Terminal
from collector.operators.roles import Right
from collector.store import Connection, custody, terminals
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["ledger"])

LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
Approver = Annotated[Asker, Depends(asking(Right.APPROVE))]

_STEPS = (Status.SUBMITTED, Status.REVIEWED, Status.APPROVED, Status.ADMITTED)
_UNIT_ADMINS = frozenset({Status.SUBMITTED, Status.WITHDRAWN, Status.DRAFT, Status.SUSPENDED, Status.RETIRED})


class StatusChange(BaseModel):  # noqa: D101
    status: Status
    reason: str = Field(min_length=1, max_length=500)


class HandOver(Form):
    """Who has it from now on; what is left out stays as it was, but a new user also answers for it unless said."""

    user: str | None = None
    owner: str | None = None
    building: str | None = Field(default=None, max_length=100)
    room: str | None = Field(default=None, max_length=100)


class Approval(Form):
    """`admit` also admits it to the net (在网), which is what makes it vouch for its addresses."""

    admit: bool = True


@router.post("/{key}/approve")
def approve_terminal(key: str, form: Approval, asker: Approver, services: Served) -> TerminalOut:
    """Takes a submitted terminal through review and approval, each step a version and a journal entry of its own."""
    goal = Status.ADMITTED if form.admit else Status.APPROVED

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        for step in _steps(found.value, goal):
            terminals.change(tx, found.id, {"status": step}, asker.actor, form.reason)
        return found.id

    changed = services.write(work)
    return shown(TerminalOut, services.read(lambda connection: terminals.find(connection, asker.scope, changed)))


@router.post("/{key}/status")
def change_status(key: str, given: StatusChange, asker: LedgerWriter, services: Served) -> TerminalOut:
    """Submits, withdraws, suspends or retires a terminal; approving is another endpoint and another role."""
    if given.status not in _UNIT_ADMINS:
        raise NotAllowed(
            say("status {status}", status=given.status),
            "is an approval",
            "an approver gives it: `mingce terminal approve`",
        )

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        terminals.change(tx, found.id, {"status": given.status}, asker.actor, given.reason)
        return found.id

    changed = services.write(work)
    return shown(TerminalOut, services.read(lambda connection: terminals.find(connection, asker.scope, changed)))


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
        custody.hand_over(tx, found.id, _next_custody(tx.connection, asker, form, held.value), asker.actor, form.reason)
        return found.id

    changed = services.write(work)
    return services.read(lambda connection: whole(connection, terminals.find(connection, asker.scope, changed), None))


def _next_custody(connection: Connection, asker: Asker, form: HandOver, held: Custody) -> Custody:
    user_id = person_id_of(connection, asker, form.user)
    return Custody(
        owner_id=person_id_of(connection, asker, form.owner) or user_id or held.owner_id,
        user_id=user_id or held.user_id,
        building=held.building if form.building is None else form.building,
        room=held.room if form.room is None else form.room,
    )


def _steps(terminal: Terminal, goal: Status) -> tuple[Status, ...]:
    """What lies between a terminal and its approval; raises InvalidValue where nothing awaits one."""
    if goal is Status.ADMITTED and terminal.status in (Status.SUSPENDED, Status.CHANGING):
        return (goal,)
    if terminal.status not in _STEPS or _STEPS.index(terminal.status) >= _STEPS.index(goal):
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=terminal.reg_no),
            say("is {status}, awaits no approval", status=terminal.status),
            "nothing to do",
        )
    return _STEPS[_STEPS.index(terminal.status) + 1 : _STEPS.index(goal) + 1]
