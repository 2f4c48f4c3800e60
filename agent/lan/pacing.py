"""No more than so many frames in any second, wherever that second begins. Pure.

A bucket that fills by the second lets twice its size pass around a second's edge; a switch's ARP inspection counts
without regard to ours.
"""

from collections import deque

SECOND_US = 1_005_000
"""A second, and what two clocks may differ in measuring it."""


class SlidingSecond:
    """Remembers when the last `most` frames were sent. Times are microseconds by the boot clock."""

    def __init__(self, most: int, now_us: int) -> None:
        """As if full: what this PC sent before a restart is not known."""
        self._sent: deque[int] = deque([now_us] * most, maxlen=most)

    def free_us(self, most: int) -> int:
        """From when on one frame more keeps within `most` in a second; `most` is at least 1."""
        held = min(most, len(self._sent))
        return self._sent[-held] + SECOND_US

    def note(self, at_us: int) -> None:
        """A frame was sent, at the latest at this moment."""
        self._sent.append(max(at_us, self._sent[-1]))


def jittered(gap_us: int, fraction: float) -> int:
    """The gap, up to 30 % more or less; `fraction` is random in [0, 1)."""
    return gap_us * 7 // 10 + int(gap_us * 0.6 * fraction)
