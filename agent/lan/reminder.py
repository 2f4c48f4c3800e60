"""How often something is said: a thing once an interval, and so many things an interval.

Rule: no clock. Times are those of the frames, and may go back.
"""

from collections import OrderedDict

SPARING = 20
"""A ceiling that was reached is this many times lower in the interval after."""


class Ceiling:
    """So many an interval. A `sparing` one lets through few until an interval has passed in which none was refused."""

    def __init__(self, interval_us: int, most: int, is_sparing: bool = False) -> None:
        self._interval_us = interval_us
        self._most = self._most_now = most
        self._is_sparing = is_sparing
        self._since_us = 0
        self._passed = 0
        self._refused_before = 0
        self.refused = 0

    def allows(self, at_us: int) -> bool:
        """Whether one more may pass; asking counts as passing."""
        if abs(at_us - self._since_us) >= self._interval_us:
            self._begin(at_us)
        if self._passed >= self._most_now:
            self.refused += 1
            return False
        self._passed += 1
        return True

    def _begin(self, at_us: int) -> None:
        is_next = abs(at_us - self._since_us) < 2 * self._interval_us
        was_reached = self.refused > self._refused_before
        is_low = self._is_sparing and is_next and was_reached
        self._most_now = max(1, self._most // SPARING) if is_low else self._most
        self._since_us, self._passed, self._refused_before = at_us, 0, self.refused


class Reminder:
    """Lets a thing through when it is new or was let through an interval ago; at most `most` things an interval."""

    def __init__(self, interval_us: int, most: int) -> None:
        self._interval_us = interval_us
        self._most = most
        self._said: OrderedDict[object, int] = OrderedDict()
        self.refused = 0
        """New things beyond `most`: counted and lost."""

    def is_due(self, thing: object, at_us: int) -> bool:
        """Whether to say it now; asking counts as saying. `thing` is hashable."""
        said_us = self._said.get(thing)
        if said_us is not None and abs(at_us - said_us) < self._interval_us:
            return False
        if said_us is None and len(self._said) >= self._most:
            oldest_us = next(iter(self._said.values()))
            if abs(at_us - oldest_us) < self._interval_us:
                self.refused += 1
                return False
            self._said.popitem(last=False)
        self._said[thing] = at_us
        self._said.move_to_end(thing)
        return True
