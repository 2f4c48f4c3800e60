"""Ranking and gaps, as values in and values out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence import tracing
from collector.presence.interval import Interval
from collector.presence.tracing import Candidate, Question, QuestionKind, Reason, SegmentAt, Strength

HALL = SegmentAt("1" * 32, "政务大厅", "u1", "示例市政务服务中心")
FLOOR = SegmentAt("2" * 32, "财政局三楼", "u2", "示例市财政局")


def candidate(
    strength: Strength, mac: str = "A", *reasons: Reason, segment: SegmentAt = HALL, age_us: int = 0
) -> Candidate:
    return Candidate(strength, reasons, mac, "10.37.12.21", segment, 0, 0, 0, age_us)


@pytest.mark.parametrize(
    ("text", "kind", "normal"),
    [
        ("0000.5e00.5301", QuestionKind.MAC, "00-00-5E-00-53-01"),
        ("00:00:5e:00:53:01", QuestionKind.MAC, "00-00-5E-00-53-01"),
        ("10.37.12.21", QuestionKind.ADDRESS, "10.37.12.21"),
        ("2001:DB8::1", QuestionKind.ADDRESS, "2001:db8::1"),
        ("10。37。12。21", QuestionKind.ADDRESS, "10.37.12.21"),
        (" CZJ-YSK-01 ", QuestionKind.NAME, "CZJ-YSK-01"),
        ("3714992026000001", QuestionKind.NAME, "3714992026000001"),
    ],
)
def test_what_was_asked_is_recognised(text: str, kind: QuestionKind, normal: str) -> None:
    assert Question.parse(text) == Question(kind, normal)


@pytest.mark.parametrize(
    ("claimed", "heard", "before", "contradicted", "strength"),
    [
        (True, True, True, False, Strength.CLAIMED_AND_HEARD),
        (True, False, False, False, Strength.CLAIMED),
        (False, True, True, False, Strength.HEARD),
        (False, False, True, False, Strength.LAST_HEARD),
        (False, False, False, False, Strength.REGISTERED),
        (False, False, True, True, Strength.EARLIER),
    ],
)
def test_strength(claimed: bool, heard: bool, before: bool, contradicted: bool, strength: Strength) -> None:
    found = tracing.strength_of(claimed=claimed, heard=heard, heard_before=before, contradicted=contradicted)

    assert found is strength


def test_the_better_supported_comes_first() -> None:
    shuffled = [
        candidate(Strength.HEARD, "D"),
        candidate(Strength.EARLIER, "F"),
        candidate(Strength.HEARD, "C", Reason.MAC_REGISTERED),
        candidate(Strength.LAST_HEARD, "E2", age_us=9),
        candidate(Strength.CLAIMED_AND_HEARD, "A"),
        candidate(Strength.LAST_HEARD, "E1", age_us=3),
        candidate(Strength.HEARD, "B", Reason.CONFIRMED),
    ]

    assert [item.mac for item in tracing.rank(shuffled)] == ["A", "B", "C", "D", "E1", "E2", "F"]


@given(st.permutations([(strength, mac) for strength in Strength for mac in "AB"]))
def test_order_of_arrival_does_not_matter(arrival: list[tuple[Strength, str]]) -> None:
    ranked = tracing.rank([candidate(strength, mac) for strength, mac in arrival])

    assert len(ranked) == len(arrival)
    assert ranked == tracing.rank([candidate(strength, mac) for strength, mac in sorted(arrival)])


def test_rivals_are_others_on_the_same_segment_at_the_same_time() -> None:
    ranked = tracing.rank(
        [
            candidate(Strength.HEARD, "A"),
            candidate(Strength.CLAIMED, "B"),
            candidate(Strength.HEARD, "C", segment=FLOOR),
            candidate(Strength.LAST_HEARD, "D"),
        ]
    )

    assert {item.mac: item.rivals for item in ranked} == {"A": ("B",), "B": ("A",), "C": (), "D": ()}


def test_an_address_on_two_segments_is_ambiguous() -> None:
    here, there = candidate(Strength.HEARD), candidate(Strength.LAST_HEARD, segment=FLOOR)

    assert tracing.ambiguous_segments([here, there]) == (HALL, FLOOR)[:: 1 if HALL.name < FLOOR.name else -1]
    assert tracing.ambiguous_segments([here, here]) == ()
    assert tracing.ambiguous_segments([here, candidate(Strength.EARLIER, segment=FLOOR)]) == ()


@pytest.mark.parametrize(("last", "moment"), [(None, 20), (5, 10), (15, 15), (25, 20)])
def test_the_moment_evidence_speaks_for(last: int | None, moment: int) -> None:
    assert tracing.moment_of(last, 10, 20) == moment


def test_the_unwatched_time_around_an_instant() -> None:
    watched = [(0, 1000), (4000, None)]

    assert tracing.unwatched(watched, 2000, 2000) == (Interval(1000, 4000),)
    assert tracing.unwatched(watched, 500, 500) == ()
    assert tracing.unwatched(watched, 999, 999) == ()
    assert tracing.unwatched(watched, 1000, 1000) == (Interval(1000, 4000),)
    assert tracing.unwatched(watched, 4000, 4000) == ()


def test_nobody_ever_watched() -> None:
    margin = tracing.COVERAGE_MARGIN_US

    assert tracing.unwatched([], 10, 10) == (Interval(10 - margin, 11 + margin),)
    assert tracing.unwatched([], 10, 20) == (Interval(10, 21),)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20) | st.none()), max_size=6),
    st.integers(0, 60),
    st.integers(1, 30),
)
def test_every_instant_is_watched_or_in_a_gap(spans: list[tuple[int, int | None]], from_us: int, length: int) -> None:
    watched = [(start, None if size is None else start + size) for start, size in spans]
    gaps = tracing.unwatched(watched, from_us, from_us + length)

    for instant in range(from_us, from_us + length + 1):
        seen = any(start <= instant and (stop is None or instant < stop) for start, stop in watched)
        missing = sum(gap.from_us <= instant < gap.to_us for gap in gaps)
        assert missing == (0 if seen else 1)


def test_only_is_what_the_others_leave_around_the_asked_time() -> None:
    these, others = [(0, 100), (200, None)], [(40, 60), (300, 400)]

    assert tracing.only(these, others, 0, 250) == (Interval(0, 40), Interval(60, 100), Interval(200, 251))
    assert tracing.only(these, others, 50, 50) == ()
    assert tracing.only(these, others, 70, 70) == (Interval(60, 100),)
