"""The papers of terminals. Names and opinion lie sealed under a key of their own; destroying it erases them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import uuid4

from nacl.secret import SecretBox
from nacl.utils import random
from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from collector.errors import StoreBroken
from collector.ledger.application import DAYS, PERSONAL, Application
from collector.ledger.version import Version
from collector.store import journal, versions
from collector.store.adapters import of_visible_terminal
from collector.store.scope import CITY, Scope
from collector.store.sealed import Secrets, secrets_of
from collector.store.tables import application, person_key
from collector.store.transaction import Transaction
from collector.trust.sealing import Sealer

KIND = "application"
_OPEN = ("apply_no", *DAYS)


def add_many(
    tx: Transaction, new: Sequence[tuple[str, Application]], actor: str, reason: str | None = None
) -> list[str]:
    """The first papers of each terminal (by its id), in a few statements; returns their ids."""
    keys, rows, acts = [], [], []
    for terminal_id, value in new:
        row_id, key, salt = uuid4().hex, random(SecretBox.KEY_SIZE), uuid4().hex
        checked = value.checked()
        # Among the keys of people: turning the store's key reseals them, destroying one erases what it sealed.
        keys.append({"person_id": row_id, "sealed_key": tx.sealer.seal(key), "erased_us": None})
        rows.append({"id": row_id, "terminal_id": terminal_id, **_columns(checked, key, salt)})
        content = {"new": {"terminal_id": terminal_id, **_committed(checked, salt)}}
        acts.append(journal.Act(f"{KIND}-added", KIND, row_id, content))
    if rows:
        tx.connection.execute(insert(person_key), keys)
    versions.open_first_many(tx, application, rows)
    journal.append_many(tx, acts, actor=actor, reason=reason)
    return [row["id"] for row in rows]


def put(tx: Transaction, terminal_id: str, value: Application, actor: str, reason: str | None = None) -> None:
    """These are the terminal's papers from now on; raises InvalidValue. Nothing happens when nothing differs."""
    query = select(application).where(versions.in_force(application), application.c.terminal_id == terminal_id)
    row = tx.connection.execute(query).mappings().one_or_none()
    key = None if row is None else _keys(tx.connection, [row["id"]]).get(row["id"])
    if row is None or key is None:
        # What was erased stays erased; new papers are new.
        if row is not None:
            versions.close(tx, application, row)
            _enter(tx, "ended", row["id"], {}, actor, reason)
        add_many(tx, [(terminal_id, value)], actor, reason)
        return
    old, new = _value(row, key), value.checked()
    if old == new:
        return
    salt = uuid4().hex
    versions.supersede(tx, application, row, _columns(new, key, salt))
    before = _committed(old, _opened(row, key)["salt"])
    _enter(tx, "changed", row["id"], {"old": before, "new": _committed(new, salt)}, actor, reason)


def erase(tx: Transaction, terminal_id: str, actor: str, reason: str) -> None:
    """Destroys the keys of all papers the terminal ever had: names and opinions are gone, days and numbers stay."""
    query = select(application.c.id).where(application.c.terminal_id == terminal_id).distinct()
    for row_id in tx.connection.execute(query).scalars().all():
        erased = update(person_key).where(person_key.c.person_id == row_id)
        tx.connection.execute(erased.values(sealed_key=None, erased_us=tx.now_us))
        _enter(tx, "erased", row_id, {}, actor, reason)


def of_terminal(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> Version[Application] | None:
    """Its papers as of a moment, without regard to scope."""
    found = _versions(connection, versions.in_force(application, as_of_us), application.c.terminal_id == terminal_id)
    return found[0][1] if found else None


def of_scope(connection: Connection, scope: Scope = CITY, as_of_us: int | None = None) -> dict[str, Application]:
    """The papers of the scope's terminals, by the terminal's id."""
    visible = of_visible_terminal(application.c.terminal_id, scope, as_of_us)
    found = _versions(connection, versions.in_force(application, as_of_us), visible)
    return {terminal_id: item.value for terminal_id, item in found}


def history(connection: Connection, terminal_id: str) -> list[Version[Application]]:
    """Every version of the terminal's papers, the oldest first."""
    return [item for _id, item in _versions(connection, application.c.terminal_id == terminal_id)]


def committed_row(connection: Connection) -> Callable[[RowMapping], dict[str, Any] | None]:
    """How a version's row looks in the journal; None once it was erased."""
    keys = _keys(connection)

    def show(row: RowMapping) -> dict[str, Any] | None:
        key = keys.get(row["id"])
        if key is None:
            return None
        try:
            committed = _committed(_value(row, key), _opened(row, key)["salt"])
        except StoreBroken:  # sealed under another's key or altered: nothing of it is as the journal says
            return {}
        told = {"terminal_id": row["terminal_id"], **committed}
        return {name: value for name, value in told.items() if value is not None}

    return show


def _versions(connection: Connection, *where: ColumnElement[bool]) -> list[tuple[str, Version[Application]]]:
    rows = connection.execute(select(application).where(*where).order_by(application.c.from_us)).mappings().all()
    keys = _keys(connection, None if len(rows) > 500 else sorted({row["id"] for row in rows}))
    return [
        (row["terminal_id"], Version(row["id"], row["from_us"], row["to_us"], _value(row, keys.get(row["id"]))))
        for row in rows
    ]


def _keys(connection: Connection, row_ids: Iterable[str] | None = None) -> dict[str, bytes]:
    """Keys of papers that were not erased, by their id; of all where none are named."""
    query = select(person_key.c.person_id, person_key.c.sealed_key).where(person_key.c.sealed_key.is_not(None))
    if row_ids is None:
        query = query.where(person_key.c.person_id.in_(select(application.c.id)))
    else:
        query = query.where(person_key.c.person_id.in_(list(row_ids)))
    secrets: Secrets = secrets_of(connection)
    return {row.person_id: secrets.sealer.open(row.sealed_key) for row in connection.execute(query)}


def _value(row: RowMapping, key: bytes | None) -> Application:
    personal = defaultdict(lambda: None) if key is None else _opened(row, key)
    return Application(**{name: row[name] for name in _OPEN}, **{name: personal[name] for name in PERSONAL})


def _opened(row: RowMapping, key: bytes) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(Sealer(key).open(row["sealed"]))
    return values


def _columns(value: Application, key: bytes, salt: str) -> dict[str, Any]:
    personal = {name: getattr(value, name) for name in PERSONAL} | {"salt": salt}
    sealed = Sealer(key).seal(json.dumps(personal, ensure_ascii=False).encode())
    return {name: getattr(value, name) for name in _OPEN} | {"sealed": sealed}


def _committed(value: Application, salt: str) -> dict[str, Any]:
    """What the journal may hold of it: numbers and days, and commitments for what is personal."""
    personal = {name: journal.commitment(getattr(value, name), salt) for name in PERSONAL}
    return {name: getattr(value, name) for name in _OPEN} | personal


def _enter(tx: Transaction, verb: str, row_id: str, content: dict[str, Any], actor: str, reason: str | None) -> None:
    journal.append(
        tx,
        actor=actor,
        action=f"{KIND}-{verb}",
        subject_kind=KIND,
        subject_id=row_id,
        content=content,
        reason=reason,
    )
