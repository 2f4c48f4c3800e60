"""The clocks of this machine; nothing else in the agent reads the time."""

import time
from typing import Protocol


class Clock(Protocol):
    """The two times everything here is told in; a test passes its own."""

    def wall_us(self) -> int:
        """Microseconds since 1970-01-01T00:00:00Z by this machine's clock; may jump either way."""

    def boot_us(self) -> int:
        """Microseconds since this system started, suspend included (CLOCK_BOOTTIME); never goes back."""

    def busy_us(self) -> int:
        """Microseconds of processor time that the calling thread has used (CLOCK_THREAD_CPUTIME_ID)."""


class SystemClock:
    """The kernel's clocks (clock_gettime(2))."""

    def wall_us(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1000

    def boot_us(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000

    def busy_us(self) -> int:
        return time.thread_time_ns() // 1000
