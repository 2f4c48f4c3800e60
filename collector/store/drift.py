"""What 账实核对 compares, gathered within a scope: rows that are on the net, and what was observed of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from collector.ledger.adapter import AdapterClass
from collector.ledger.custody import Custody
from collector.ledger.drift import DAY_US, Sighted
from collector.ledger.life_cycle import VOUCHING
from collector.ledger.person import Person
from collector.ledger.reconciling import Answered, Books, HeardAt, Seen
from collector.ledger.terminal import Terminal
from collector.ledger.version import Version
from collector.presence.subject import AgentStanding
from collector.store import custody, facts, people, terminals, versions
from collector.store.scope import CITY, Scope
from collector.store.tables import (
    adapter,
    agent,
    agent_binding,
    agent_fact,
    binding,
    claim,
    coverage,
    report,
    segment,
    switch_port,
    terminal,
    terminal_address,
    told_port,
    unit,
)

PROBES = frozenset({"host-identity", "adapters", "addressing", "antivirus"})
UNWATCHED = "it has no agent, and nobody watches its segment"
ANOTHER_UNIT = "another unit"
"""Stands for the name of a unit that the asker may not see."""
_AT_ONCE = 400
_LATELY_US = 30 * DAY_US


@dataclass(frozen=True, slots=True)
class Pair:
    """A terminal's row beside what was observed; `agent_id`: who told it, None where it has no agent."""

    terminal: Version[Terminal]
    books: Books
    seen: Seen
    agent_id: str | None


def pairs(
    connection: Connection,
    scope: Scope,
    now_us: int,
    *,
    unit_ids: Iterable[str] | None = None,
    terminal_id: str | None = None,
) -> Iterator[Pair]:
    """Rows in force whose status is on the net, by registration number."""
    wanted: list[ColumnElement[bool]] = [terminal.c.status.in_([status.value for status in VOUCHING])]
    if unit_ids is not None:
        wanted.append(terminal.c.unit_id.in_(sorted(unit_ids)))
    if terminal_id is not None:
        wanted.append(terminal.c.id == terminal_id)
    rows = terminals.list_all(connection, scope, None, *wanted)
    gathering = _Gathering(connection, scope, now_us)
    for begin in range(0, len(rows), _AT_ONCE):
        yield from gathering.of(rows[begin : begin + _AT_ONCE])


