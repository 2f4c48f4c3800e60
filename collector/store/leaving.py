"""A person leaves: their roles end, their terminals await another holder (GB/T 22239 8.1.8.2)."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from collector.errors import NotAllowed
from collector.ledger.changes import Trigger
from collector.ledger.life_cycle import Status
from collector.operators.operator import State
from collector.store import handovers, operators, people, terminal_life, terminals, units, versions
from collector.store.scope import Scope
from collector.store.tables import custody, unit
from collector.store.transaction import Transaction
from protocol.phrases import say

_ROLES = ("first_responsible_id", "direct_responsible_id")


@dataclass(frozen=True, slots=True)
class Left:
    """What came of it: numbers of the terminals that await another holder, ids of accounts shut and units bereft."""

    terminals: tuple[str, ...]
    accounts: tuple[str, ...]
    units: tuple[str, ...]


def leave(tx: Transaction, person_id: str, actor: str, reason: str) -> Left:
    """Ends the person's row; who held what before is answered as before. Raises NotFound.

    NotAllowed for a unit's network administrator: that is handed over first (R33).
    """
    person = people.by_id(tx.connection, person_id)
    people.require(tx.connection, person_id)
    _require_no_administrator(tx, person_id)
    bereft = _end_roles(tx, person_id, actor, reason)
    unit_id = person.value.unit_id if person is not None else ""
    accounts = handovers.accounts_of(tx.connection, Scope(frozenset({unit_id})), unit_id, person_id)
    for account in accounts:
        operators.set_state(tx, account, State.DISABLED, actor=actor, reason=reason)
    freed = _free_terminals(tx, person_id, actor, reason)
    people.end(tx, person_id, actor, reason)
    return Left(tuple(freed), tuple(accounts), tuple(bereft))


def _require_no_administrator(tx: Transaction, person_id: str) -> None:
    query = select(unit.c.name).where(versions.in_force(unit), unit.c.administrator_id == person_id)
    names = list(tx.connection.execute(query.order_by(unit.c.name)).scalars())
    if names:
        raise NotAllowed(
            "person",
            say("administers {units}", units=", ".join(names)),
            "hand that over first: `mingce unit hand-over` (R33)",
        )


def _end_roles(tx: Transaction, person_id: str, actor: str, reason: str) -> list[str]:
    mine = [unit.c[name] == person_id for name in _ROLES]
    rows = tx.connection.execute(select(unit).where(versions.in_force(unit), or_(*mine))).mappings().all()
    for row in rows:
        ended = {name: None for name in _ROLES if row[name] == person_id}
        units.REGISTER.change(tx, row["id"], ended, actor, reason)
    return [row["id"] for row in rows]


def _free_terminals(tx: Transaction, person_id: str, actor: str, reason: str) -> list[str]:
    held = select(custody.c.terminal_id).where(
        versions.in_force(custody), or_(custody.c.user_id == person_id, custody.c.owner_id == person_id)
    )
    freed = []
    for terminal_id in tx.connection.execute(held).scalars().all():
        row = terminals.by_id(tx.connection, terminal_id)
        if row is None:
            continue
        if row.value.status is Status.ADMITTED:
            terminal_life.reopen(tx, terminal_id, Trigger.CHANGE, actor, reason)
        freed.append(row.value.reg_no)
    return sorted(freed)
