from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.interval import Interval, Relation

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
