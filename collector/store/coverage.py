"""Who watched which segment, for which address family, without a break, and what it heard there."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from collector.presence.coverage import FAMILIES, HEARING_US, Hears, Judged, Watch
from collector.store.tables import coverage
from collector.store.transaction import Transaction

_JUDGED_EVERY_US = 60_000_000
_NEWEST = 16


@dataclass(frozen=True, slots=True)
class Open:
    """An agent that watches a segment now, all families together, since when without a break."""

    segment_id: str
    agent_id: str
    from_us: int
    hears: Hears | None

    @property
    def is_isolated(self) -> bool:
        return self.hears is Hears.ISOLATED


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


def of_segment(connection: Connection, segment_id: str, from_us: int, to_us: int) -> list[Watch]:
    """What overlaps [from_us, to_us), in order."""
    table = coverage.c
    end = table.to_us.is_(None) | (table.to_us > from_us)
    query = select(coverage).where(and_(table.segment_id == segment_id, table.from_us < to_us, end))
    rows = connection.execute(query.order_by(table.from_us, table.id))
    return [Watch(one.agent_id, one.family, one.from_us, one.to_us, _hears(one.hears), one.ended_by) for one in rows]


def open_ones(connection: Connection, segment_id: str | None = None) -> list[Open]:
    """Who watches now: one entry for each agent and segment."""
    table = coverage.c
    query = select(table.segment_id, table.agent_id, func.min(table.from_us).label("f"), func.max(table.hears))
    query = query.where(table.to_us.is_(None), *([] if segment_id is None else [table.segment_id == segment_id]))
    rows = connection.execute(query.group_by(table.segment_id, table.agent_id).order_by("f", table.agent_id))
    return [Open(row[0], row[1], row[2], _hears(row[3])) for row in rows]


def last_watched(connection: Connection, segment_id: str) -> int | None:
    """When somebody watched the segment last, by beats received; None where nobody ever did."""
    table = coverage.c
    newest = select(table.last_us).where(table.segment_id == segment_id).order_by(table.from_us.desc()).limit(_NEWEST)
    return max(connection.execute(newest).scalars(), default=None)


def last_of_agent(connection: Connection, segment_id: str, agent_id: str) -> int | None:
    """When an agent watched a segment last."""
    own = and_(coverage.c.segment_id == segment_id, coverage.c.agent_id == agent_id)
    last_us: int | None = connection.execute(select(func.max(coverage.c.last_us)).where(own)).scalar_one()
    return last_us


def newest_hearing(connection: Connection, segment_id: str, since_us: int) -> dict[str, Hears]:
    """What each agent that watched the segment since then was found to hear, by its newest watch that tells."""
    table = coverage.c
    wanted = and_(table.segment_id == segment_id, table.hears.is_not(None), table.last_us >= since_us)
    query = select(table.agent_id, table.hears).where(wanted).order_by(table.last_us, table.id)
    return {row.agent_id: Hears(row.hears) for row in connection.execute(query)}


def to_be_judged(connection: Connection, now_us: int) -> list[Open]:
    """Those who have watched long enough to be asked what they hear, and were not asked lately."""
    table = coverage.c
    due = and_(
        table.to_us.is_(None),
        table.from_us <= now_us - HEARING_US,
        or_(
            table.judged_us.is_(None),
            and_(table.hears.is_distinct_from(Hears.ISOLATED.value), table.judged_us <= now_us - _JUDGED_EVERY_US),
            table.judged_us <= now_us - HEARING_US,
        ),
    )
    query = select(table.segment_id, table.agent_id, func.min(table.from_us), func.max(table.hears)).where(due)
    rows = connection.execute(query.group_by(table.segment_id, table.agent_id))
    return [Open(row[0], row[1], row[2], _hears(row[3])) for row in rows]


def judge(tx: Transaction, watch: Open, judged: Judged) -> bool:
    """Notes what a watcher hears; one that hears otherwise than before begins anew there. Returns whether it does."""
    table = coverage.c
    own = and_(table.segment_id == watch.segment_id, table.agent_id == watch.agent_id, table.to_us.is_(None))
    hears = watch.hears if judged.hears is None else judged.hears
    values = {"hears": None if hears is None else hears.value, "judged_us": tx.now_us}
    if watch.hears is None or hears is watch.hears:
        tx.connection.execute(update(coverage).where(own).values(**values))
        return hears is not watch.hears
    at_us = tx.now_us if hears is Hears.PEERS else max(judged.since_us, watch.from_us + 1)
    rows = tx.connection.execute(select(coverage).where(own)).mappings().all()
    tx.connection.execute(update(coverage).where(own).values(to_us=at_us, ended_by=f"hears-{hears}"))
    again = [{name: row[name] for name in ("segment_id", "agent_id", "family", "last_us")} for row in rows]
    tx.connection.execute(insert(coverage), [row | {"from_us": at_us} | values for row in again])
    return True


def _hears(text: str | None) -> Hears | None:
    return None if text is None else Hears(text)


def _end(tx: Transaction, numbers: list[int], by: str) -> None:
    values = {"to_us": coverage.c.last_us, "ended_by": by}
    tx.connection.execute(update(coverage).where(coverage.c.id.in_(numbers)).values(**values))
