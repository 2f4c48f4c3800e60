"""What is remembered of a pair in a flood of new ones: four octets, enough to know it when it is heard again.

A forger's pairs pass once; who is really there is heard again. The memory has SLOTS places, of which a pair has one by
its hash, for a second at least, then until another comes. At 30,000 new pairs a second a pair is known again after two
seconds seven times of ten, after ten seconds once in three. Python's hashes of octets are secret, so nobody can aim at
a place.

Rule: no clock. Times are those of the frames, and may go back.
"""

from array import array
from math import log
from typing import NamedTuple

SLOTS = 1 << 18
APART_US = 200_000
"""Heard again this much later is a sign of its own; sooner it may be a copy."""
KEPT_US = 300_000_000
"""The memory is given back when nothing new was glimpsed for this long."""
_STAYS_US = 1_000_000
"""So long a pair keeps its place against others, or two that speak in turns would drive each other out for ever."""
_TICK_US = 100_000
_TICKS = 1 << 12
_TAG_MASK = 0xFFFFF
_CELLS = 1 << 16


class Folded(NamedTuple):
    """Frames of pairs that are not said one by one; `pairs` is an estimate."""

    frames: int
    pairs: int
    first_us: int
    last_us: int


class Glimpses:
    """Takes no room before the first glimpse: 1 MiB of places and 64 KiB to estimate how many pairs there were."""

    def __init__(self) -> None:
        self._slots: array[int] | None = None
        self._cells = bytearray()
        self._frames = 0
        self._first_us = 0
        self._last_us = 0

    def is_heard_again(self, pair: int, at_us: int) -> bool:
        """Whether the pair with that hash was glimpsed APART_US ago or earlier; if not, its frame is counted."""
        if self._slots is None:
            self._slots = array("I", bytes(4 * SLOTS))
        slot, tag, tick = pair % SLOTS, (pair >> 18) & _TAG_MASK or 1, at_us // _TICK_US % _TICKS
        known = self._slots[slot]
        age = (tick - known) % _TICKS
        if known >> 12 == tag:
            if age > APART_US // _TICK_US:
                self._slots[slot] = 0
                return True
        elif not known or age > _STAYS_US // _TICK_US:
            self._slots[slot] = tag << 12 | tick
        self.count(pair, at_us)
        return False

    def count(self, pair: int, at_us: int) -> None:
        """Counts a frame of the pair with that hash."""
        self._cells = self._cells or bytearray(_CELLS)
        self._cells[(pair >> 40) % _CELLS] = 1
        if not self._frames:
            self._first_us = self._last_us = at_us
        self._first_us, self._last_us = min(self._first_us, at_us), max(self._last_us, at_us)
        self._frames += 1

    def take(self, now_us: int) -> Folded | None:
        """What was counted since this was asked last; None: nothing."""
        if not self._frames:
            if self._slots is not None and abs(now_us - self._last_us) >= KEPT_US:
                self._slots = None
            return None
        # Linear counting (Whang, Vander-Zanden, Taylor 1990); when every cell is taken, the least it can be.
        pairs = round(_CELLS * log(_CELLS / max(1, self._cells.count(0))))
        folded = Folded(self._frames, min(max(1, pairs), self._frames), self._first_us, self._last_us)
        self._cells, self._frames = bytearray(), 0
        return folded
