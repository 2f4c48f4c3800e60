"""The collector's clock counts microseconds."""

import time

from collector.clock import SystemClock


def test_wall_clock_is_the_systems_in_microseconds() -> None:
    before, now, after = time.time_ns() // 1000, SystemClock().now_us(), time.time_ns() // 1000

    assert before <= now <= after


def test_monotonic_clock_never_goes_back() -> None:
    clock = SystemClock()
    readings = [clock.monotonic_us() for _ in range(1000)]

    assert readings == sorted(readings)
