"""Agent installations: keys, chain heads, newest beats, unbroken runs of beats, and which terminal each belongs to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, or_, select, update

from collector.errors import InvalidValue, NotFound
from collector.presence.liveness import EndedBy, Stretch
from collector.presence.subject import AgentStanding
from collector.presence.timing import Arrival
from collector.store import journal
from collector.store.scope import Scope, within
from collector.store.tables import agent, agent_binding, agent_stretch, enrolment_code, terminal, unit
from collector.store.transaction import Transaction
from protocol.chain import ChainHead
from protocol.identity import AgentId, Digest
from protocol.mac import MacAddress
from protocol.phrases import say


@dataclass(frozen=True, slots=True)
class Agent:
    """A row of table agent; `clock_offset_us` is its wall clock minus the collector's in its newest beat."""

    id: AgentId
    key_id: str
    public_key: bytes
    state: AgentStanding
    hostname: str
    enrolled_us: int
    last_sequence: int
    last_digest: Digest
    last_report_us: int | None
    last_beat_us: int | None
    boot_id: str | None
    beat_counter: int
    policy_version: int
    spooled: int
    clock_offset_us: int

    @property
    def head(self) -> ChainHead:
        return ChainHead(self.last_sequence, self.last_digest)


@dataclass(frozen=True, slots=True)
class ListedAgent:
    """An agent with the terminal it belongs to, or enrolled for and waits to be, and that terminal's unit."""

    agent: Agent
    terminal_id: str | None
    reg_no: str | None
    unit_id: str | None
    unit_name: str | None


_COLUMNS = [agent.c[name] for name in Agent.__slots__]


def _agent(row: Any) -> Agent:
    values = {name: row[name] for name in Agent.__slots__}
    return Agent(**values | {"state": AgentStanding(row["state"])})


def promptest_of(connection: Connection, agent_id: str) -> Arrival | None:
    """The beat of its present boot that was least long on its way of late."""
    row = connection.execute(select(agent.c.prompt_us, agent.c.prompt_boot_us).where(agent.c.id == agent_id)).one()
    return None if row.prompt_us is None else Arrival(row.prompt_us, row.prompt_boot_us)


def find(connection: Connection, agent_id: str) -> Agent | None:
    row = connection.execute(select(*_COLUMNS).where(agent.c.id == agent_id)).mappings().one_or_none()
    return None if row is None else _agent(row)


def by_public_key(connection: Connection, public_key: bytes) -> Agent | None:
    row = connection.execute(select(*_COLUMNS).where(agent.c.public_key == public_key)).mappings().first()
    return None if row is None else _agent(row)


def list_all(connection: Connection, scope: Scope) -> list[ListedAgent]:
    """Every agent whose terminal lies within the scope; those without a terminal only for the whole city."""
    held, code = agent_binding.c, enrolment_code.c
    asked_or_held = func.coalesce(held.terminal_id, code.terminal_id)
    query = (
        select(*_COLUMNS, terminal.c.id.label("t"), terminal.c.reg_no, terminal.c.unit_id, unit.c.name.label("u"))
        .join(agent_binding, and_(held.agent_id == agent.c.id, held.to_us.is_(None)), isouter=True)
        # An agent enrols once, hence uses one code.
        .join(enrolment_code, code.used_by_agent == agent.c.id, isouter=True)
        .join(terminal, and_(terminal.c.id == asked_or_held, terminal.c.to_us.is_(None)), isouter=True)
        .join(unit, and_(unit.c.id == terminal.c.unit_id, unit.c.to_us.is_(None)), isouter=True)
        .where(within(scope, terminal.c.unit_id))
        .order_by(terminal.c.reg_no, agent.c.id)
    )
    rows = connection.execute(query).mappings()
    return [ListedAgent(_agent(row), row["t"], row["reg_no"], row["unit_id"], row["u"]) for row in rows]


def hostnames(connection: Connection, scope: Scope, agent_ids: Iterable[str]) -> dict[str, str]:
    """Host names of these agents by id; within a scope, only of those that ever belonged to a terminal of it."""
    rows = connection.execute(_named(scope), {"ids": sorted(agent_ids)})
    return {row.id: row.hostname for row in rows if row.hostname}


