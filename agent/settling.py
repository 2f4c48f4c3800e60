"""When events have settled enough to look. Pure.

A plugged adapter makes a dozen events within a few ten milliseconds; looking at each would tell half-made states.
"""

from agent.host.netlink.events import Wake

NEIGHBOURS_AFTER_US = 1_000_000
_NEIGHBOURS = frozenset({Wake.NEIGHBOURS})
_LONGEST = 3


class Settling:
    """What was woken since the last look. Looks when nothing more came, or after three times that."""

    def __init__(self) -> None:
        self._wakes: frozenset[Wake] = frozenset()
        self._first_us = 0
        self._due_us = 0

    def __bool__(self) -> bool:
        return bool(self._wakes)

    def add(self, wakes: frozenset[Wake], now_us: int, settle_us: int) -> int:
        """When to look, given that these were woken now; neighbours alone change all the time and wait."""
        if not self._wakes:
            self._first_us, self._due_us = now_us, now_us + NEIGHBOURS_AFTER_US
        self._wakes |= wakes
        if wakes != _NEIGHBOURS:
            self._due_us = min(now_us + settle_us, self._first_us + _LONGEST * settle_us)
        return self._due_us

    def take(self) -> frozenset[Wake]:
        """Everything woken; from now on nothing is."""
        taken, self._wakes = self._wakes, frozenset()
        return taken