class _Gathering:
    def __init__(self, connection: Connection, scope: Scope, now_us: int) -> None:
        self._connection = connection
        self._scope = scope
        self._now_us = now_us
        self._people: dict[str, Person | None] = {}
        self._units = {
            row.id: (row.name, row.parent_id)
            for row in connection.execute(
                select(unit.c.id, unit.c.name, unit.c.parent_id).where(versions.in_force(unit))
            )
        }
        query = select(segment.c.id, segment.c.unit_id).where(versions.in_force(segment))
        self._segments: dict[str, str] = {row.id: row.unit_id for row in connection.execute(query)}
        watched = select(coverage.c.segment_id).where(coverage.c.last_us >= now_us - _LATELY_US).distinct()
        self._watched = frozenset(connection.execute(watched).scalars())

    def of(self, rows: Sequence[Version[Terminal]]) -> Iterator[Pair]:
        ids = [row.id for row in rows]
        macs = self._grouped(select(adapter).where(adapter.c.terminal_id.in_(ids), versions.in_force(adapter)))
        addresses = self._grouped(
            select(terminal_address).where(terminal_address.c.terminal_id.in_(ids), versions.in_force(terminal_address))
        )
        held = {row.terminal_id: row for row in self._agents(ids)}
        agent_ids = [row.agent_id for row in held.values()]
        answers = self._answers(agent_ids)
        owned = {row["mac"] for found in macs.values() for row in found if row["class"] == AdapterClass.FIXED}
        heard, last, ports = self._heard(owned), self._last_heard(owned), self._ports(owned)
        on = self._claimed(agent_ids)
        since = self._since(ids)
        holders = custody.list_all(self._connection, CITY, None, custody.REGISTER.table.c.terminal_id.in_(ids))
        held_by = dict(zip(self._terminals_of(holders), holders, strict=True))
        self._learn_people(item.value for item in holders)
        for row in rows:
            fixed = tuple(sorted(one["mac"] for one in macs[row.id] if one["class"] == AdapterClass.FIXED))
            shared = tuple(sorted(one["mac"] for one in macs[row.id] if one["class"] != AdapterClass.FIXED))
            books = self._books(row, since[row.id], held_by.get(row.id), fixed, shared, addresses[row.id])
            own = held.get(row.id)
            bindings = [one for mac in fixed for one in heard[mac]]
            where = {one.segment_id for one in bindings} | (on[own.agent_id] if own else set())
            declared = {one["segment_id"] for one in addresses[row.id] if one["segment_id"]}
            seen = Seen(
                sighted=self._sighted(
                    since[row.id], own, [last[mac] for mac in fixed if mac in last], where | declared
                ),
                has_agent=own is not None,
                answers=answers[own.agent_id] if own else {},
                heard_addresses=tuple(sorted({one.address for one in bindings if one.address})),
                ports=tuple(one for mac in fixed for one in ports[mac]),
                **self._units_of(row.value.unit_id, where),
            )
            yield Pair(row, books, seen, own.agent_id if own else None)

    def _grouped(self, query: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for row in self._connection.execute(query).mappings():
            found[row["terminal_id"]].append(row)
        return found

    def _agents(self, ids: list[str]) -> list[Any]:
        query = (
            select(agent_binding.c.terminal_id, agent_binding.c.agent_id, agent.c.last_beat_us)
            .join(agent, agent.c.id == agent_binding.c.agent_id)
            .where(agent_binding.c.terminal_id.in_(ids), agent_binding.c.to_us.is_(None))
            .where(agent.c.state != AgentStanding.RETIRED.value)
        )
        return list(self._connection.execute(query))

    def _answers(self, agent_ids: list[str]) -> dict[str, dict[str, Answered]]:
        table = agent_fact.c
        query = (
            select(table.agent_id, table.probe, report.c.digest)
            .join(report, and_(report.c.agent_id == table.agent_id, report.c.sequence == table.sequence))
            .where(table.agent_id.in_(agent_ids), table.probe.in_(sorted(PROBES)))
        )
        digests = {(row.agent_id, row.probe): row.digest for row in self._connection.execute(query)}
        found: dict[str, dict[str, Answered]] = defaultdict(dict)
        for agent_id, told in facts.of_agents(self._connection, agent_ids, PROBES).items():
            for one in told:
                # The newest report only repeats what an older one saw when it could not look itself.
                digest = digests.get((agent_id, one.probe)) if one.looked_us == one.seen_us else None
                found[agent_id][one.probe] = Answered(one.observations, one.seen_us, digest, one.reason)
        return found

    def _heard(self, macs: Iterable[str]) -> dict[str, list[Any]]:
        table = binding.c
        query = select(table.mac, table.segment_id, table.address, table.last_us).where(
            table.mac.in_(sorted(macs)), table.last_us >= self._now_us - _LATELY_US
        )
        found: dict[str, list[Any]] = defaultdict(list)
        for row in self._connection.execute(query):
            found[row.mac].append(row)
        return found

    def _last_heard(self, macs: Iterable[str]) -> dict[str, int]:
        """However long ago."""
        table = binding.c
        query = select(table.mac, func.max(table.last_us)).where(table.mac.in_(sorted(macs))).group_by(table.mac)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _ports(self, macs: Iterable[str]) -> dict[str, list[HeardAt]]:
        texts = sorted(macs)
        found: dict[str, list[HeardAt]] = defaultdict(list)
        for row in self._connection.execute(
            select(switch_port).where(switch_port.c.mac.in_(texts), switch_port.c.is_open)
        ):
            found[row.mac].append(HeardAt(row.switch, row.port, row.vlan, row.last_us))
        for row in self._connection.execute(
            select(told_port).where(told_port.c.mac.in_(texts), told_port.c.to_us.is_(None))
        ):
            found[row.mac].append(HeardAt(row.system_name, row.port, row.vlan, row.last_us))
        return found

    def _claimed(self, agent_ids: list[str]) -> dict[str, set[str]]:
        query = select(claim.c.agent_id, claim.c.segment_id).where(
            claim.c.agent_id.in_(agent_ids), claim.c.last_us >= self._now_us - _LATELY_US
        )
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._connection.execute(query.distinct()):
            found[row.agent_id].add(row.segment_id)
        return found

    def _since(self, ids: list[str]) -> dict[str, int]:
        query = (
            select(terminal.c.id, func.min(terminal.c.from_us)).where(terminal.c.id.in_(ids)).group_by(terminal.c.id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _terminals_of(self, holders: list[Version[Custody]]) -> list[str]:
        table = custody.REGISTER.table.c
        query = select(table.id, table.terminal_id).where(
            table.id.in_([one.id for one in holders]), table.to_us.is_(None)
        )
        owner = {row.id: row.terminal_id for row in self._connection.execute(query)}
        return [owner[one.id] for one in holders]

    def _learn_people(self, holders: Iterable[Custody]) -> None:
        wanted = {key for one in holders for key in (one.user_id, one.owner_id) if key} - self._people.keys()
        if len(wanted) > _AT_ONCE // 10 and not self._people:
            self._people |= {one.id: one.value for one in people.list_all(self._connection, self._scope)}
        for key in wanted - self._people.keys():
            found = people.by_id(self._connection, key)
            self._people[key] = None if found is None else found.value

    def _books(
        self,
        row: Version[Terminal],
        since_us: int,
        holder: Version[Custody] | None,
        fixed: tuple[str, ...],
        shared: tuple[str, ...],
        addresses: list[Any],
    ) -> Books:
        held = None if holder is None else holder.value
        return Books(
            terminal=row.value,
            since_us=since_us,
            custody=held,
            held_us=0 if holder is None else holder.from_us,
            user=self._people.get(held.user_id) if held and held.user_id else None,
            owner=self._people.get(held.owner_id) if held else None,
            fixed_macs=fixed,
            shared_macs=shared,
            addresses=tuple(sorted(one["address"] for one in addresses)),
            unit_name=self._units.get(row.value.unit_id, ("", None))[0],
        )

    def _sighted(self, since_us: int, own: Any, moments: list[int], where: set[str]) -> Sighted:
        if own is not None and own.last_beat_us is not None:
            moments = [*moments, own.last_beat_us]
        is_seeable = own is not None or bool(moments) or not where.isdisjoint(self._watched)
        return Sighted(max(moments, default=None), since_us, None if is_seeable else UNWATCHED)

    def _units_of(self, unit_id: str, where: set[str]) -> dict[str, tuple[str, ...]]:
        """Names of the units whose segments it was on: its own with those above and below it, and others."""
        own: set[str] = set()
        strange: set[str] = set()
        for owner in (self._segments[one] for one in where if one in self._segments):
            is_own = owner in self._line(unit_id) or unit_id in self._line(owner)
            name = self._units.get(owner, ("", None))[0]
            (own if is_own else strange).add(name if is_own or self._scope.allows(owner) else ANOTHER_UNIT)
        return {"own_units": tuple(sorted(own)), "strange_units": tuple(sorted(strange))}

    def _line(self, unit_id: str) -> set[str]:
        line: set[str] = set()
        at: str | None = unit_id
        while at is not None and at not in line:
            line.add(at)
            at = self._units.get(at, ("", None))[1]
        return line


def terminal_id_of(connection: Connection, scope: Scope, key: str) -> str:
    """The terminal of that number, name, serial number or id within the scope; raises NotFound."""
    return terminals.find(connection, scope, key).id
