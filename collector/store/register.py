"""What every ledger table does alike: add, change, end, list and find, journalled and within scope."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, or_, select

from collector.errors import InvalidValue, NotFound
from collector.ledger.version import Version
from collector.store import journal, versions
from collector.store.scope import Scope
from collector.store.transaction import Transaction
from protocol.address import normal_form
from protocol.phrases import Phrase, say

MOST_CANDIDATES = 8
_MOST_MEANT = 3


class Entity(Protocol):
    """A frozen dataclass of collector.ledger."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def checked(self) -> Self: ...


E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Register(Generic[E]):
    """`names` are the columns a row may be found by besides its id; `visible` is the scope condition at a moment."""

    kind: str
    table: Table
    encode: Callable[[E], dict[str, Any]]
    decode: Callable[[RowMapping], E]
    visible: Callable[[Scope, int | None], ColumnElement[bool]]
    names: tuple[str, ...] = ()

    def add(self, tx: Transaction, value: E, actor: str, reason: str | None = None, **more: Any) -> str:
        """Opens the first version of a checked value; returns its id. `more` are columns that are no field of it."""
        row_id = uuid4().hex
        columns = self.encode(value) | more
        versions.open_first(tx, self.table, row_id, columns)
        self._enter(tx, "added", row_id, {"new": plain(columns)}, actor, reason)
        return row_id

    def add_many(
        self, tx: Transaction, new: Sequence[tuple[E, Mapping[str, Any]]], actor: str, reason: str | None = None
    ) -> list[str]:
        """As `add` for many checked values, each with its further columns, in a few statements; ids in their order."""
        rows = [{"id": uuid4().hex, **self.encode(value), **more} for value, more in new]
        versions.open_first_many(tx, self.table, rows)
        acts = []
        for row in rows:
            content = {"new": plain({name: value for name, value in row.items() if name != "id"})}
            acts.append(journal.Act(f"{self.kind}-added", self.kind, row["id"], content))
        journal.append_many(tx, acts, actor=actor, reason=reason)
        return [row["id"] for row in rows]

    def change(
        self, tx: Transaction, row_id: str, changes: Mapping[str, Any], actor: str, reason: str | None = None
    ) -> Version[E]:
        """Supersedes the open version; returns the one before. Nothing happens when nothing differs.

        Raises NotFound, or InvalidValue for an unknown field or a value that is not allowed.
        """
        row = self.open_row(tx.connection, row_id)
        old = self.version(row)
        new = changed(old.value, changes).checked()
        before, after = self.encode(old.value), self.encode(new)
        differing = [name for name in after if before[name] != after[name]]
        if differing:
            versions.supersede(tx, self.table, row, {name: after[name] for name in differing})
            content = {
                "old": plain({name: before[name] for name in differing}),
                "new": plain({name: after[name] for name in differing}),
            }
            self._enter(tx, "changed", row_id, content, actor, reason)
        return old

    def end(self, tx: Transaction, row_id: str, actor: str, reason: str | None = None) -> None:
        """Closes the open version without another; raises NotFound."""
        row = self.open_row(tx.connection, row_id)
        versions.close(tx, self.table, row)
        self._enter(tx, "ended", row_id, {"old": plain(self.encode(self.decode(row)))}, actor, reason)

    def list_all(
        self, connection: Connection, scope: Scope, as_of_us: int | None = None, *also: ColumnElement[bool]
    ) -> list[Version[E]]:
        """Every row in force within the scope, in a stable order; `also` are further conditions."""
        order = [self.table.c[name] for name in self.names] + [self.table.c.id]
        query = select(self.table).where(self._in_force(scope, as_of_us), *also).order_by(*order)
        return [self.version(row) for row in connection.execute(query).mappings()]

    def find(self, connection: Connection, scope: Scope, key: str, as_of_us: int | None = None) -> Version[E]:
        """The one row with that id or name; raises NotFound, naming the candidates or the near names."""
        columns = [self.table.c[name] for name in ("id", *self.names)]
        query = select(self.table).where(self._in_force(scope, as_of_us), or_(*(item == key for item in columns)))
        rows = connection.execute(query.limit(MOST_CANDIDATES + 1)).mappings().all()
        if len(rows) == 1:
            return self.version(rows[0])
        if rows:
            raise several(self.kind, key, [row["id"] for row in rows])
        raise NotFound(
            say("{kind} {key!r}", kind=Phrase(self.kind), key=key[:64]),
            "there is none",
            self._suggestion(connection, scope, key, as_of_us),
        )

    def exists(self, connection: Connection, row_id: str) -> bool:
        return versions.open_version(connection, self.table, row_id) is not None

    def open_row(self, connection: Connection, row_id: str) -> RowMapping:
        """The open version's row; raises NotFound."""
        row = versions.open_version(connection, self.table, row_id)
        if row is None:
            raise NotFound(
                say("{kind} {key!r}", kind=Phrase(self.kind), key=row_id[:64]),
                "there is none in force",
                say("list the {kind}s", kind=Phrase(self.kind)),
            )
        return row

    def version(self, row: RowMapping) -> Version[E]:
        return Version(row["id"], row["from_us"], row["to_us"], self.decode(row))

    def _in_force(self, scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
        return versions.in_force(self.table, as_of_us) & self.visible(scope, as_of_us)

    def _suggestion(self, connection: Connection, scope: Scope, key: str, as_of_us: int | None) -> Phrase:
        known: set[str] = set()
        for name in self.names:
            query = select(self.table.c[name]).where(self._in_force(scope, as_of_us)).distinct().limit(5000)
            known.update(text for text in connection.execute(query).scalars() if text)
        return did_you_mean(key, known) or say("list the {kind}s to see their names", kind=Phrase(self.kind))

    def _enter(
        self, tx: Transaction, verb: str, row_id: str, content: dict[str, Any], actor: str, reason: str | None
    ) -> None:
        journal.append(
            tx,
            actor=actor,
            action=f"{self.kind}-{verb}",
            subject_kind=self.kind,
            subject_id=row_id,
            content=content,
            reason=reason,
        )


def changed(value: E, changes: Mapping[str, Any]) -> E:
    """The value with some fields replaced; raises InvalidValue naming a field it does not have."""
    known = {item.name for item in fields(value)}
    for name in changes:
        if name not in known:
            raise InvalidValue(
                say("field {name!r}", name=name[:40]),
                "there is none of that name",
                say("one of {known}", known=", ".join(sorted(known))),
            )
    return replace(value, **changes)


def several(kind: str, key: str, candidates: list[str]) -> NotFound:
    """The error for a name that more than one row has."""
    named = ", ".join(candidates[:MOST_CANDIDATES]) + (" …" if len(candidates) > MOST_CANDIDATES else "")
    return NotFound(
        say("{kind} {key!r}", kind=Phrase(kind), key=key[:64]),
        say("more than one has it: {named}", named=named),
        "give the id",
    )


def did_you_mean(key: str, known: set[str]) -> Phrase:
    """A sentence with the nearest names, or nothing: those that hold the text as it is (财政局), then those like it."""
    part = key.casefold().strip()
    holding = sorted(
        (name for name in known if len(part) > 1 and part in name.casefold()), key=lambda one: (len(one), one)
    )
    like = difflib.get_close_matches(key, sorted(known), n=_MOST_MEANT, cutoff=0.6)
    near = list(dict.fromkeys((*holding, *like)))[:_MOST_MEANT]
    return say("did you mean {names}?", names=" / ".join(near)) if near else Phrase("")


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Column values as the journal writes them, without what is not said."""
    return {name: _plain(value) for name, value in columns.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool | int | str):
        return value
    return normal_form(value) if hasattr(value, "version") else str(value)
