from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, ip_address
from random import Random

import pytest
from hypothesis import given, settings, strategies

from agent.lan.decode.frame import decode
from agent.orders.keeper import TIMER
from protocol.observations import HeardHow, OrderOutcome, Sighting
from protocol.order import Order, OrderKind
from tests.support.observed import ADAPTER, OWN_MAC, policy
from tests.support.order_ground import ASKABLE, HOST_MAC, SECOND_ADAPTER, WATCH, OrderGround, answer, asked_for
from tests.support.ordered import CANARY_MAC, ask, canary, sweep

LIVE = frozenset(IPv4Address(f"59.207.0.{last}") for last in (65, 70, 90))


@pytest.fixture
def ground() -> Iterator[OrderGround]:
    made = OrderGround()
    yield made
    made.close()


def outcome(ground: OrderGround) -> tuple[OrderOutcome, str | None]:
    (said,) = ground.said
    return said.outcome, said.why


def test_a_sweep_asks_everybody_then_the_silent_and_says_what_it_sent(ground: OrderGround) -> None:
    ground.keeper.take((sweep("59.207.0.64/27"),))
    ground.run(20, LIVE)

    (said,) = ground.said
    assert (said.outcome, said.why, said.asked, said.answered, said.frames) == (OrderOutcome.DONE, None, 32, 3, 61)
    questions = [asked_for(frame) for _, _, frame in ground.sent]
    assert questions[:32] == [IPv4Address(f"59.207.0.{last}") for last in range(64, 96)]
    assert questions[32:] == [address for address in questions[:32] if address not in LIVE]
    assert all(decode(frame)[0][:3:2] == (OWN_MAC, HeardHow.ARP_REQUEST) for _, _, frame in ground.sent)
    assert [outlet.is_open for outlet in ground.outlets] == [False]
    assert ground.keeper.underway == ()


def test_answers_are_told_without_a_watch_and_nothing_else_is(ground: OrderGround) -> None:
    ground.keeper.take((ask("59.207.0.65/32"),))
    ground.hear(answer(IPv4Address("59.207.0.65")))
    ground.run(0.05)
    ground.hear(answer(IPv4Address("59.207.0.66")))
    ground.hear(answer(IPv4Address("59.207.0.65")))
    ground.run(5)
    ground.hear(answer(IPv4Address("59.207.0.65")))

    (told,) = ground.told
    assert isinstance(told, Sighting)
    assert (told.mac, told.address, told.how) == (HOST_MAC, ip_address("59.207.0.65"), HeardHow.ARP_REPLY)
    (said,) = ground.said
    assert (said.outcome, said.asked, said.answered, said.frames) == (OrderOutcome.DONE, 1, 1, 1)


def test_who_does_not_answer_is_asked_three_times(ground: OrderGround) -> None:
    ground.keeper.take((ask("59.207.0.65/32"),))
    ground.run(5)

    times = [at for at, _, _ in ground.sent]
    assert [round((later - times[0]) / 1e6, 2) for later in times] == [0, 0.33, 0.67]
    (said,) = ground.said
    assert (said.asked, said.answered, said.frames, said.to_us - said.from_us > 1_600_000) == (1, 0, 3, True)


def test_an_order_that_is_over_is_not_carried_out_again(ground: OrderGround) -> None:
    for _ in range(3):
        ground.keeper.take((ask("59.207.0.65/32"), sweep("10.0.0.0/30")))
        ground.run(5)

    assert sorted((said.order, said.outcome) for said in ground.said) == [
        ("5ee9", OrderOutcome.REFUSED),
        ("a5c1", OrderOutcome.DONE),
    ]
    assert len(ground.sent) == 3


def test_what_is_over_is_forgotten_in_the_end(ground: OrderGround) -> None:
    for number in range(300):
        ground.keeper.take((sweep("10.0.0.0/30", order_id=f"{number:x}"),))

    assert len(ground.keeper._over) == 256
    assert len(ground.said) == 300


def test_an_order_not_named_any_more_is_cut_short(ground: OrderGround) -> None:
    ground.keeper.take((sweep("59.207.0.64/27"),))
    ground.run(1)
    assert ground.keeper.underway[0].startswith("5ee9 sweep ")
    frames = len(ground.sent)
    ground.keeper.take(())
    ground.run(10)

    assert 5 < frames <= 11
    assert ground.said[0].frames == len(ground.sent) == frames
    assert outcome(ground) == (OrderOutcome.CUT_SHORT, "not named any more")
    assert TIMER not in ground.timers.take_due(2**60)


def test_time_runs_out_by_the_shortest_word(ground: OrderGround) -> None:
    ground.keeper.take((sweep("59.207.0.64/27", lasts_ms=60_000),))
    ground.keeper.take((sweep("59.207.0.64/27", lasts_ms=2_000),))
    ground.keeper.take((sweep("59.207.0.64/27", lasts_ms=60_000),))
    ground.run(20)

    assert outcome(ground) == (OrderOutcome.CUT_SHORT, "its time is over")
    assert 15 <= len(ground.sent) <= 20


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("expired", "no policy is in force"),
        ("moved", "the adapter is not attached to that segment"),
        ("forbidden", "the policy lets no probe frame be sent on that segment"),
        ("deaf", "this agent does not listen there"),
        ("broken", "sending: Network is down"),
    ],
)
def test_what_ends_the_right_to_ask_ends_the_asking(ground: OrderGround, change: str, why: str) -> None:
    ground.keeper.take((sweep("59.207.0.64/27"),))
    ground.run(1)
    frames = len(ground.sent)
    match change:
        case "expired":
            ground.policy = None
        case "moved":
            ground.attach()
        case "forbidden":
            ground.policy = policy(2, replace(ASKABLE, probe_frames_per_second=0))
        case "deaf":
            ground.listening.close()
        case "broken":
            ground.trouble = "Network is down"
    ground.run(1)

    assert outcome(ground) == (OrderOutcome.CUT_SHORT, why)
    assert (len(ground.sent), ground.said[0].frames, ground.said[0].asked) == (frames, frames, frames)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (sweep("59.207.1.0/27"), "59.207.1.0/27 is not among the segment's declared prefixes"),
        (ask("59.207.0.0/24", adapter="00" * 16), "the adapter is not attached to that segment"),
        (canary(over_the_wire=False), "this agent does not watch that segment: nobody would hear of it"),
    ],
)
def test_what_is_refused_sends_nothing(ground: OrderGround, order: Order, why: str) -> None:
    ground.keeper.take((order,))
    ground.run(5)

    assert ground.sent == []
    assert outcome(ground) == (OrderOutcome.REFUSED, why)
    assert (ground.said[0].asked, ground.said[0].frames) == (0, 0)


