"""A terminal's steps through its life, each by somebody who may (collector.ledger.life_cycle.TABLE), journalled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from collector.errors import InvalidValue
from collector.ledger import life_cycle
from collector.ledger.changes import Trigger
from collector.ledger.life_cycle import APPLYING, Status, StatusKind
from collector.ledger.terminal import Terminal
from collector.operators.roles import Right
from collector.store import adapters, addresses, custody, terminals, units, vouched
from collector.store.tables import journal, operator
from collector.store.transaction import Transaction
from protocol.phrases import Phrase, say


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: as the journal names them, their account, their real name, and what they may."""

    actor: str
    operator_id: str
    person: str
    rights: frozenset[Right]


def step(
    tx: Transaction, terminal_id: str, new: Status, by: By, reason: str | None, kind: StatusKind | None = None
) -> None:
    """One transition; raises InvalidValue for one outside the table, NotAllowed for one that is another's to make.

    Guard.FIRST_REPORT is collector.ingest.admitting's to check.
    """
    held = _held(tx, terminal_id)
    transition = life_cycle.require_transition(held.status, new)
    life_cycle.require_right(transition, by.rights)
    if life_cycle.Guard.OTHER_PERSON in transition.guards:
        life_cycle.require_other_person(transition, applicants(tx.connection, terminal_id), (by.operator_id, by.person))
    life_cycle.require_unit_named(
        transition, units.REGISTER.decode(units.REGISTER.open_row(tx.connection, held.unit_id))
    )
    changes: dict[str, Any] = {"status": new, "status_kind": kind}
    terminals.change(tx, terminal_id, changes, by.actor, reason)


def status_of(connection: Connection, terminal_id: str) -> Status:
    """As of now; raises NotFound."""
    return Status(terminals.REGISTER.open_row(connection, terminal_id)["status"])


def applicants(connection: Connection, terminal_id: str) -> list[tuple[str, str]]:
    """Ids and names of the operators who brought the terminal to what awaits an approval now, the last one first."""
    query = select(journal.c.actor, journal.c.content).where(
        journal.c.subject_id == terminal_id, journal.c.action.in_(("terminal-added", "terminal-changed"))
    )
    found: dict[str, None] = {}
    for row in connection.execute(query.order_by(journal.c.sequence.desc())):
        status = json.loads(row.content).get("new", {}).get("status")
        if status in APPLYING:
            found.setdefault(row.actor.removeprefix("operator:"))
        elif status is not None and found:
            break
    known = select(operator.c.id, operator.c.display_name).where(operator.c.id.in_(list(found)))
    names = {row.id: row.display_name for row in connection.execute(known)}
    return [(one, names.get(one, "")) for one in found]


def reopen(tx: Transaction, terminal_id: str, trigger: Trigger, actor: str, reason: str | None) -> None:
    """What an edit triggers, before it is done: an admitted terminal's change awaits an approver.

    Raises InvalidValue for another computer, for what was approved and not yet admitted, and for what is retired.
    """
    held = _held(tx, terminal_id)
    if held.status is Status.RETIRED:
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=held.reg_no),
            "is retired: it stays on record as it was",
            "register the computer as a new terminal if it is back",
        )
    if trigger is Trigger.NEW_REGISTRATION:
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=held.reg_no),
            "another serial number and another disk are another computer",
            "retire this one and register that one (更换计算机须重新登记)",
        )
    if trigger is Trigger.NOTHING:
        return
    if held.status is Status.ADMITTED:
        terminals.change(tx, terminal_id, {"status": Status.CHANGING}, actor, reason)
    elif held.status in (Status.REVIEWED, Status.APPROVED):
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=held.reg_no),
            say("is {status} as it stands", status=Phrase(held.status.value)),
            "let it be admitted first, or withdraw it",
        )


def refuse_change(tx: Transaction, terminal_id: str, by: By, reason: str) -> None:
    """An approver says no to a change: everything becomes again what was approved; what was asked stays on record."""
    held = terminals.REGISTER.version(terminals.REGISTER.open_row(tx.connection, terminal_id))
    approved = vouched.before_change(tx.connection, held)
    as_of_us = vouched.as_of_us(tx.connection, held)
    step(tx, terminal_id, Status.ADMITTED, by, reason)
    if approved is None or as_of_us is None:
        return
    before = {name: value for name, value in _fields(approved.value).items() if name != "status"}
    terminals.change(tx, terminal_id, before, by.actor, reason)
    had = custody.of_terminal(tx.connection, terminal_id, as_of_us)
    if had is not None:
        custody.hand_over(tx, terminal_id, had.value, by.actor, reason)
    for register in (adapters, addresses):
        _restore(tx, register, terminal_id, as_of_us, by.actor, reason)


def _restore(tx: Transaction, register: Any, terminal_id: str, as_of_us: int, actor: str, reason: str) -> None:
    """Ends what was added since, and adds what was ended since."""
    now = {item.id: item.value for item in register.of_terminal(tx.connection, terminal_id)}
    then = {item.id: item.value for item in register.of_terminal(tx.connection, terminal_id, as_of_us)}
    for row_id in now.keys() - then.keys():
        register.end(tx, row_id, actor, reason)
    for row_id in then.keys() - now.keys():
        register.add(tx, terminal_id, then[row_id], actor, reason)


def _fields(value: Terminal) -> Mapping[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__ if name != "reg_no"}


def _held(tx: Transaction, terminal_id: str) -> Terminal:
    return terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
