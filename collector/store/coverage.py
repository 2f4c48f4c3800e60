"""Who watched which segment, for which address family, without a break."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, insert, select, update

from collector.store.tables import coverage
from collector.store.transaction import Transaction

FAMILIES = ("ipv4", "ipv6")


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of table coverage."""

    segment_id: str
    agent_id: str
    family: str
    from_us: int
    last_us: int
    to_us: int | None
    ended_by: str | None


def renew(tx: Transaction, agent_id: str, segment_ids: Iterable[str], family_names: Iterable[str] = FAMILIES) -> None:
    """The agent, heard now, watches these segments; what it no longer watches ends."""
    wanted = {(segment_id, family) for segment_id in segment_ids for family in family_names}
    query = select(coverage).where(coverage.c.agent_id == agent_id, coverage.c.to_us.is_(None))
    held = {(row.segment_id, row.family): row.id for row in tx.connection.execute(query)}
    kept = [number for key, number in held.items() if key in wanted]
    over = [number for key, number in held.items() if key not in wanted]
    if kept:
        tx.connection.execute(update(coverage).where(coverage.c.id.in_(kept)).values(last_us=tx.now_us))
    if over:
        _end(tx, over, "duty-ended")
    new = [
        {"segment_id": s, "agent_id": agent_id, "family": f, "from_us": tx.now_us, "last_us": tx.now_us}
        for s, f in sorted(wanted - held.keys())
    ]
    if new:
        tx.connection.execute(insert(coverage), new)


def end_all(tx: Transaction, agent_id: str, by: str) -> None:
    """Ends with its last beat."""
    query = select(coverage.c.id).where(coverage.c.agent_id == agent_id, coverage.c.to_us.is_(None))
    _end(tx, list(tx.connection.execute(query).scalars()), by)


def of_segment(connection: Connection, segment_id: str, from_us: int, to_us: int) -> list[Covered]:
    """What overlaps [from_us, to_us), in order."""
    table = coverage.c
    end = table.to_us.is_(None) | (table.to_us > from_us)
    query = select(coverage).where(and_(table.segment_id == segment_id, table.from_us < to_us, end))
    names = Covered.__slots__
    rows = connection.execute(query.order_by(table.from_us)).mappings()
    return [Covered(**{name: row[name] for name in names}) for row in rows]


def _end(tx: Transaction, numbers: list[int], by: str) -> None:
    values = {"to_us": coverage.c.last_us, "ended_by": by}
    tx.connection.execute(update(coverage).where(coverage.c.id.in_(numbers)).values(**values))