def test_while_links_are_changing_nothing_is_sent(ground: OrderGround) -> None:
    ground.is_moving = True
    ground.keeper.take((ask("59.207.0.65/32"),))
    ground.run(3)
    assert ground.sent == []
    ground.is_moving = False
    ground.run(3)

    assert len(ground.sent) == 3


def test_a_question_does_not_wait_for_a_sweep(ground: OrderGround) -> None:
    ground.keeper.take((sweep("59.207.0.64/27"),))
    ground.run(1)
    ground.keeper.take((sweep("59.207.0.64/27"), ask("59.207.0.200/32")))
    ground.run(1.5)

    after = [asked_for(frame) for _, _, frame in ground.sent[10:]]
    assert after.count(IPv4Address("59.207.0.200")) == 3
    assert len(after) > 8


def test_listeners_are_queried_once(ground: OrderGround) -> None:
    ground.keeper.take((replace(sweep("fe80::99/128"), queries_listeners=True),))
    ground.run(10)

    assert [decode(frame)[0][2] for _, _, frame in ground.sent] == [
        HeardHow.MLD,
        HeardHow.ND_SOLICITATION,
        HeardHow.ND_SOLICITATION,
    ]
    (said,) = ground.said
    assert (said.outcome, said.asked, said.frames) == (OrderOutcome.DONE, 1, 3)


def test_canary_goes_out_as_one_frame(ground: OrderGround) -> None:
    ground.keeper.take((canary(),))
    ground.run(5)

    ((_, index, frame),) = ground.sent
    (heard,) = decode(frame)
    assert (index, heard[:3]) == (2, (CANARY_MAC, ip_address("59.207.0.77"), HeardHow.ARP_ANNOUNCEMENT))
    (said,) = ground.said
    assert (said.outcome, said.asked, said.frames) == (OrderOutcome.DONE, 0, 1)


def test_canary_in_the_capture_path_is_heard_and_never_sent(ground: OrderGround) -> None:
    ground.policy = policy(2, replace(ASKABLE, probe_frames_per_second=0, allows_second_mac=False))
    ground.duties = (WATCH,)
    ground.keeper.take((canary(over_the_wire=False),))
    ground.run(5)

    (told,) = ground.told
    assert isinstance(told, Sighting)
    assert (told.mac, ground.sent) == (CANARY_MAC, [])
    assert [(said.outcome, said.frames) for said in ground.said] == [(OrderOutcome.DONE, 0)]


def test_the_same_address_asked_by_two_orders_is_answered_for_both(ground: OrderGround) -> None:
    ground.keeper.take((ask("59.207.0.65/32", order_id="1"), sweep("59.207.0.65/32", order_id="2")))
    ground.run(10, LIVE)

    assert {said.order: (said.asked, said.answered) for said in ground.said} == {"1": (1, 1), "2": (1, 1)}


def test_giving_up_says_so(ground: OrderGround) -> None:
    ground.keeper.take((sweep("59.207.0.64/27", order_id="1"), canary(order_id="2")))
    ground.keeper.give_up("stopped")

    assert ("1", "stopped") in {(said.order, said.why) for said in ground.said}
    assert ground.keeper.underway == ()


orders = strategies.builds(
    sweep,
    strategies.integers(8, 14).map(lambda number: f"59.207.0.{number * 16}/28"),
    order_id=strategies.uuids().map(lambda number: number.hex),
    kind=strategies.sampled_from([OrderKind.ASK, OrderKind.SWEEP]),
    frames_per_second=strategies.integers(1, 10),
    adapter=strategies.sampled_from([ADAPTER, SECOND_ADAPTER]),
)


@settings(max_examples=60, deadline=None)
@given(
    strategies.lists(strategies.tuples(orders, strategies.floats(0, 4)), min_size=1, max_size=8),
    strategies.integers(1, 10),
    strategies.randoms(use_true_random=False),
)
def test_no_second_ever_holds_more_frames_than_the_ceilings_allow(
    coming: list[tuple[Order, float]], allowed: int, random: Random
) -> None:
    ground = OrderGround(replace(ASKABLE, probe_frames_per_second=allowed), random.random)
    named: list[Order] = []
    for order, pause in coming:
        named.append(order)
        ground.keeper.take(named)
        ground.run(pause)
    ground.run(60)
    ground.close()

    times = [at for at, _, _ in ground.sent]
    assert all(later - earlier > 1_000_000 for earlier, later in zip(times, times[allowed:], strict=False))
    slowest = min(allowed, named[0].frames_per_second)
    if len(named) == 1:
        assert all(later - earlier > 1_000_000 for earlier, later in zip(times, times[slowest:], strict=False))
