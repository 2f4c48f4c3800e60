"""How orders end: carried out, by the agent's word; or not, since its time is over or its agent fell silent."""

from collections.abc import Iterable

from collector.ingest import canarying, sweeping
from collector.ingest.context import Context
from collector.ingest.folding import ToldOrder
from collector.store import orders
from collector.store.agents import Agent
from collector.store.orders import Ending, HeldOrder
from collector.store.transaction import Transaction
from protocol.order import OrderKind


def carried_out(tx: Transaction, context: Context, agent: Agent, told: Iterable[ToldOrder]) -> None:
    """What was said of an order that is not this agent's, or has ended, changes nothing."""
    for one in told:
        said = one.said
        held = orders.find(tx.connection, said.order, agent.id)
        if held is not None and held.ended_us is None:
            # No agent asks for more than it was told to, whatever it says.
            asked, answered = min(said.asked, held.addresses), min(said.answered, held.addresses)
            ending = Ending(said.outcome.value, said.why, asked, answered, said.frames)
            _end(tx, context, held, ending, one.from_us)


def pass_time(tx: Transaction, context: Context) -> None:
    """Ends what nobody will carry out any more, and begins the sweeps that are due."""
    for held, is_gone in orders.failed(tx.connection, tx.now_us):
        why = "its agent fell silent" if is_gone else "its time is over"
        _end(tx, context, held, Ending("expired", why), None)
    canarying.pass_time(tx)
    sweeping.end_beyond_cap(tx, context)
    sweeping.begin_due(tx, context)


def _end(tx: Transaction, context: Context, held: HeldOrder, ending: Ending, sent_us: int | None) -> None:
    orders.end(tx, held.id, ending)
    if held.kind == OrderKind.SWEEP.value:
        sweeping.order_ended(tx, context, held, ending)
    elif held.kind == OrderKind.CANARY.value:
        canarying.order_ended(tx, held, ending, sent_us)
