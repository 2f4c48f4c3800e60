"""The PCs whose newest answers name a device of some sort: the store is asked, and so many at once at most."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from collector.presence.inventory import Sort
from collector.store import facts, versions
from collector.store.facts import Fact
from collector.store.scope import Scope, within
from collector.store.tables import agent, agent_binding, agent_fact, custody, terminal, unit

PROBES = ("adapters", "addressing", "attached-devices", "wireless")

_MARKS: dict[Sort, tuple[str, ...]] = {
    Sort.WIFI: ('"kind":"wifi"', '"type":"wireless-device"', '"kind":"mode-switch"', '"kind":"ieee802154"'),
    Sort.WWAN: ('"kind":"wwan"',),
    Sort.USB_TETHER: ('"kind":"usb-tether"',),
    Sort.BLUETOOTH: ('"kind":"bluetooth"',),
    Sort.PPP: ('"kind":"ppp"',),
    Sort.THUNDERBOLT: ('"kind":"thunderbolt-net"', '"bus":"thunderbolt"', '"driver":"thunderbolt'),
    Sort.TUNNEL: ('"kind":"tunnel"', '"link_kind":"'),
}
"""What stands in an answer, as facts.replace writes it, that may name such a device: few PCs are to be looked into."""


@dataclass(frozen=True, slots=True)
class Pc:
    """A terminal with its agent and what that said last; `user_id` has it now."""

    agent_id: str
    hostname: str
    terminal_id: str
    reg_no: str
    unit_id: str
    unit_name: str | None
    user_id: str | None
    facts: tuple[Fact, ...]


def pcs_with(
    connection: Connection,
    scope: Scope,
    sorts: Iterable[Sort],
    *,
    units: frozenset[str] | None = None,
    after: str = "",
    most: int = 500,
) -> list[Pc]:
    """Terminals within the scope, and in those units, that may have one; by registration number, behind `after`."""
    marks = [agent_fact.c.observations.contains(text, autoescape=True) for sort in sorts for text in _MARKS[sort]]
    says_so = exists().where(agent_fact.c.agent_id == agent.c.id, agent_fact.c.probe.in_(PROBES), or_(*marks))
    wanted = and_(says_so, terminal.c.reg_no > after, within(Scope(units), terminal.c.unit_id))
    return _pcs(connection, scope, wanted, most)


def pc_of(connection: Connection, scope: Scope, terminal_id: str) -> Pc | None:
    """A terminal's agent with the newest answers of its devices; None where no agent is bound to it."""
    found = _pcs(connection, scope, terminal.c.id == terminal_id, 1)
    return found[0] if found else None


def _pcs(connection: Connection, scope: Scope, wanted: ColumnElement[bool], most: int) -> list[Pc]:
    query = (
        select(
            agent.c.id,
            agent.c.hostname,
            terminal.c.id.label("terminal_id"),
            terminal.c.reg_no,
            terminal.c.unit_id,
            unit.c.name.label("unit_name"),
            custody.c.user_id,
        )
        .join(agent_binding, and_(agent_binding.c.agent_id == agent.c.id, agent_binding.c.to_us.is_(None)))
        .join(terminal, and_(terminal.c.id == agent_binding.c.terminal_id, versions.in_force(terminal)))
        .join(unit, and_(unit.c.id == terminal.c.unit_id, versions.in_force(unit)), isouter=True)
        .join(custody, and_(custody.c.terminal_id == terminal.c.id, versions.in_force(custody)), isouter=True)
        .where(within(scope, terminal.c.unit_id), wanted)
        .order_by(terminal.c.reg_no, agent.c.id)
    )
    rows = connection.execute(query.limit(most)).all()
    said = facts.of_agents(connection, [row.id for row in rows], PROBES)
    return [Pc(*row, tuple(said.get(row.id, ()))) for row in rows]
