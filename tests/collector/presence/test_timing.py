from hypothesis import given
from hypothesis import strategies as st

from collector.presence.interval import SECOND_US
from collector.presence.timing import PROMPT_FOR_US, Arrival, ClockReading, agent_clock, promptest
from protocol.report import Taken

NOW = 1_772_000_000_000_000
YEARS = 10 * 365 * 86_400 * SECOND_US
offsets = st.integers(-YEARS, YEARS)


@given(offsets, st.integers(0, 86_400 * SECOND_US), st.integers(0, 3600 * SECOND_US))
def test_boot_time_says_when_whatever_the_wall_clock_shows(offset: int, waited: int, before: int) -> None:
    boot_now = 90_000 * SECOND_US
    reading = ClockReading("b", Taken(NOW + offset, boot_now), NOW)
    closed = Taken(NOW + offset - waited, boot_now - waited)
    clock = agent_clock("b", closed, NOW, reading)

    assert clock.collector_us(closed.wall_us - before) == NOW - waited - before


def test_clock_set_right_between_report_and_beat() -> None:
    reading = ClockReading("b", Taken(NOW, 7200 * SECOND_US), NOW)
    closed = Taken(NOW - YEARS, 3600 * SECOND_US)

    assert agent_clock("b", closed, NOW, reading).collector_us(closed.wall_us) == NOW - 3600 * SECOND_US


@given(offsets, offsets)
def test_nothing_happened_in_the_future(wall: int, offset: int) -> None:
    reading = ClockReading("other", Taken(NOW + offset, 0), NOW)

    for known in (reading, None):
        clock = agent_clock("b", Taken(NOW + wall, 5), NOW, known)
        assert clock.collector_us(NOW + wall) <= NOW


def test_small_offsets_of_another_boot_are_not_believed() -> None:
    reading = ClockReading("other", Taken(NOW + 2 * SECOND_US, 0), NOW)

    assert agent_clock("b", Taken(NOW - SECOND_US, 5), NOW, reading).collector_us(NOW - SECOND_US) == NOW - SECOND_US
    assert not agent_clock("b", Taken(NOW, 5), NOW, reading).is_off


@given(st.lists(st.integers(0, 300 * SECOND_US), min_size=1, max_size=9))
def test_the_beat_least_long_on_its_way_tells_the_time(waits: list[int]) -> None:
    best: Arrival | None = None
    for number, waited in enumerate(waits):
        boot_us = 90_000 * SECOND_US + number * SECOND_US
        best = promptest(best, Arrival(NOW + number * SECOND_US + waited, boot_us))
        lag = NOW - 90_000 * SECOND_US
        assert best.lag_us == lag + min(waits[: number + 1])


def test_an_old_arrival_gives_way_to_a_slower_one() -> None:
    old, slow = Arrival(NOW, 1), Arrival(NOW + PROMPT_FOR_US + 1, 2)

    assert promptest(old, slow) == slow
    assert promptest(old, Arrival(NOW + PROMPT_FOR_US, 2)) == old
