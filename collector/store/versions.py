"""Rows that are versions with half-open intervals: open, supersede, close, and ask as of a moment.

At most one version of an id is open, versions of an id never overlap and none is empty, whatever the clock did.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Table, and_, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from collector.store.transaction import Transaction

Moment = int | BindParameter[int]
"""Microseconds since 1970, or the parameter of a statement that is built once."""

_KEYS = ("id", "from_us", "to_us")


def in_force(table: Table, as_of_us: Moment | None = None) -> ColumnElement[bool]:
    """The condition for the versions in force at that moment; without one, for those still open."""
    if as_of_us is None:
        return table.c.to_us.is_(None)
    return and_(table.c.from_us <= as_of_us, or_(table.c.to_us.is_(None), table.c.to_us > as_of_us))


def overlapping(table: Table, from_us: Moment, to_us: Moment) -> ColumnElement[bool]:
    """The condition for the versions in force at some moment of [from_us, to_us)."""
    return and_(table.c.from_us < to_us, or_(table.c.to_us.is_(None), table.c.to_us > from_us))


def open_version(connection: Connection, table: Table, row_id: str) -> RowMapping | None:
    query = select(table).where(table.c.id == row_id, in_force(table))
    return connection.execute(query).mappings().one_or_none()


def open_first(tx: Transaction, table: Table, row_id: str, values: Mapping[str, Any]) -> None:
    tx.connection.execute(insert(table).values(id=row_id, from_us=tx.now_us, to_us=None, **values))


def open_first_many(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `open_first` for many rows of one shape, each with its `id`."""
    if rows:
        tx.connection.execute(insert(table), [{"from_us": tx.now_us, "to_us": None, **row} for row in rows])


def supersede(tx: Transaction, table: Table, old: RowMapping, changes: Mapping[str, Any]) -> None:
    """Closes an open version and opens the next with the changes, at the same microsecond."""
    moment = close(tx, table, old)
    kept = {name: value for name, value in old.items() if name not in _KEYS}
    tx.connection.execute(insert(table).values(id=old["id"], from_us=moment, to_us=None, **kept | dict(changes)))


def close(tx: Transaction, table: Table, old: RowMapping) -> int:
    """Ends an open version; returns the moment: now, or just after its beginning when the clock went back."""
    moment: int = max(tx.now_us, old["from_us"] + 1)
    tx.connection.execute(
        update(table).where(table.c.id == old["id"], table.c.from_us == old["from_us"]).values(to_us=moment)
    )
    return moment
