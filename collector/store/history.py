"""The history of the register's rows: versions, and the journal's acts that brought them, within a scope."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.engine import RowMapping

from collector.ledger.history import Act, Held, Source, Step, matched, steps
from collector.store import adapters, addresses, applications, custody, people, segments, terminals, units
from collector.store.register import Register, plain
from collector.store.scope import CITY, Scope
from collector.store.tables import adapter, application, journal, ledger_import, operator, person, terminal_address
from collector.store.tables import custody as custody_table

_BRINGS = ("added", "changed")
_IMPORT = "import "
_LONGEST_NUMBER = 12
_EMPTY_LIST = "[]"

Values = Callable[[RowMapping], Mapping[str, Any]]


def of_terminal(connection: Connection, scope: Scope, terminal_id: str) -> list[Step]:
    """Of the terminal's row, adapters, addresses, custody and papers; only what happened while it was in the scope."""
    acts = _Acts(connection, terminal_id)
    own = _held(acts, terminals.REGISTER.table, "terminal", terminal_id, _encoded(terminals.REGISTER))
    visible = _visible(own, scope)
    if not visible:
        return []
    found = steps(visible)
    parts: tuple[tuple[str, Table, Values], ...] = (
        ("custody", custody_table, _encoded(custody.REGISTER)),
        ("adapter", adapter, _adapter),
        ("address", terminal_address, _address),
    )
    for kind, table, values in parts:
        for row_id in _ids(connection, table, terminal_id):
            held = _held(acts, table, kind, row_id, values)
            inside = _within(held, visible)
            is_whole = bool(inside) and held[-1].to_us == inside[-1].to_us
            found += steps(inside, acts.of(kind, row_id)[1] if is_whole else None)
    found += steps(_within(_papers(acts, terminal_id), visible))
    return sorted(found, key=lambda item: item.from_us)


def of_unit(connection: Connection, unit_id: str) -> list[Step]:
    """Without regard to scope: for a unit that was found within it."""
    return _of_register(connection, units.REGISTER, unit_id, CITY)


def of_segment(connection: Connection, scope: Scope, segment_id: str) -> list[Step]:
    """Since it came into the scope."""
    return _of_register(connection, segments.REGISTER, segment_id, scope)


def of_person(connection: Connection, scope: Scope, person_id: str, shown: Callable[[Any], Any]) -> list[Step]:
    """`shown`: a person as they may be shown. While another unit's, they are not the scope's to know."""
    found = people.versions_of(connection, person_id)
    brought = matched(_Acts(connection, person_id).of("person", person_id)[0], [item.from_us for item in found])
    held = []
    for item, act in zip(found, brought, strict=True):
        value = shown(item.value)
        values = {name: getattr(value, name) or None for name in value.__dataclass_fields__ if name != "pledge_signed"}
        held.append(Held(item.from_us, item.to_us, values | {"pledge_signed": value.pledge_signed}, act))
    return steps(_visible(held, scope))


def _of_register(connection: Connection, register: Register[Any], row_id: str, scope: Scope) -> list[Step]:
    acts = _Acts(connection, row_id)
    held = _held(acts, register.table, register.kind, row_id, _encoded(register))
    return steps(held if scope == CITY else _visible(held, scope), acts.of(register.kind, row_id)[1])


def _held(acts: "_Acts", table: Table, kind: str, row_id: str, values: Values) -> list[Held]:
    query = select(table).where(table.c.id == row_id).order_by(table.c.from_us)
    rows = acts.connection.execute(query).mappings().all()
    brought = matched(acts.of(kind, row_id)[0], [row["from_us"] for row in rows])
    return [Held(row["from_us"], row["to_us"], values(row), act) for row, act in zip(rows, brought, strict=True)]


def _within(held: Iterable[Held], visible: Sequence[Held]) -> list[Held]:
    """Those of a terminal's parts that lie in the time it was visible, begun there at the earliest."""
    begin_us, end_us = visible[0].from_us, visible[-1].to_us
    found = []
    for item in held:
        if (item.to_us is not None and item.to_us <= begin_us) or (end_us is not None and item.from_us >= end_us):
            continue
        # Whoever brought it before was another unit's.
        found.append(item if item.from_us >= begin_us else replace(item, from_us=begin_us, act=None))
    return found


def _visible(held: Sequence[Held], scope: Scope) -> list[Held]:
    """The versions since the row came into the scope for the last time, without who sent it there."""
    first = len(held)
    while first > 0 and scope.allows(held[first - 1].values["unit_id"]):
        first -= 1
    found = list(held[first:])
    if found and first > 0:
        found[0] = replace(found[0], act=None)
    return found


