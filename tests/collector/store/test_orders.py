"""Rows of table probe_order."""

from ipaddress import ip_network

from collector.store import orders
from collector.store.orders import MOST_AT_ONCE, Ending
from protocol.identity import AdapterId, SegmentId
from protocol.order import Order, OrderKind
from tests.support.collector_store import CollectorStore

AGENT, OTHER, SEGMENT = "a" * 32, "b" * 32, "5" * 32
MAC = "00-00-5E-00-53-66"
MINUTE_US = 60_000_000


def made(number: int, kind: OrderKind = OrderKind.SWEEP) -> Order:
    prefix = ip_network("10.37.12.64/27")
    return Order(
        f"{number:032x}", kind, SegmentId(SEGMENT), AdapterId("c" * 32), (prefix,), 5, False, None, None, True, 60_000
    )


def add(rig: CollectorStore, number: int, kind: OrderKind = OrderKind.SWEEP, agent: str = AGENT, **more: str) -> None:
    rig.do(lambda tx: orders.add(tx, made(number, kind), agent, tx.now_us + MINUTE_US, **more))  # type: ignore[arg-type]


def given(rig: CollectorStore, agent: str = AGENT) -> list[str]:
    return [one.id for one in rig.read(lambda connection: orders.to_give(connection, agent, rig.clock.now))]


def test_an_order_comes_back_as_it_was_made(rig: CollectorStore) -> None:
    add(rig, 1)
    held = rig.read(lambda connection: orders.find(connection, made(1).id, AGENT))

    assert held is not None
    assert held.order == made(1)
    assert (held.addresses, held.turn) == (32, 1)
    assert rig.read(lambda connection: orders.find(connection, made(1).id, OTHER)) is None


def test_questions_first_then_by_id_and_no_more_than_an_answer_holds(rig: CollectorStore) -> None:
    for number in range(20):
        add(rig, number)
    add(rig, 99, OrderKind.ASK)

    ids = [made(99).id, *(made(number).id for number in range(MOST_AT_ONCE - 1))]
    assert given(rig) == ids
    assert given(rig, OTHER) == []


def test_what_has_ended_is_not_given_and_does_not_end_again(rig: CollectorStore) -> None:
    add(rig, 1, sweep_id="e" * 32)
    rig.do(lambda tx: orders.end(tx, made(1).id, Ending("done", None, 32, 2, 62)))
    rig.do(lambda tx: orders.end(tx, made(1).id, Ending("expired")))

    assert given(rig) == []
    (held,) = rig.read(lambda connection: orders.of_sweep(connection, "e" * 32))
    assert (held.outcome, held.asked, held.answered, held.frames) == ("done", 32, 2, 62)


def test_a_tally_counts_orders_agents_and_what_was_said(rig: CollectorStore) -> None:
    for number, agent in ((1, AGENT), (2, AGENT), (3, OTHER)):
        add(rig, number, agent=agent, sweep_id="e" * 32)
    rig.do(lambda tx: orders.end(tx, made(1).id, Ending("done", None, 32, 2, 62)))
    tally = rig.read(lambda connection: orders.tally(connection, "e" * 32))

    assert (tally.orders, tally.open, tally.agents) == (3, 2, 2)
    assert (tally.asked, tally.answered, tally.frames) == (32, 2, 62)


def test_those_of_an_agent_without_a_beat_have_failed(rig: CollectorStore) -> None:
    add(rig, 1)
    ((held, is_gone),) = rig.read(lambda connection: orders.failed(connection, rig.clock.now))

    assert held.id == made(1).id
    assert is_gone


def test_a_question_counts_from_when_it_was_given_until_it_runs_out(rig: CollectorStore) -> None:
    add(rig, 1, OrderKind.ASK, mac=MAC)
    made_us = rig.clock.now

    def was_asked(heard_us: int, agent: str = AGENT) -> bool:
        return rig.read(lambda connection: orders.was_asked(connection, SEGMENT, agent, MAC, heard_us))

    assert not was_asked(made_us)
    rig.clock.advance(1)
    rig.do(lambda tx: orders.mark_given(tx, orders.to_give(tx.connection, AGENT, tx.now_us)))
    assert not was_asked(made_us)
    assert was_asked(made_us + 1_000_000)
    assert not was_asked(made_us + 1_000_000, OTHER)
    assert not was_asked(made_us + MINUTE_US + 1)
    assert rig.read(lambda connection: orders.questions_since(connection, SEGMENT, 0)) == [(made_us, MAC)]
