"""Operators' accounts in the store. Every change is a journal entry; a password or its hash never is."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, insert, select, update

from collector.errors import AlreadyThere, NotAllowed, NotFound
from collector.operators.operator import BOOTSTRAP_NAME, NewAccount, Operator, State
from collector.operators.passwords import UNLOCKED, Lockout
from collector.operators.roles import THE_THREE, Role
from collector.store import journal
from collector.store.tables import journal as journal_table
from collector.store.tables import operator as table
from collector.store.transaction import Transaction
from protocol.phrases import Phrase, say

CREATED = "operator-added"


def ensure_bootstrap(tx: Transaction) -> str:
    """The id of the account that may only create the first three; made at first start, without a password."""
    found = tx.connection.execute(select(table.c.id).where(table.c.name == BOOTSTRAP_NAME)).scalar_one_or_none()
    if found is not None:
        return str(found)
    return _insert(
        tx, "bootstrap", name=BOOTSTRAP_NAME, display_name=BOOTSTRAP_NAME, role=Role.BOOTSTRAP, state=State.ENABLED
    )


def create(
    tx: Transaction, new: NewAccount, *, actor: str, role: Role | None = None, password_is_own: bool = False
) -> str:
    """Adds an account and gives its id: disabled until somebody else grants a role, unless one is given here.

    `password_is_own` says that its owner chose the password; otherwise they must change it first (password_changed_us
    is null). Raises InvalidValue, or AlreadyThere when the name or the OS user is taken.
    """
    new = new.checked()
    for column, value in ((table.c.name, new.name), (table.c.os_user, new.os_user)):
        if value is not None and tx.connection.execute(select(table.c.id).where(column == value)).first():
            raise AlreadyThere(
                say("operator {column} {value!r}", column=Phrase(column.name.replace("_", " ")), value=value),
                "is taken",
                "`mingce operator list` shows who has it",
            )
    return _insert(
        tx,
        actor,
        **asdict(new),
        password_changed_us=tx.now_us if new.password_hash and password_is_own else None,
        role=role,
        state=State.ENABLED if role else State.DISABLED,
    )


def _insert(tx: Transaction, actor: str, **values: Any) -> str:
    operator_id = uuid4().hex
    tx.connection.execute(insert(table).values(id=operator_id, created_us=tx.now_us, failed_attempts=0, **values))
    shown = {key: value for key, value in values.items() if key != "password_hash" and value is not None}
    _journal(tx, actor, CREATED, operator_id, shown)
    return operator_id


def grant(
    tx: Transaction, operator_id: str, role: Role, unit_id: str | None, *, actor: str, reason: str | None
) -> None:
    """Gives the account its role and scope, and enables it."""
    before = get(tx.connection, operator_id)
    values = {"role": role, "unit_id": unit_id, "state": State.ENABLED}
    _change(tx, operator_id, values)
    content = {"old": {"role": before.role, "unit_id": before.unit_id, "state": before.state}, "new": values}
    _journal(tx, actor, "operator-granted", operator_id, content, reason)


def set_state(tx: Transaction, operator_id: str, state: State, *, actor: str, reason: str | None) -> None:
    """Enables or disables the account; enabling also ends a lockout."""
    before = get(tx.connection, operator_id)
    values: dict[str, Any] = {"state": state}
    if state is State.ENABLED:
        values |= {"failed_attempts": 0, "locked_until_us": None}
    _change(tx, operator_id, values)
    _journal(tx, actor, "operator-state", operator_id, {"old": before.state, "new": state}, reason)


def set_password(tx: Transaction, operator_id: str, password_hash: str, *, actor: str) -> None:
    _change(tx, operator_id, {"password_hash": password_hash, "password_changed_us": tx.now_us})
    _journal(tx, actor, "operator-password", operator_id, {})


def close_bootstrap(tx: Transaction) -> bool:
    """Disables the bootstrap account once the three of 三员 exist; whether it did so now."""
    connection = tx.connection
    held = set(connection.execute(select(table.c.role).where(table.c.state == State.ENABLED).distinct()).scalars())
    bootstrap = find_by_name(connection, BOOTSTRAP_NAME)
    if bootstrap is None or bootstrap.state is State.DISABLED or not held.issuperset(THE_THREE):
        return False
    set_state(tx, bootstrap.id, State.DISABLED, actor="bootstrap", reason="the three administrators exist")
    return True


def begin_attempt(tx: Transaction, operator_id: str) -> None:
    """Counts a login as failed before its password is looked at, so that attempts at once count each.

    Raises NotAllowed while the account is locked.
    """
    row = tx.connection.execute(select(table).where(table.c.id == operator_id)).one()
    lockout = Lockout(row.failed_attempts, row.locked_until_us)
    if lockout.is_locked(tx.now_us):
        minutes = -(-(row.locked_until_us - tx.now_us) // 60_000_000)
        raise NotAllowed(
            say("operator {operator}", operator=row.name),
            say("locked for {minutes} more minutes after failed logins", minutes=minutes),
            "wait, or ask a secadmin",
        )
    _set_lockout(tx, operator_id, lockout.after_failure(tx.now_us))


def attempt_succeeded(tx: Transaction, operator_id: str) -> None:
    _set_lockout(tx, operator_id, UNLOCKED)


def attempt_failed(tx: Transaction, operator_id: str, peer: str) -> None:
    """Journals what `begin_attempt` already counted."""
    row = tx.connection.execute(select(table).where(table.c.id == operator_id)).one()
    content = {"peer": peer, "failed": row.failed_attempts, "locked_until_us": row.locked_until_us}
    _journal(tx, "collector", "login-failed", operator_id, content)


def _set_lockout(tx: Transaction, operator_id: str, lockout: Lockout) -> None:
    _change(tx, operator_id, {"failed_attempts": lockout.failed, "locked_until_us": lockout.locked_until_us})


def password_hash(connection: Connection, operator_id: str) -> str | None:
    return connection.execute(select(table.c.password_hash).where(table.c.id == operator_id)).scalar_one_or_none()


def find_by_name(connection: Connection, name: str) -> Operator | None:
    return _one(connection, select(table).where(table.c.name == name))


def find_by_os_user(connection: Connection, os_user: str) -> Operator | None:
    return _one(connection, select(table).where(table.c.os_user == os_user))


def get(connection: Connection, key: str) -> Operator:
    """The operator of that id or name; raises NotFound."""
    found = _one(connection, select(table).where((table.c.id == key) | (table.c.name == key)))
    if found is None:
        raise NotFound(
            say("operator {key!r}", key=key), "there is none of that id or name", "`mingce operator list` shows all"
        )
    return found


def list_all(connection: Connection) -> list[Operator]:
    return [_operator(row) for row in connection.execute(select(table).order_by(table.c.name))]


def creator_of(connection: Connection, operator_id: str) -> str:
    """Who created the account, as the journal names actors (`operator:<id>`, `bootstrap`); empty when unknown."""
    query = select(journal_table.c.actor).where(
        journal_table.c.subject_id == operator_id, journal_table.c.action == CREATED
    )
    return connection.execute(query.order_by(journal_table.c.sequence)).scalars().first() or ""


def _change(tx: Transaction, operator_id: str, values: Mapping[str, Any]) -> None:
    tx.connection.execute(update(table).where(table.c.id == operator_id).values(**values))


def _journal(
    tx: Transaction, actor: str, action: str, operator_id: str, content: Mapping[str, Any], reason: str | None = None
) -> None:
    journal.append(
        tx, actor=actor, action=action, subject_kind="operator", subject_id=operator_id, content=content, reason=reason
    )


def _one(connection: Connection, query: Select[Any]) -> Operator | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else _operator(row)


def _operator(row: Row[Any]) -> Operator:
    return Operator(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        os_user=row.os_user,
        role=Role(row.role) if row.role else None,
        unit_id=row.unit_id,
        state=State(row.state),
        created_us=row.created_us,
        password_changed_us=row.password_changed_us,
        locked_until_us=row.locked_until_us,
    )
