"""Orders to agents: made within a work, given with the next answer, the agent called once they are on disk."""

from collections.abc import Iterable
from uuid import uuid4

from collector.ingest.context import Context
from collector.presence.interval import DAY_US
from collector.presence.subject import AgentStanding
from collector.presence.sweeping import Able
from collector.store import Connection, candidates, orders, sweeps
from collector.store.agents import Agent
from collector.store.orders import HeldOrder
from collector.store.transaction import Transaction
from protocol.address import Address, Prefix
from protocol.identity import AdapterId, SegmentId
from protocol.mac import MacAddress
from protocol.order import Order, OrderKind

_ID_DIGITS = 32


def able(connection: Connection, segment_id: str, now_us: int) -> list[Able]:
    """Agents that may ask there now: alive, approved, ruled out by nobody, and with neighbours to hear."""
    held = sweeps.claimed_now(connection, segment_id)
    found: dict[str, Able] = {}
    for one in candidates.of_segment(connection, segment_id, now_us):
        if one.refusal is None and not one.is_isolated:
            found.setdefault(one.agent_id, Able(one.agent_id, one.adapter_id, held.get(one.key, frozenset())))
    return list(found.values())


def make(
    kind: OrderKind,
    segment_id: str,
    to: Able,
    targets: Iterable[Prefix],
    frames_per_second: int,
    lasts_us: int,
    *,
    place: int = 0,
    queries_listeners: bool = False,
    canary: tuple[MacAddress, Address] | None = None,
    over_the_wire: bool = True,
) -> Order:
    """`place`: orders of one moment are given in this order, by their ids."""
    mac, address = canary or (None, None)
    return Order(
        id=f"{place:06x}{uuid4().hex}"[:_ID_DIGITS],
        kind=kind,
        segment=SegmentId(segment_id),
        adapter=AdapterId(to.adapter_id),
        targets=tuple(targets),
        frames_per_second=frames_per_second,
        queries_listeners=queries_listeners,
        canary_mac=mac,
        canary_address=address,
        over_the_wire=over_the_wire,
        lasts_ms=max(1, min(lasts_us, DAY_US) // 1000),
    )


def order(
    tx: Transaction,
    context: Context,
    to: Able,
    made: Order,
    *,
    sweep_id: str | None = None,
    mac: str | None = None,
    turn: int = 1,
) -> HeldOrder:
    """Keeps an order and has its agent called."""
    until_us = tx.now_us + made.lasts_ms * 1000
    held = orders.add(tx, made, to.agent_id, until_us, sweep_id=sweep_id, mac=mac, turn=turn)
    call(tx, context, (to.agent_id,))
    return held


def call(tx: Transaction, context: Context, agent_ids: Iterable[str]) -> None:
    """Once this work is on disk."""
    wanted = tuple(agent_ids)
    if wanted:
        tx.after_commit(lambda: context.bell.call(wanted))


def give(tx: Transaction, agent: Agent) -> tuple[Order, ...]:
    """What an answer to this agent names."""
    if agent.state is not AgentStanding.ACTIVE:
        return ()
    held = orders.to_give(tx.connection, agent.id, tx.now_us)
    orders.mark_given(tx, held)
    return tuple(_lasting(one, tx.now_us) for one in held)


def _lasting(held: HeldOrder, now_us: int) -> Order:
    made = held.order
    values = {name: getattr(made, name) for name in Order.__slots__}
    return Order(**values | {"lasts_ms": max(1, (held.until_us - now_us) // 1000)})