@lru_cache(maxsize=64)
def _named(scope: Scope) -> Select[tuple[str, str | None]]:
    query = select(agent.c.id, agent.c.hostname).where(agent.c.id.in_(bindparam("ids", expanding=True)))
    if scope.unit_ids is None:
        return query
    own = select(terminal.c.id).where(within(scope, terminal.c.unit_id))
    return query.where(agent.c.id.in_(select(agent_binding.c.agent_id).where(agent_binding.c.terminal_id.in_(own))))


def enrolled_macs(connection: Connection, agent_id: str) -> frozenset[MacAddress]:
    """The MACs its machine had when it enrolled."""
    held = connection.execute(select(agent.c.machine).where(agent.c.id == agent_id)).scalar_one_or_none()
    said = json.loads(held or "{}")
    return frozenset(
        MacAddress.from_normal_form(mac) for name in ("macs", "permanent_macs") for mac in said.get(name, ())
    )


def add(tx: Transaction, new: Agent, machine: dict[str, Any]) -> None:
    values = {name: getattr(new, name) for name in Agent.__slots__}
    machine_text = json.dumps(machine, ensure_ascii=False, sort_keys=True)
    tx.connection.execute(insert(agent).values(values | {"state": new.state.value, "machine": machine_text}))


def change(tx: Transaction, agent_id: str, **values: Any) -> None:
    """Sets columns of an agent's row."""
    tx.connection.execute(update(agent).where(agent.c.id == agent_id).values(**values))


def set_state(tx: Transaction, agent_id: str, state: AgentStanding, actor: str, reason: str | None = None) -> None:
    """A person's decision on an agent; journalled. Raises NotFound, InvalidValue for one retired already."""
    held = find(tx.connection, agent_id)
    if held is None:
        raise NotFound(say("agent {agent!r}", agent=agent_id[:40]), "there is none", "list the agents")
    if held.state is AgentStanding.RETIRED:
        raise InvalidValue(say("agent {agent}", agent=agent_id), "is retired for good", "enrol the PC again")
    change(tx, agent_id, state=state.value)
    content = {"old": held.state.value, "new": state.value}
    journal.append(
        tx, actor=actor, action="agent-state", subject_kind="agent", subject_id=agent_id, content=content, reason=reason
    )


def terminal_of(connection: Connection, agent_id: str, at_us: int | None = None) -> str | None:
    """The terminal an agent belongs to, now or at a moment."""
    table = agent_binding.c
    then: ColumnElement[bool] = table.to_us.is_(None)
    if at_us is not None:
        then = and_(table.from_us <= at_us, or_(table.to_us.is_(None), table.to_us > at_us))
    query = select(table.terminal_id).where(table.agent_id == agent_id, then).order_by(table.from_us.desc())
    found: str | None = connection.execute(query).scalars().first()
    return found


def bound_to(connection: Connection, terminal_id: str) -> Agent | None:
    """The agent that vouches for a terminal now."""
    table = agent_binding.c
    query = select(table.agent_id).where(table.terminal_id == terminal_id, table.to_us.is_(None))
    agent_id = connection.execute(query.order_by(table.from_us.desc())).scalars().first()
    return None if agent_id is None else find(connection, agent_id)


def ever_bound_to(connection: Connection, terminal_id: str) -> frozenset[str]:
    """Every agent that was a terminal's: one more for each time its PC was installed anew."""
    query = select(agent_binding.c.agent_id).where(agent_binding.c.terminal_id == terminal_id)
    return frozenset(connection.execute(query.distinct()).scalars())


def bind(tx: Transaction, agent_id: str, terminal_id: str) -> str | None:
    """From now on this agent is the terminal's; returns the agent that was before, which is retired."""
    table = agent_binding.c
    before = bound_to(tx.connection, terminal_id)
    is_other = before is not None and before.id != agent_id
    if before is not None and not is_other:
        return None
    either = or_(table.terminal_id == terminal_id, table.agent_id == agent_id)
    tx.connection.execute(update(agent_binding).where(either, table.to_us.is_(None)).values(to_us=tx.now_us))
    tx.connection.execute(
        insert(agent_binding).values(agent_id=agent_id, from_us=tx.now_us, to_us=None, terminal_id=terminal_id)
    )
    if before is None:
        return None
    change(tx, before.id, state=AgentStanding.RETIRED.value)
    return before.id


