from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.interval import Interval, Relation, joined, without

spans = st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda ends: ends[0] < ends[1])
INVERSE = {
    Relation.BEFORE: Relation.AFTER,
    Relation.MEETS: Relation.MET_BY,
    Relation.OVERLAPS: Relation.OVERLAPPED_BY,
    Relation.STARTS: Relation.STARTED_BY,
    Relation.DURING: Relation.CONTAINS,
    Relation.FINISHES: Relation.FINISHED_BY,
    Relation.EQUALS: Relation.EQUALS,
}
SHARING = set(Relation) - {Relation.BEFORE, Relation.AFTER, Relation.MEETS, Relation.MET_BY}


@pytest.mark.parametrize(
    ("mine", "theirs", "relation"),
    [
        ((1, 2), (3, 4), "before"),
        ((1, 3), (3, 4), "meets"),
        ((1, 3), (2, 4), "overlaps"),
        ((1, 2), (1, 4), "starts"),
        ((2, 3), (1, 4), "during"),
        ((3, 4), (1, 4), "finishes"),
        ((1, 4), (1, 4), "equals"),
        ((1, 4), (3, 4), "finished-by"),
        ((1, 4), (2, 3), "contains"),
        ((1, 4), (1, 2), "started-by"),
        ((2, 4), (1, 3), "overlapped-by"),
        ((3, 4), (1, 3), "met-by"),
        ((3, 4), (1, 2), "after"),
    ],
)
def test_all_thirteen_relations(mine: tuple[int, int], theirs: tuple[int, int], relation: str) -> None:
    assert Interval(*mine).relation(Interval(*theirs)) == relation


@given(spans, spans)
def test_relation_and_overlap_agree_with_the_instants(mine: tuple[int, int], theirs: tuple[int, int]) -> None:
    one, other = Interval(*mine), Interval(*theirs)
    shared = set(range(*mine)) & set(range(*theirs))

    assert one.overlaps(other) == bool(shared) == (one.relation(other) in SHARING)
    inverse = INVERSE | {value: key for key, value in INVERSE.items()}
    assert other.relation(one) is inverse[one.relation(other)]


@given(spans, spans, st.integers(0, 3))
def test_hull_holds_both_and_slack_is_symmetric(mine: tuple[int, int], theirs: tuple[int, int], slack: int) -> None:
    one, other = Interval(*mine), Interval(*theirs)

    assert set(range(*mine)) | set(range(*theirs)) <= set(range(one.hull(other).from_us, one.hull(other).to_us))
    assert one.lies_within(other, slack) == other.lies_within(one, slack)


def test_empty_interval_is_none() -> None:
    for start, end in product(range(3), repeat=2):
        if start >= end:
            with pytest.raises(ValueError, match="is empty"):
                Interval(start, end)


def test_sighting_of_one_instant_is_not_empty() -> None:
    assert Interval.of_sighting(5, 5) == Interval(5, 6)


ends = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30))


def covers(found: list[Interval], instant: int) -> bool:
    return any(one.from_us <= instant < one.to_us for one in found)


@given(st.lists(ends, max_size=6))
def test_joined_covers_the_same_instants_disjointly_and_in_order(given_spans: list[tuple[int, int | None]]) -> None:
    found = joined(given_spans, Interval(5, 25))

    for instant in range(35):
        there = any(start <= instant and (stop is None or instant < stop) for start, stop in given_spans)
        assert covers(found, instant) == (there and 5 <= instant < 25)
    assert all(one.to_us < other.from_us for one, other in pairwise(found))


@given(st.lists(ends, max_size=5), st.lists(spans, max_size=5))
def test_without_leaves_what_the_others_do_not_cover(
    given_spans: list[tuple[int, int | None]], taken: list[tuple[int, int]]
) -> None:
    held = joined(given_spans, Interval(0, 30))
    others = [Interval(*one) for one in taken]
    left = without(held, others)

    for instant in range(30):
        assert covers(left, instant) == (covers(held, instant) and not covers(others, instant))
