"""交接: a unit's administrator changes with a record of it, and the leaving one's account is shut at once (R33)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from collector.errors import InvalidValue
from collector.ledger import fields
from collector.operators.operator import State
from collector.operators.roles import Role
from collector.store import journal, operators, people, units
from collector.store.scope import Scope, within
from collector.store.tables import handover, operator
from collector.store.transaction import Transaction
from protocol.phrases import say

_LONGEST_ITEMS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """`items`: what was handed over; `filing_no`: 备案号; `operator_id`: the account that was shut with it."""

    id: str
    unit_id: str
    at_us: int
    from_person_id: str | None
    to_person_id: str
    operator_id: str | None
    items: str
    filing_no: str
    actor: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`account`: id or name of the leaving administrator's account; None: the one of their name in this unit."""

    to_person_id: str
    items: str
    filing_no: str
    account: str | None = None


def record(tx: Transaction, scope: Scope, unit_id: str, wanted: Wanted, actor: str, reason: str | None) -> HandOver:
    """Everything or nothing: record, unit, account. Raises InvalidValue, NotFound.

    `scope` is the asker's: who serves a unit shuts no account that serves more than that.
    """
    leaving = units.REGISTER.decode(units.REGISTER.open_row(tx.connection, unit_id)).administrator_id
    if leaving == wanted.to_person_id:
        raise InvalidValue("new administrator", "is the administrator already", "name who takes over")
    people.require(tx.connection, wanted.to_person_id)
    made = HandOver(
        id=uuid4().hex,
        unit_id=unit_id,
        at_us=tx.now_us,
        from_person_id=leaving,
        to_person_id=wanted.to_person_id,
        operator_id=_account(tx.connection, scope, unit_id, leaving, wanted.account),
        items=fields.text("items", wanted.items, _LONGEST_ITEMS),
        filing_no=fields.text("filing number", wanted.filing_no, 64),
        actor=actor,
        reason=fields.optional_text("reason", reason, 256),
    )
    tx.connection.execute(insert(handover).values(**asdict(made)))
    content = {name: value for name, value in asdict(made).items() if name not in ("id", "actor", "reason")}
    journal.append(
        tx,
        actor=actor,
        action="unit-handed-over",
        subject_kind="unit",
        subject_id=unit_id,
        content=content | {"handover": made.id},
        reason=reason,
    )
    units.REGISTER.change(tx, unit_id, {"administrator_id": wanted.to_person_id}, actor, reason)
    if made.operator_id is not None:
        operators.set_state(tx, made.operator_id, State.DISABLED, actor=actor, reason=reason)
    return made


def list_all(connection: Connection, scope: Scope, unit_id: str | None = None) -> Sequence[HandOver]:
    """The newest first."""
    query = select(handover).where(within(scope, handover.c.unit_id))
    if unit_id is not None:
        query = query.where(handover.c.unit_id == unit_id)
    rows = connection.execute(query.order_by(handover.c.at_us.desc(), handover.c.id)).mappings()
    return [HandOver(**row) for row in rows]


def accounts_of(connection: Connection, scope: Scope, unit_id: str, person_id: str) -> list[str]:
    """Enabled accounts of that person's real name that serve this unit, or, asked from the city, all of it."""
    person = people.by_id(connection, person_id)
    if person is None or not person.value.name:
        return []
    serves = operator.c.unit_id == unit_id
    if scope.unit_ids is None:
        serves |= operator.c.unit_id.is_(None)
    query = select(operator.c.id).where(
        operator.c.display_name == person.value.name,
        operator.c.state == State.ENABLED,
        operator.c.role == Role.UNIT_ADMIN,
        serves,
    )
    return list(connection.execute(query.order_by(operator.c.id)).scalars())


def _account(
    connection: Connection, scope: Scope, unit_id: str, leaving: str | None, account: str | None
) -> str | None:
    if account is not None:
        found = operators.get(connection, account)
        if found.role is not Role.UNIT_ADMIN or (scope.unit_ids is not None and found.unit_id not in scope.unit_ids):
            raise InvalidValue(
                say("operator {operator}", operator=account[:64]),
                "administers no unit of yours",
                "name the leaving administrator's account",
            )
        return found.id
    mine = [] if leaving is None else accounts_of(connection, scope, unit_id, leaving)
    if len(mine) > 1:
        raise InvalidValue("account", "several bear the leaving administrator's name", "name one with --account")
    return mine[0] if mine else None