@dataclass(frozen=True, slots=True)
class StoredStretch:
    """An open stretch with the exact bytes of its last beat."""

    id: int
    agent_id: str
    stretch: Stretch
    last_beat: bytes


def open_stretch(connection: Connection, agent_id: str) -> StoredStretch | None:
    query = select(agent_stretch).where(agent_stretch.c.agent_id == agent_id, agent_stretch.c.to_us.is_(None))
    row = connection.execute(query.order_by(agent_stretch.c.id.desc())).mappings().first()
    return None if row is None else _stretch(row)


def newest_stretch(connection: Connection, agent_id: str) -> StoredStretch | None:
    """The newest one, ended or not."""
    query = select(agent_stretch).where(agent_stretch.c.agent_id == agent_id).order_by(agent_stretch.c.id.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else _stretch(row)


def was_heard(connection: Connection, agent_id: str, from_us: int, to_us: int) -> bool:
    """Whether a run of its beats covers any moment between these two."""
    table = agent_stretch.c
    covering = select(table.id).where(table.agent_id == agent_id, table.from_us < to_us, table.last_us > from_us)
    return connection.execute(covering.limit(1)).scalar_one_or_none() is not None


def last_beat_of_boot(connection: Connection, agent_id: str, boot: str) -> bytes | None:
    """The signed bytes of the last beat taken of that boot."""
    table = agent_stretch.c
    query = select(table.last_beat).where(table.agent_id == agent_id, table.boot_id == boot)
    return connection.execute(query.order_by(table.id.desc()).limit(1)).scalar_one_or_none()


def earlier_boots(connection: Connection, agent_id: str, most: int = 200) -> frozenset[str]:
    query = select(agent_stretch.c.boot_id).where(agent_stretch.c.agent_id == agent_id)
    return frozenset(connection.execute(query.order_by(agent_stretch.c.id.desc()).limit(most)).scalars())


def start_stretch(tx: Transaction, agent_id: str, boot: str, beat: bytes, at_us: int | None = None) -> None:
    """`at_us`: when the beat reached the collector; now where left out."""
    began_us = tx.now_us if at_us is None else at_us
    values = {"agent_id": agent_id, "boot_id": boot, "from_us": began_us, "last_us": began_us, "last_beat": beat}
    tx.connection.execute(insert(agent_stretch).values(**values))


def extend_stretch(tx: Transaction, stretch_id: int, beat: bytes, at_us: int | None = None) -> None:
    """As `start_stretch`."""
    heard_us = tx.now_us if at_us is None else at_us
    tx.connection.execute(
        update(agent_stretch).where(agent_stretch.c.id == stretch_id).values(last_us=heard_us, last_beat=beat)
    )


def end_stretch(tx: Transaction, stretch_id: int, by: EndedBy) -> None:
    """Ends at its last beat: of the time since nothing is known."""
    values = {"to_us": agent_stretch.c.last_us, "ended_by": by.value}
    tx.connection.execute(update(agent_stretch).where(agent_stretch.c.id == stretch_id).values(**values))


def stretches_without_beat_since(connection: Connection, moment_us: int) -> list[StoredStretch]:
    query = select(agent_stretch).where(agent_stretch.c.to_us.is_(None), agent_stretch.c.last_us < moment_us)
    return [_stretch(row) for row in connection.execute(query.limit(10_000)).mappings()]


def _stretch(row: Any) -> StoredStretch:
    # CLOCK_BOOTTIME of the last beat stands in its bytes; who needs it decodes them.
    stretch = Stretch(row["boot_id"], row["from_us"], row["last_us"], 0)
    return StoredStretch(row["id"], row["agent_id"], stretch, row["last_beat"])
