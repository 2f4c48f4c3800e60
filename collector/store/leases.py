"""Who is to watch which segment, until when, and why."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from collector.presence.election import LeaseEnd
from collector.store.tables import watch_lease
from collector.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lease:
    """A row of table watch_lease that has not been ended."""

    id: str
    segment_id: str
    agent_id: str
    adapter_id: str
    from_us: int
    until_us: int
    reason: str


_COLUMNS = [watch_lease.c[name] for name in Lease.__slots__]


def in_force(connection: Connection, now_us: int, agent_id: str | None = None) -> list[Lease]:
    """Leases that run now, of one agent or all."""
    query = select(*_COLUMNS).where(watch_lease.c.ended_us.is_(None), watch_lease.c.until_us > now_us)
    if agent_id is not None:
        query = query.where(watch_lease.c.agent_id == agent_id)
    rows = connection.execute(query.order_by(watch_lease.c.from_us, watch_lease.c.id)).mappings()
    return [Lease(**row) for row in rows]


def of_segment(connection: Connection, segment_id: str, now_us: int) -> list[Lease]:
    """Leases of one segment that run now."""
    open_now = (watch_lease.c.ended_us.is_(None), watch_lease.c.until_us > now_us)
    query = select(*_COLUMNS).where(*open_now, watch_lease.c.segment_id == segment_id)
    rows = connection.execute(query.order_by(watch_lease.c.from_us, watch_lease.c.id)).mappings()
    return [Lease(**row) for row in rows]


def grant(tx: Transaction, segment_id: str, agent_id: str, adapter_id: str, until_us: int, reason: str) -> Lease:
    lease = Lease(uuid4().hex, segment_id, agent_id, adapter_id, tx.now_us, until_us, reason)
    tx.connection.execute(insert(watch_lease).values(**{name: getattr(lease, name) for name in Lease.__slots__}))
    return lease


def prolong(tx: Transaction, lease_id: str, until_us: int) -> None:
    tx.connection.execute(update(watch_lease).where(watch_lease.c.id == lease_id).values(until_us=until_us))


def end(tx: Transaction, lease_id: str, by: LeaseEnd) -> None:
    values = {"ended_us": tx.now_us, "ended_by": by.value}
    tx.connection.execute(update(watch_lease).where(watch_lease.c.id == lease_id).values(**values))


def not_taken_up(connection: Connection, since_us: int) -> dict[tuple[str, str], int]:
    """(segment, agent) whose lease ended since then without the agent's taking it up, and when."""
    table = watch_lease.c
    wanted = (table.ended_by == LeaseEnd.NOT_TAKEN_UP.value, table.ended_us >= since_us)
    query = select(table.segment_id, table.agent_id, func.max(table.ended_us)).where(*wanted)
    return {(row[0], row[1]): row[2] for row in connection.execute(query.group_by(table.segment_id, table.agent_id))}
