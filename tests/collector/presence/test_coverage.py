import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.coverage import HEARING_US, Hears, Judged, Peer, State, Watch, covered, hearing, state_of
from collector.presence.interval import Interval

NOW = 100 * HEARING_US
LONG_AGO = NOW - 5 * HEARING_US


def silent(count: int, since_us: int = LONG_AGO) -> list[Peer]:
    return [Peer(f"peer-{number}", since_us, None) for number in range(count)]


def test_watcher_that_hears_none_of_two_others_for_ten_minutes_is_isolated() -> None:
    assert hearing(LONG_AGO, silent(2), NOW) == Judged(Hears.ISOLATED, LONG_AGO)


@pytest.mark.parametrize(
    ("watching_since_us", "peers"),
    [
        (LONG_AGO, []),
        (LONG_AGO, silent(1)),
        (LONG_AGO, [*silent(1), *silent(3, NOW - HEARING_US + 1)]),
        (NOW - HEARING_US + 1, silent(9)),
    ],
)
def test_too_few_or_too_early_tells_nothing(watching_since_us: int, peers: list[Peer]) -> None:
    assert hearing(watching_since_us, peers, NOW).hears is None


def test_one_frame_of_one_other_proves_that_it_hears() -> None:
    heard = Peer("talks", LONG_AGO, NOW - HEARING_US + 1)

    assert hearing(LONG_AGO, [*silent(9), heard], NOW).hears is Hears.PEERS


def test_isolation_begins_when_the_last_other_was_heard() -> None:
    heard_us = NOW - 2 * HEARING_US

    assert hearing(LONG_AGO, [*silent(2), Peer("talked", LONG_AGO, heard_us)], NOW) == Judged(Hears.ISOLATED, heard_us)


@pytest.mark.parametrize(
    ("watchers", "agents", "state"),
    [
        ([], 0, State.NO_AGENT),
        ([], 3, State.UNWATCHED),
        ([None], 3, State.WATCHED),
        ([Hears.PEERS, Hears.ISOLATED], 3, State.WATCHED),
        ([Hears.ISOLATED, Hears.ISOLATED], 3, State.ISOLATED),
    ],
)
def test_state_of_a_segment(watchers: list[Hears | None], agents: int, state: State) -> None:
    assert state_of(watchers, agents) is state


def watch(from_us: int, to_us: int | None, hears: Hears | None = None, family: str = "ipv4") -> Watch:
    return Watch("a", family, from_us, to_us, hears)


def test_gaps_and_isolated_times_are_told_apart() -> None:
    found = covered(
        [watch(0, 20), watch(10, 40, Hears.ISOLATED), watch(60, None), watch(0, 100, family="ipv6")],
        "ipv4",
        Interval(10, 100),
    )

    assert found.watched == (Interval(10, 20), Interval(60, 100))
    assert found.isolated == (Interval(20, 40),)
    assert found.gaps == (Interval(40, 60),)
    assert found.share == 50 / 90


def test_no_data_is_not_nothing() -> None:
    assert covered([], "ipv4", Interval(0, 10)).share is None
    assert covered([watch(0, 10, Hears.ISOLATED)], "ipv4", Interval(0, 10)).share is None


spans = st.tuples(st.integers(0, 60), st.integers(1, 30), st.booleans(), st.sampled_from([None, *Hears]))


@given(st.lists(spans, max_size=8), st.integers(0, 40), st.integers(1, 40))
def test_every_instant_is_told_once_and_rightly(
    given_spans: list[tuple[int, int, bool, Hears | None]], start: int, length: int
) -> None:
    watches = [watch(begin, None if lasts else begin + span, hears) for begin, span, lasts, hears in given_spans]
    found = covered(watches, "ipv4", Interval(start, start + length))

    def told(intervals: tuple[Interval, ...], instant: int) -> bool:
        return any(one.from_us <= instant < one.to_us for one in intervals)

    for instant in range(start, start + length):
        there = [one for one in watches if one.from_us <= instant and (one.to_us is None or instant < one.to_us)]
        is_good = any(one.hears is not Hears.ISOLATED for one in there)
        said = (told(found.watched, instant), told(found.isolated, instant), told(found.gaps, instant))
        assert said == (is_good, bool(there) and not is_good, not there)
