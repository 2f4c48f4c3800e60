"""How orders end, and that only their own agent ends them, once."""

from collector.ingest import orders
from collector.presence.sweeping import Able
from collector.store import orders as held_orders
from collector.store.orders import HeldOrder
from protocol.observations import OrderOutcome
from protocol.order import OrderKind
from protocol.report import ReportKind
from tests.support.agents_door import DoorRig
from tests.support.ordered_agents import Office, carried_out, office


def give(there: Office, number: int = 0) -> str:
    to = Able(there.voices[number].id, "a" * 32, frozenset())
    made = orders.make(OrderKind.ASK, there.segment, to, (), 3, 60_000_000)
    return there.rig.do(lambda tx: orders.order(tx, there.context, to, made)).id


def held(there: Office, order_id: str, number: int = 0) -> HeldOrder:
    found = there.rig.read(lambda connection: held_orders.find(connection, order_id, there.voices[number].id))
    assert found is not None
    return found


def test_what_the_agent_says_is_kept_and_the_first_word_stands(door: DoorRig) -> None:
    there = office(door, 1)
    voice, number = there.voices[0], give(there)
    (order,) = there.orders(voice)
    for outcome in (OrderOutcome.REFUSED, OrderOutcome.DONE):
        there.door.deliver(voice, voice.report(carried_out(order, voice.wall_us, outcome), kind=ReportKind.EVENT))

    kept = held(there, number)
    assert (kept.outcome, kept.why) == ("refused", "the adapter has no link")
    assert kept.given_us is not None
    assert there.orders(voice) == ()


def test_one_nobody_reports_runs_out(door: DoorRig) -> None:
    there = office(door, 1)
    number = give(there)
    there.pass_seconds(61)

    assert (held(there, number).outcome, held(there, number).why) == ("expired", "its time is over")


def test_one_whose_agent_fell_silent_ends_before_its_time(door: DoorRig) -> None:
    there = office(door, 2)
    there.fall_silent(there.voices[0])
    number = give(there)
    there.pass_seconds(1)

    assert (held(there, number).outcome, held(there, number).why) == ("expired", "its agent fell silent")
