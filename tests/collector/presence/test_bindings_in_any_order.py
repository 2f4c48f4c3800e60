"""Whatever order, delay, repetition or clock a sighting comes with: the same bindings; all relations of two."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.presence.binding import QUIET_US, Binding, ClosedBy, Heard, Pair
from collector.presence.interval import MINUTE_US, SECOND_US, Interval, Relation
from collector.presence.timing import ClockReading, agent_clock
from protocol.observations import HeardHow
from protocol.report import Taken
from tests.support.binding_book import BindingBook
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, MAC_2

START = 1_767_225_600_000_000
PAIR = Pair("5" * 32, MAC_1, ADDRESS_1)
RIVAL = Pair("5" * 32, MAC_2, ADDRESS_1)
SAME_MAC = Pair("5" * 32, MAC_1, ADDRESS_2)
TOLD_US = START + 300 * MINUTE_US

# Each ends where the next instant is not heard any more: an interval [a, b) is a sighting of a … b - 1.
RELATIONS = {
    Relation.BEFORE: ((0, 10), (20, 30)),
    Relation.MEETS: ((0, 10), (10, 20)),
    Relation.OVERLAPS: ((0, 20), (10, 30)),
    Relation.STARTS: ((0, 10), (0, 20)),
    Relation.DURING: ((10, 20), (0, 30)),
    Relation.FINISHES: ((10, 30), (0, 30)),
    Relation.EQUALS: ((0, 10), (0, 10)),
    Relation.FINISHED_BY: ((0, 30), (10, 30)),
    Relation.CONTAINS: ((0, 30), (10, 20)),
    Relation.STARTED_BY: ((0, 20), (0, 10)),
    Relation.OVERLAPPED_BY: ((10, 30), (0, 20)),
    Relation.MET_BY: ((10, 20), (0, 10)),
    Relation.AFTER: ((20, 30), (0, 10)),
}
SCALES = {"seconds": SECOND_US, "minutes": MINUTE_US, "hours": 20 * MINUTE_US}
"""Ten seconds apart is together, ten minutes is just joined, hours are not."""


def sighting(pair: Pair, span: tuple[int, int], scale_us: int, told_us: int = TOLD_US * 2) -> Heard:
    from_us, to_us = (START + moment * scale_us for moment in span)
    return Heard(pair, HeardHow.ARP_REQUEST, from_us, to_us - 1, 1, "agent:1", 1, told_us)


def fold_all(reports: list[Heard]) -> list[Binding]:
    book = BindingBook()
    for heard in reports:
        book.hear(heard)
    return book.held


def intervals(bindings: list[Binding], pair: Pair) -> list[tuple[int, int]]:
    return [(one.first_us, one.last_us) for one in bindings if one.pair == pair]


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("scale", SCALES)
def test_two_sightings_of_a_pair_are_one_binding_unless_quiet_lies_between(relation: Relation, scale: str) -> None:
    one, other = (sighting(PAIR, span, SCALES[scale]) for span in RELATIONS[relation])
    assert one.interval.relation(other.interval) is relation

    for reports in ([one, other], [other, one]):
        held = fold_all(reports)
        hull = one.interval.hull(other.interval)
        gap_us = max(one.first_us, other.first_us) - min(one.last_us, other.last_us)
        if gap_us > QUIET_US + 1:
            assert len(held) == 2
            assert {item.interval for item in held} == {one.interval, other.interval}
        else:
            assert [item.interval for item in held] == [hull]
            assert held[0].frames == 2


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("scale", SCALES)
def test_two_sightings_of_rivals_stay_two_and_the_later_one_holds_the_address(relation: Relation, scale: str) -> None:
    one, other = (
        sighting(pair, span, SCALES[scale]) for pair, span in zip((PAIR, RIVAL), RELATIONS[relation], strict=True)
    )
    told_us = max(one.last_us, other.last_us)

    for reports in permutations([replace(one, received_us=told_us), replace(other, received_us=told_us)]):
        held = {item.pair: item for item in fold_all(list(reports))}
        assert {pair: item.interval for pair, item in held.items()} == {PAIR: one.interval, RIVAL: other.interval}
        ended = {pair for pair, item in held.items() if item.closed_by is ClosedBy.CONTRADICTED}
        is_near = min(one.last_us, other.last_us) + QUIET_US >= told_us
        if one.last_us == other.last_us:
            assert ended == set()
        elif is_near:
            assert ended == ({PAIR} if one.last_us < other.last_us else {RIVAL})
        assert sum(item.is_open for item in held.values()) == (2 if one.last_us == other.last_us else 1)


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("scale", SCALES)
def test_two_addresses_of_a_mac_contradict_nothing(relation: Relation, scale: str) -> None:
    one, other = (
        sighting(pair, span, SCALES[scale]) for pair, span in zip((PAIR, SAME_MAC), RELATIONS[relation], strict=True)
    )
    told_us = max(one.last_us, other.last_us)

    for reports in permutations([replace(one, received_us=told_us), replace(other, received_us=told_us)]):
        held = {item.pair: item for item in fold_all(list(reports))}
        assert {pair: item.interval for pair, item in held.items()} == {PAIR: one.interval, SAME_MAC: other.interval}
        assert ClosedBy.CONTRADICTED not in {item.closed_by for item in held.values()}


moments = st.integers(0, 480).map(lambda number: START + number * MINUTE_US // 4)
frames = st.builds(
    lambda pair, at_us, lasts, by: Heard(pair, HeardHow.ARP_REQUEST, at_us, at_us + lasts, 1, by, 1, TOLD_US),
    st.sampled_from([PAIR, SAME_MAC]),
    moments,
    st.sampled_from([0, 30 * SECOND_US, 12 * MINUTE_US]),
    st.sampled_from(["agent:1", "agent:2"]),
)


@given(st.lists(frames, min_size=1, max_size=10), st.integers(0, 2**32), st.data())
@settings(max_examples=300, deadline=None)
def test_order_repetition_and_delay_change_no_interval(reports: list[Heard], seed: int, data: st.DataObject) -> None:
    random = Random(seed)
    again = [*reports, *data.draw(st.lists(st.sampled_from(reports), max_size=5))]
    random.shuffle(again)
    delayed = [replace(one, received_us=TOLD_US + random.randrange(240) * MINUTE_US) for one in again]

    once, often = fold_all(reports), fold_all(delayed)

    for pair in (PAIR, SAME_MAC):
        assert intervals(once, pair) == intervals(often, pair)
    known = {(one.pair, one.first_us): {said.name for said in one.witnesses} for one in once}
    assert known == {(one.pair, one.first_us): {said.name for said in one.witnesses} for one in often}


contested = st.builds(
    lambda pair, at_us: Heard(pair, HeardHow.ARP_REQUEST, at_us, at_us, 1, "agent:1", 1, TOLD_US),
    st.sampled_from([PAIR, RIVAL]),
    moments,
)


@given(st.lists(contested, min_size=1, max_size=8), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_who_holds_a_contested_address_in_the_end_does_not_depend_on_the_order(reports: list[Heard], seed: int) -> None:
    shuffled = list(reports)
    Random(seed).shuffle(shuffled)
    now_us = max(one.last_us for one in reports)

    one, other = (fold_all([replace(said, received_us=now_us) for said in told]) for told in (reports, shuffled))

    for pair in (PAIR, RIVAL):
        assert {item.last_us for item in one if item.pair == pair and item.is_open} == {
            item.last_us for item in other if item.pair == pair and item.is_open
        }


@given(
    st.lists(st.tuples(moments, st.integers(0, 1)), min_size=1, max_size=8),
    st.tuples(*[st.integers(-(10**15), 10**15)] * 2),
)
@settings(max_examples=200, deadline=None)
def test_wrong_clocks_of_the_witnesses_change_no_interval(
    heard: list[tuple[int, int]], offsets_us: tuple[int, int]
) -> None:
    """Each report is closed 10 s after its frame and told at once; the last beat came a minute before."""
    right, wrong = [], []
    for at_us, number in heard:
        closed_us = at_us + 10 * SECOND_US
        skew_us = offsets_us[number]
        reading = ClockReading(
            "b", Taken(closed_us - MINUTE_US + skew_us, closed_us - MINUTE_US), closed_us - MINUTE_US
        )
        clock = agent_clock("b", Taken(closed_us + skew_us, closed_us), closed_us, reading)
        told_us = clock.collector_us(at_us + skew_us)
        name = f"agent:{number}"
        right.append(Heard(PAIR, HeardHow.ARP_REQUEST, at_us, at_us, 1, name, 1, TOLD_US))
        wrong.append(replace(right[-1], first_us=told_us, last_us=told_us))

    assert intervals(fold_all(right), PAIR) == intervals(fold_all(wrong), PAIR)


def test_the_relations_are_all_thirteen() -> None:
    assert set(RELATIONS) == set(Relation)
    assert all(Interval(*one).relation(Interval(*other)) is name for name, (one, other) in RELATIONS.items())
