"""The register within a scope, read at once for a plan; of the rest only what may not be claimed twice."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, Table, not_, select

from collector.imports.sheets.register_view import (
    Elsewhere,
    HeldAdapter,
    HeldAddress,
    HeldSegment,
    HeldTerminal,
    RegisterView,
)
from collector.ledger.adapter import AdapterClass
from collector.ledger.life_cycle import Status
from collector.store import adapters, addresses, applications, custody, people, segments, terminals, units, versions
from collector.store.scope import Scope, within
from collector.store.tables import adapter, agent_binding, terminal, terminal_address, unit
from collector.store.tables import custody as custody_table

_OVER = (Status.RETIRED.value, Status.REJECTED.value, Status.WITHDRAWN.value)


def load(connection: Connection, scope: Scope, *, with_elsewhere: bool = True) -> RegisterView:
    """What the scope shows; `with_elsewhere` also which MACs, numbers and addresses terminals outside it have."""
    details = {item.id: item.value for item in units.list_all(connection, scope)}
    known = {key: item.name for key, item in details.items()}
    return RegisterView(
        units=known,
        details=details,
        former_names=_former_names(connection, scope, known),
        terminals=_terminals(connection, scope),
        people={item.id: item.value for item in people.list_all(connection, scope)},
        segments=[
            HeldSegment(item.id, item.value.name, item.value.unit_id, item.value.prefixes)
            for item in segments.list_all(connection, scope)
        ],
        elsewhere=_elsewhere(connection, scope) if with_elsewhere else Elsewhere(),
    )


def _former_names(connection: Connection, scope: Scope, known: dict[str, str]) -> dict[str, str]:
    """Names that units had before and none has now; one that two had is nobody's."""
    now = set(known.values())
    query = select(unit.c.id, unit.c.name).where(unit.c.to_us.is_not(None), within(scope, unit.c.id)).distinct()
    owners: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        if row.name not in now and row.id in known:
            owners[row.name].add(row.id)
    return {name: ids.pop() for name, ids in owners.items() if len(ids) == 1}


def _terminals(connection: Connection, scope: Scope) -> list[HeldTerminal]:
    adapters_of: dict[str, list[HeldAdapter]] = defaultdict(list)
    for row in connection.execute(_of_scope(adapter, scope)).mappings():
        held = HeldAdapter(row["id"], row["mac"], AdapterClass(row["class"]))
        adapters_of[row["terminal_id"]].append(held)
    addresses_of: dict[str, list[HeldAddress]] = defaultdict(list)
    for row in connection.execute(_of_scope(terminal_address, scope)).mappings():
        value = addresses.REGISTER.decode(row)
        addresses_of[row["terminal_id"]].append(HeldAddress(row["id"], value.address, value.segment_id))
    custody_of = {
        row["terminal_id"]: custody.REGISTER.decode(row)
        for row in connection.execute(_of_scope(custody_table, scope)).mappings()
    }
    papers, agents_of = applications.of_scope(connection, scope), _agents(connection)
    return [
        HeldTerminal(
            item.id,
            item.from_us,
            item.value,
            tuple(sorted(adapters_of[item.id], key=lambda held: held.mac)),
            tuple(addresses_of[item.id]),
            custody_of.get(item.id),
            papers.get(item.id),
            agents_of.get(item.id),
        )
        for item in terminals.list_all(connection, scope)
    ]


def _agents(connection: Connection) -> dict[str, str]:
    """Which agent vouches for a terminal, by the terminal's id."""
    query = select(agent_binding.c.terminal_id, agent_binding.c.agent_id).where(agent_binding.c.to_us.is_(None))
    return {row.terminal_id: row.agent_id for row in connection.execute(query)}


def _of_scope(table: Table, scope: Scope) -> Select[Any]:
    return select(table).where(versions.in_force(table), adapters.of_visible_terminal(table.c.terminal_id, scope, None))


def _elsewhere(connection: Connection, scope: Scope) -> Elsewhere:
    if scope.unit_ids is None:
        return Elsewhere()
    outside = not_(within(scope, terminal.c.unit_id))
    alive = select(terminal.c.id).where(versions.in_force(terminal), outside, terminal.c.status.not_in(_OVER))
    # A retired terminal keeps its MACs until somebody ends them, and the register refuses them to others.
    theirs = select(terminal.c.id).where(versions.in_force(terminal), outside)
    macs = select(adapter.c.mac).where(versions.in_force(adapter), adapter.c.terminal_id.in_(theirs))
    serials = select(terminal.c.serial_no).where(terminal.c.id.in_(alive), versions.in_force(terminal))
    held = select(terminal_address.c.address, terminal_address.c.segment_id).where(
        versions.in_force(terminal_address), terminal_address.c.terminal_id.in_(theirs)
    )
    return Elsewhere(
        frozenset(connection.execute(macs).scalars()),
        frozenset(text.upper() for text in connection.execute(serials).scalars() if text),
        frozenset(connection.execute(select(terminal.c.reg_no).where(outside)).scalars()),
        frozenset((row.address, row.segment_id) for row in connection.execute(held)),
    )
