from hypothesis import given
from hypothesis import strategies as st

from agent.throttle import LOOKS, RESTS_FOR_ITS_COST, SAYING_BYTES, SAYINGS, Allowance, Bucket, Throttle

SECOND = 1_000_000
GAPS = st.lists(st.integers(min_value=0, max_value=10 * SECOND), max_size=200)


def say(throttle: Throttle, now_us: int, size: int = 100, name: str = "adapters") -> bool:
    if not throttle.may_say(name, now_us):
        return False
    throttle.said(name, now_us, size)
    return True


@given(GAPS, st.integers(1, 10), st.integers(1, 5 * SECOND))
def test_no_stretch_of_time_sees_more_than_the_burst_and_its_share(gaps: list[int], burst: int, every_us: int) -> None:
    bucket, now, taken = Bucket(Allowance(burst, every_us)), 0, []
    for gap in gaps:
        now += gap
        if bucket.take(now):
            taken.append(now)

    for first, start in enumerate(taken):
        for count, end in enumerate(taken[first:], start=1):
            assert count <= burst + (end - start) // every_us


@given(GAPS)
def test_whoever_waits_until_it_is_due_is_never_refused(gaps: list[int]) -> None:
    throttle, now = Throttle(), 0
    for gap in gaps:
        now += gap
        if not say(throttle, now):
            due = throttle.next_us()
            assert due is not None
            assert now < due <= now + SAYINGS.every_us
            now = due
            assert say(throttle, now)


def test_ordinary_life_is_not_throttled() -> None:
    throttle = Throttle()
    assert all(say(throttle, number * 300_000) for number in range(SAYINGS.burst))

    assert (throttle.in_force, throttle.turn(9 * SECOND), throttle.next_us()) == (frozenset(), (), None)


def test_beginning_and_end_are_told_once_with_what_was_folded() -> None:
    throttle, told = Throttle(), list[str]()
    for now in range(0, 30 * SECOND, 150_000):
        throttle.count("adapters", changes=1, events=3)
        say(throttle, now)
        told += throttle.turn(now)
    assert throttle.in_force == {"adapters"}
    assert told == ["begins: adapters changes faster than it is said; what is folded is counted"]
    due = throttle.next_us()
    assert due is not None
    assert say(throttle, due)
    while throttle.in_force:
        due = throttle.next_us()
        assert due is not None
        told += throttle.turn(due)

    assert len(told) == 2
    assert told[1].startswith("ended; adapters: 1")
    assert "folded into 2" in told[1], told[1]


def test_what_went_back_to_what_was_said_is_owed_no_more() -> None:
    throttle = Throttle()
    while say(throttle, 0):
        pass
    owed_until = throttle.next_us()
    throttle.still_owed(())

    assert owed_until == SAYINGS.every_us
    assert throttle.next_us() == SAYINGS.burst * SAYINGS.every_us


def test_large_answers_cost_more() -> None:
    throttle = Throttle()
    said = sum(say(throttle, 0, 7 * SAYING_BYTES) for _ in range(SAYINGS.burst))

    assert said == 4
    assert not say(throttle, 2 * SAYINGS.every_us, 7 * SAYING_BYTES)
    assert say(throttle, 2 * SAYINGS.every_us * 8, 7 * SAYING_BYTES)


def test_costly_looks_make_a_probe_rest_without_being_called_a_storm() -> None:
    throttle = Throttle()
    throttle.looked("adapters", 0, 100_000)
    assert throttle.looks_again_us("adapters") == RESTS_FOR_ITS_COST * 100_000
    throttle.puts_off_a_look("adapters", 1)

    assert not throttle.in_force
    assert throttle.looks_again_us("routes") < 0


def test_looks_are_bounded_and_one_answer_does_not_hold_back_another() -> None:
    throttle = Throttle()
    for _ in range(LOOKS.burst):
        assert throttle.looks_again_us("adapters") <= 0
        throttle.looked("adapters", 0, 0)
    throttle.puts_off_a_look("adapters", 0)

    assert throttle.looks_again_us("adapters") == LOOKS.every_us
    assert throttle.in_force == {"adapters"}
    assert say(throttle, 0, name="wireless")


def test_a_storm_that_does_not_end_is_told_meanwhile() -> None:
    throttle = Throttle()
    while say(throttle, 0):
        pass
    throttle.count("adapters", changes=2, events=40)

    assert throttle.interim(5 * SECOND) == (
        "goes on; adapters: 2 changes and 40 kernel events folded into 0 reports in 5 s",
    )
