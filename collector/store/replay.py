"""The ledger played again from its journal: every version of every row must be what a journalled act made it.

A row changed behind the journal's back would put another person in another's place; the chain alone does not show it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select

from collector.store import (
    adapters,
    addresses,
    applications,
    custody,
    exemptions,
    journal,
    people,
    segments,
    terminals,
    units,
)
from collector.store.journal import Entry
from collector.store.register import plain
from collector.store.tables import application, person
from protocol.phrases import say

_KEYS = ("id", "from_us", "to_us")
_TABLES: dict[str, Table] = {
    register.kind: register.table
    for register in (
        units.REGISTER,
        segments.REGISTER,
        terminals.REGISTER,
        adapters.REGISTER,
        addresses.REGISTER,
        custody.REGISTER,
        exemptions.REGISTER,
    )
} | {"person": person, applications.KIND: application}
_COMMITTED = {"person": people.committed_row, applications.KIND: applications.committed_row}

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row that is not as the journal says; `why` holds no personal value."""

    kind: str
    row_id: str
    why: str


@dataclass(slots=True)
class _Life:
    """Versions that the journal implies, as (from_us, fields), and when the last one ended."""

    versions: list[tuple[int, Fields]] = field(default_factory=list)
    end_us: int | None = None

    def follow(self, verb: str, at_us: int, content: Mapping[str, Fields]) -> None:
        moment = max(at_us, self.versions[-1][0] + 1) if self.versions else at_us
        if verb == "ended":
            self.end_us = moment
            return
        before = self.versions[-1][1] if self.versions else {}
        kept = {name: value for name, value in before.items() if name not in content.get("old", {})}
        self.versions.append((moment, kept | content["new"]))

    def ends(self) -> list[int | None]:
        return [start for start, _ in self.versions[1:]] + [self.end_us]


def disagreements(connection: Connection) -> Iterator[Disagreement]:
    """Every ledger row that differs from what the journal says, by kind and id."""
    lives = _lives(journal.entries(connection))
    for kind, table in _TABLES.items():
        told = lives.get(kind, {})
        shown = _COMMITTED[kind](connection) if kind in _COMMITTED else _shown
        rows = connection.execute(select(table).order_by(table.c.id, table.c.from_us)).mappings().all()
        found: dict[str, list[RowMapping]] = {}
        for row in rows:
            found.setdefault(row["id"], []).append(row)
        for row_id in sorted(told.keys() | found.keys()):
            if why := _difference(told.get(row_id), found.get(row_id, []), shown):
                yield Disagreement(kind, row_id, why)


def _lives(entries: Iterator[Entry]) -> dict[str, dict[str, _Life]]:
    lives: dict[str, dict[str, _Life]] = {}
    for entry in entries:
        verb = entry.action.removeprefix(f"{entry.subject_kind}-")
        if entry.subject_kind in _TABLES and verb in {"added", "changed", "ended"}:
            life = lives.setdefault(entry.subject_kind, {}).setdefault(entry.subject_id, _Life())
            life.follow(verb, entry.at_us, entry.values)
    return lives


def _difference(life: _Life | None, rows: list[RowMapping], shown: Callable[[RowMapping], Fields | None]) -> str | None:
    if life is None:
        return say("stands in the ledger, but no journalled act made it")
    if len(rows) != len(life.versions):
        return say("has {found} versions, the journal made {made}", found=len(rows), made=len(life.versions))
    for row, (from_us, told), to_us in zip(rows, life.versions, life.ends(), strict=True):
        if (row["from_us"], row["to_us"]) != (from_us, to_us):
            return say("was in force at other times than the journal says")
        columns = shown(row)
        if columns is not None and columns != plain(told):
            names = sorted(name for name in columns.keys() | told.keys() if columns.get(name) != told.get(name))
            return say("{names} not as the journal says", names=", ".join(names))
    return None


def _shown(row: RowMapping) -> Fields:
    return plain({name: value for name, value in row.items() if name not in _KEYS})
