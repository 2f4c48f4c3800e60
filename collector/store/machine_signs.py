"""What each agent's machine stated, sign by sign, as last accepted: found again by any of them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from collector.ledger.machine import Machine, Sign
from collector.ledger.referee import Peer
from collector.presence.subject import AgentStanding
from collector.store.tables import agent, agent_binding, machine_sign
from collector.store.transaction import Transaction

MOST_PEERS = 32
"""A junk value that hundreds have in common is no reason to read hundreds of machines."""


def of_agent(connection: Connection, agent_id: str) -> Machine | None:
    """None: it never stated anything."""
    return _machines(connection, [agent_id]).get(agent_id)


def replace(tx: Transaction, agent_id: str, machine: Machine) -> None:
    """From now on this is the agent's machine."""
    tx.connection.execute(delete(machine_sign).where(machine_sign.c.agent_id == agent_id))
    rows = [{"agent_id": agent_id, "sign": sign.value, "value": text[:128]} for sign, text in sorted(machine.signs())]
    if rows:
        tx.connection.execute(insert(machine_sign), rows)


def peers(connection: Connection, agent_id: str, machine: Machine) -> tuple[Peer, ...]:
    """Other agents whose machines have a sign in common with this one, the earliest enrolled first."""
    table = machine_sign.c
    wanted = {text for _, text in machine.signs()}
    if not wanted:
        return ()
    query = (
        select(agent.c.id, agent.c.enrolled_us, agent.c.last_beat_us, agent.c.state)
        .where(agent.c.id.in_(select(table.agent_id).where(table.value.in_(sorted(wanted)))), agent.c.id != agent_id)
        .order_by(agent.c.enrolled_us, agent.c.id)
        .limit(MOST_PEERS)
    )
    rows = connection.execute(query).all()
    if not rows:
        return ()
    machines = _machines(connection, [row.id for row in rows])
    own = _terminals(connection, [row.id for row in rows])
    return tuple(
        Peer(
            row.id,
            own.get(row.id),
            machines[row.id],
            row.enrolled_us,
            row.last_beat_us,
            row.state == AgentStanding.RETIRED.value,
        )
        for row in rows
    )


def _machines(connection: Connection, agents: Iterable[str]) -> dict[str, Machine]:
    found: dict[str, list[tuple[Sign, str]]] = defaultdict(list)
    for row in connection.execute(select(machine_sign).where(machine_sign.c.agent_id.in_(sorted(agents)))):
        found[row.agent_id].append((Sign(row.sign), row.value))
    return {agent_id: Machine.from_signs(signs) for agent_id, signs in found.items()}


def _terminals(connection: Connection, agents: Iterable[str]) -> dict[str, str]:
    """The terminal of each, now or last."""
    table = agent_binding.c
    query = select(table.agent_id, table.terminal_id).where(table.agent_id.in_(sorted(agents))).order_by(table.from_us)
    return {row.agent_id: row.terminal_id for row in connection.execute(query)}
