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
        """Of each version; none where no entry that can be read began the row."""
        return ([start for start, _ in self.versions[1:]] + [self.end_us])[: len(self.versions)]


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
        for row_id in sorted(told.keys() | found.keys(), key=str):
            if why := _difference(told.get(row_id), found.get(row_id, []), shown):
                yield Disagreement(kind, row_id, why)


def _lives(entries: Iterator[Entry]) -> dict[str, dict[str, _Life]]:
    lives: dict[str, dict[str, _Life]] = {}
    for entry in entries:
        if (act := _act(entry)) is None:
            continue
        life = lives.setdefault(entry.subject_kind, {}).setdefault(entry.subject_id, _Life())
        life.follow(act, entry.at_us, entry.values)
    return lives


def _act(entry: Entry) -> str | None:
    """What the entry did to a row of the ledger: added, changed, ended.

    None for other entries, and for one edited until it has not the shape of an act: the chain names it, and the
    rows it spoke of disagree.
    """
    texts = (entry.action, entry.subject_kind, entry.subject_id)
    if not all(isinstance(text, str) for text in texts) or entry.subject_kind not in _TABLES:
        return None
    verb = entry.action.removeprefix(f"{entry.subject_kind}-")
    if verb not in {"added", "changed", "ended"} or not isinstance(entry.at_us, int):
        return None
    try:
        said: object = entry.values
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("old", {}), dict):
        return None
    return verb if verb == "ended" or isinstance(said.get("new"), dict) else None


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