def _papers(acts: "_Acts", terminal_id: str) -> list[Held]:
    """Days and numbers of the papers; names and opinion stay sealed."""
    found: list[Held] = []
    for row_id in _ids(acts.connection, application, terminal_id):
        found += _held(acts, application, applications.KIND, row_id, _paper)
    return sorted(found, key=lambda item: item.from_us)


def _paper(row: RowMapping) -> Mapping[str, Any]:
    return {name: row[name] for name in ("apply_no", "applied_on", "reviewed_on", "approved_on", "online_on")}


def _ids(connection: Connection, table: Table, terminal_id: str) -> list[str]:
    query = select(table.c.id).where(table.c.terminal_id == terminal_id).distinct()
    return list(connection.execute(query).scalars())


def _encoded(register: Register[Any]) -> Values:
    def values(row: RowMapping) -> Mapping[str, Any]:
        said = plain(register.encode(register.decode(row)))
        return {name: value for name, value in said.items() if value != _EMPTY_LIST}

    return values


def _adapter(row: RowMapping) -> Mapping[str, Any]:
    value = adapters.REGISTER.decode(row)
    return {"macs" if value.adapter_class == "fixed" else "shared_macs": str(value.mac)}


def _address(row: RowMapping) -> Mapping[str, Any]:
    value = addresses.REGISTER.encode(addresses.REGISTER.decode(row))
    return {"addresses": " ".join(text for text in (value["address"], value["segment_id"]) if text)}


class _Acts:
    """The journal's acts about a subject and its parts, with the names of who acted."""

    def __init__(self, connection: Connection, subject_id: str) -> None:
        self.connection = connection
        query = select(journal.c.at_us, journal.c.actor, journal.c.content).where(
            journal.c.subject_id == subject_id, journal.c.action == "drift-accepted"
        )
        # Written in one transaction with what it changed, hence at the same moment.
        self._accepted = {
            (row.at_us, row.actor): str(json.loads(row.content).get("agent", "")) for row in connection.execute(query)
        }
        self._names: dict[str, str] = {}

    def of(self, kind: str, row_id: str) -> tuple[list[Act], Act | None]:
        """Those that brought versions of a row, in order, and the one that ended it."""
        actions = [f"{kind}-{verb}" for verb in (*_BRINGS, "ended")]
        query = select(journal).where(journal.c.subject_id == row_id, journal.c.action.in_(actions))
        rows = self.connection.execute(query.order_by(journal.c.sequence)).mappings().all()
        brought = [self._act(row) for row in rows if not row["action"].endswith("-ended")]
        ended = [self._act(row) for row in rows if row["action"].endswith("-ended")]
        return brought, ended[-1] if ended else None

    def _act(self, row: RowMapping) -> Act:
        actor, reason, at_us = row["actor"], row["reason"], row["at_us"]
        act = Act(at_us, self._name(actor), reason)
        if (agent := self._accepted.get((at_us, actor))) is not None:
            return replace(act, source=Source.OBSERVED, detail=agent)
        if (file := self._file(reason or "", actor)) is not None:
            return replace(act, source=Source.IMPORTED, detail=file)
        return act

    def _name(self, actor: str) -> str:
        if actor not in self._names:
            query = select(operator.c.name).where(operator.c.id == actor.removeprefix("operator:"))
            self._names[actor] = self.connection.execute(query).scalar_one_or_none() or actor
        return self._names[actor]

    def _file(self, reason: str, actor: str) -> str | None:
        """The file of the import that the reason names, if it was this actor's: a reason is free text."""
        number = reason.removeprefix(_IMPORT).partition(":")[0] if reason.startswith(_IMPORT) else ""
        if not number.isdecimal() or len(number) > _LONGEST_NUMBER:
            return None
        query = select(ledger_import.c.name).where(ledger_import.c.id == int(number), ledger_import.c.actor == actor)
        found: str | None = self.connection.execute(query).scalar_one_or_none()
        return found


def person_names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Names of people as they are now or were last, unmasked: for the caller to mask."""
    wanted = sorted(set(ids))
    known = select(person.c.id).where(person.c.id.in_(wanted)).distinct()
    found = {}
    for row_id in connection.execute(known).scalars():
        last = people.versions_of(connection, row_id)
        found[row_id] = last[-1].value.name
    return found
