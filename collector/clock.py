"""The collector's only clock."""

import time
from typing import Protocol


class Clock(Protocol):
    """What the collector may ask of time."""

    def now_us(self) -> int:
        """Microseconds since 1970-01-01T00:00:00Z."""
        ...

    def monotonic_us(self) -> int:
        """Microseconds that never go back; for time-outs only."""
        ...


class SystemClock:
    """CLOCK_REALTIME and CLOCK_MONOTONIC of this machine."""

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic_us(self) -> int:
        return time.monotonic_ns() // 1000
