"""How an agent's clock went then, from what it signed and a beat near it."""

from collector.presence.clock_quality import ClockAt, SignedAt, clock_at, clock_of_beat, worst_of_each
from collector.presence.interval import DAY_US, MINUTE_US
from collector.presence.timing import ClockReading
from protocol.report import Taken

HOUR_US = 60 * MINUTE_US
NOW = 1_772_000_000_000_000


def test_a_clock_a_day_ahead_is_said_by_a_beat_after_it_was_set_right() -> None:
    signed = SignedAt("b", Taken(NOW + DAY_US, 10 * HOUR_US), NOW)
    reading = ClockReading("b", Taken(NOW + 2 * HOUR_US, 12 * HOUR_US), NOW + 2 * HOUR_US)

    found = clock_at("a", signed, reading)

    assert (found.offset_us, found.at_us, found.said_us) == (DAY_US, NOW, NOW + DAY_US)
    assert (found.is_off, found.is_proven) == (True, True)


def test_no_beat_of_that_boot_proves_nothing() -> None:
    signed = SignedAt("b", Taken(NOW - HOUR_US, 5), NOW)

    for reading in (None, ClockReading("other", Taken(NOW, 5), NOW)):
        found = clock_at("a", signed, reading)
        assert (found.offset_us, found.is_off, found.is_proven) == (0, False, False)


def test_of_beats_alone() -> None:
    found = clock_of_beat("a", ClockReading("b", Taken(NOW - MINUTE_US, 5), NOW))

    assert (found.offset_us, found.is_off, found.is_proven) == (-MINUTE_US, False, True)


def test_the_reading_that_says_most_against_an_agent_stands() -> None:
    right, off = ClockAt("a", NOW, NOW, 1, True), ClockAt("a", NOW, NOW, -DAY_US, True)
    unproven = ClockAt("b", NOW, NOW, 0, False)

    assert worst_of_each([right, unproven, off]) == (off, unproven)
    assert worst_of_each([unproven, ClockAt("b", NOW, NOW, DAY_US, True)]) == (unproven,)
