"""What single agents were asked to do: questions, slices of sweeps, canaries."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from collector.store.tables import agent_stretch, probe_order
from collector.store.transaction import Transaction
from protocol.codec import decode, encode
from protocol.limits import ANSWER_BYTES
from protocol.order import Order, OrderKind

MOST_AT_ONCE = 16
"""As many as an answer may name (protocol.answer)."""
_MOST = 5_000
_LONGEST_QUESTION_US = 60_000_000


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """A row of table probe_order. `turn` is 2 where another agent did not carry it out before."""

    id: str
    kind: str
    segment_id: str
    agent_id: str
    adapter_id: str
    sweep_id: str | None
    mac: str | None
    content: str
    turn: int
    addresses: int
    made_us: int
    until_us: int
    given_us: int | None = None
    ended_us: int | None = None
    outcome: str | None = None
    why: str | None = None
    asked: int | None = None
    answered: int | None = None
    frames: int | None = None

    @property
    def order(self) -> Order:
        """As it was made; its `lasts_ms` runs from then."""
        return decode(self.content.encode(), Order, ANSWER_BYTES)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an order ended: done, cut-short, refused, expired, cancelled."""

    outcome: str
    why: str | None = None
    asked: int = 0
    answered: int = 0
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a sweep's orders: how many there are, how many not ended, and what the ended ones say."""

    orders: int
    open: int
    agents: int
    asked: int
    answered: int
    frames: int


_NAMES = [item.name for item in fields(HeldOrder)]
_COLUMNS = [probe_order.c[name] for name in _NAMES]
_OPEN = probe_order.c.ended_us.is_(None)


def add(
    tx: Transaction,
    order: Order,
    agent_id: str,
    until_us: int,
    *,
    sweep_id: str | None = None,
    mac: str | None = None,
    turn: int = 1,
) -> HeldOrder:
    made = HeldOrder(
        id=order.id,
        kind=order.kind.value,
        segment_id=order.segment,
        agent_id=agent_id,
        adapter_id=order.adapter,
        sweep_id=sweep_id,
        mac=mac,
        content=encode(order).decode(),
        turn=turn,
        addresses=sum(prefix.num_addresses for prefix in order.targets),
        made_us=tx.now_us,
        until_us=until_us,
    )
    tx.connection.execute(insert(probe_order).values({name: getattr(made, name) for name in _NAMES}))
    return made


def to_give(connection: Connection, agent_id: str, now_us: int) -> list[HeldOrder]:
    """What an agent is to do now: single questions before slices of a sweep, then as they were made."""
    mine = and_(probe_order.c.agent_id == agent_id, _OPEN, probe_order.c.until_us > now_us)
    sweeps_last = probe_order.c.kind == OrderKind.SWEEP.value
    query = select(*_COLUMNS).where(mine).order_by(sweeps_last, probe_order.c.made_us, probe_order.c.id)
    return [HeldOrder(*row) for row in connection.execute(query.limit(MOST_AT_ONCE))]


def mark_given(tx: Transaction, given: Iterable[HeldOrder]) -> None:
    fresh = [one.id for one in given if one.given_us is None]
    if fresh:
        tx.connection.execute(update(probe_order).where(probe_order.c.id.in_(fresh)).values(given_us=tx.now_us))


def find(connection: Connection, order_id: str, agent_id: str) -> HeldOrder | None:
    """An agent's own order."""
    query = select(*_COLUMNS).where(probe_order.c.id == order_id, probe_order.c.agent_id == agent_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else HeldOrder(*row)


def end(tx: Transaction, order_id: str, ending: Ending) -> None:
    values = {item.name: getattr(ending, item.name) for item in fields(Ending)}
    tx.connection.execute(
        update(probe_order).where(probe_order.c.id == order_id, _OPEN).values(ended_us=tx.now_us, **values)
    )


def of_sweep(connection: Connection, sweep_id: str) -> list[HeldOrder]:
    query = (
        select(*_COLUMNS).where(probe_order.c.sweep_id == sweep_id).order_by(probe_order.c.made_us, probe_order.c.id)
    )
    return [HeldOrder(*row) for row in connection.execute(query)]


def tally(connection: Connection, sweep_id: str) -> Tally:
    table = probe_order.c
    sums = [func.coalesce(func.sum(column), 0) for column in (table.asked, table.answered, table.frames)]
    counts = [func.count(), func.count() - func.count(table.ended_us), func.count(table.agent_id.distinct())]
    row = connection.execute(select(*counts, *sums).where(table.sweep_id == sweep_id)).one()
    return Tally(row[0], row[1], row[2], row[3], row[4], row[5])


def failed(connection: Connection, now_us: int) -> list[tuple[HeldOrder, bool]]:
    """Open orders whose time is over, or (True) whose agent has not been heard since it had its last chance."""
    alive = select(agent_stretch.c.agent_id).where(agent_stretch.c.to_us.is_(None))
    is_gone: ColumnElement[bool] = probe_order.c.agent_id.not_in(alive)
    query = select(*_COLUMNS, is_gone).where(_OPEN, or_(probe_order.c.until_us <= now_us, is_gone))
    rows = connection.execute(query.order_by(probe_order.c.made_us, probe_order.c.id).limit(_MOST))
    return [(HeldOrder(*row[:-1]), bool(row[-1])) for row in rows]


def questions_since(connection: Connection, segment_id: str, since_us: int) -> list[tuple[int, str | None]]:
    """(when, about which MAC) single questions were ordered on a segment since then."""
    table = probe_order.c
    query = select(table.made_us, table.mac).where(
        table.segment_id == segment_id, table.made_us >= since_us, table.kind == OrderKind.ASK.value
    )
    return [(row[0], row[1]) for row in connection.execute(query.limit(_MOST))]


def was_asked(connection: Connection, segment_id: str, agent_id: str, mac: str, heard_us: int) -> bool:
    """Whether the agent had been given a question about that MAC by then, which had not run out."""
    table = probe_order.c
    # Made lately, by the index of the segment: an agent's orders of a year are many.
    here = and_(table.segment_id == segment_id, table.made_us >= heard_us - _LONGEST_QUESTION_US)
    given = and_(table.agent_id == agent_id, table.given_us <= heard_us, table.until_us >= heard_us)
    query = select(table.id).where(here, given, table.kind == OrderKind.ASK.value, table.mac == mac)
    return connection.execute(query.limit(1)).first() is not None
