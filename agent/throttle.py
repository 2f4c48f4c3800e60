"""How often a PC that changes without end is looked at and spoken of: bounded, and the last state is always said. Pure.

Rule: nothing is dropped silently. What was folded is counted, and said when the throttling begins and when it ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Allowance(NamedTuple):
    """`burst` at once, then one every `every_us`."""

    burst: int
    every_us: int


LOOKS = Allowance(30, 500_000)
"""Of one probe. An office PC needs a few an hour; a dock with its adapters about ten."""
SAYINGS = Allowance(30, 1_000_000)
"""Of one probe's answer, a saying of up to SAYING_BYTES; a larger one counts for several."""
SAYING_BYTES = 32 * 1024
RESTS_FOR_ITS_COST = 5
"""After a look that took t of a processor a probe rests so many times t: looking takes at most a sixth of it, …"""
RESTS_WHEN_THROTTLED = 20
"""… and a twenty-first when there is no end to it."""


class Bucket:
    """A token bucket; it may be overdrawn by one costly turn, and is paid back before the next."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self.full_us = -(2**62)
        """When it is full (again): all there is to remember."""

    def take(self, now_us: int, cost: int = 1) -> bool:
        """Whether there was a token; `cost` of them are gone then."""
        if self.next_us() > now_us:
            return False
        self.full_us = max(self.full_us, now_us) + cost * self._allowance.every_us
        return True

    def next_us(self) -> int:
        """When there is a token."""
        return self.full_us - (self._allowance.burst - 1) * self._allowance.every_us


@dataclass
class _Folding:
    """What was folded since the throttling of one answer began."""

    since_us: int
    changes: int = 0
    events: int = 0
    reports: int = 0


class Throttle:
    """Of all answers, by name. Times are of the boot clock."""

    def __init__(self, looks: Allowance = LOOKS, sayings: Allowance = SAYINGS) -> None:
        self._allowed_looks, self._allowed_sayings = looks, sayings
        self._looks: dict[str, Bucket] = {}
        self._sayings: dict[str, Bucket] = {}
        self._rests_until: dict[str, int] = {}
        self._owed: set[str] = set()
        self._folding: dict[str, _Folding] = {}
        self._begun: list[str] = []

    @property
    def in_force(self) -> frozenset[str]:
        """The answers that are held back; until a while after the last one was (its allowance is whole again)."""
        return frozenset(self._folding)

    # ------------------------------------------------------------------ looking

    def looks_again_us(self, name: str) -> int:
        """When that probe may look; the past when it may now."""
        bucket = self._looks.get(name)
        return max(self._rests_until.get(name, -(2**62)), bucket.next_us() if bucket else -(2**62))

    def looked(self, name: str, now_us: int, took_us: int) -> None:
        """It looked, whether it was allowed to or had to (the slow timer); `took_us` of processor time."""
        bucket = self._looks.setdefault(name, Bucket(self._allowed_looks))
        bucket.take(now_us)
        rests = RESTS_WHEN_THROTTLED if name in self._folding else RESTS_FOR_ITS_COST
        self._rests_until[name] = now_us + rests * max(took_us, 0)

    def puts_off_a_look(self, name: str, now_us: int) -> None:
        """A look is put off; that is throttling unless the probe merely rests for what its last look cost."""
        bucket = self._looks.get(name)
        if bucket is not None and bucket.next_us() > now_us:
            self._begin(name, now_us)

    # ------------------------------------------------------------------ saying

    def may_say(self, name: str, now_us: int) -> bool:
        """Whether that answer may be said now; if not, it is owed, and `next_us` says until when."""
        bucket = self._sayings.get(name)
        if bucket is None or bucket.next_us() <= now_us:
            return True
        self._owed.add(name)
        self._begin(name, now_us)
        return False

    def said(self, name: str, now_us: int, size: int) -> None:
        """It was said, in `size` bytes."""
        bucket = self._sayings.setdefault(name, Bucket(self._allowed_sayings))
        bucket.take(now_us, 1 + size // SAYING_BYTES)
        self._owed.discard(name)
        if (folding := self._folding.get(name)) is not None:
            folding.reports += 1

    def still_owed(self, names: Iterable[str]) -> None:
        """Only these differ from what was said; of the others nothing is owed any more."""
        self._owed &= set(names)

    # ------------------------------------------------------------------ counting

    def count(self, name: str, changes: int = 0, events: int = 0) -> None:
        """Changes between two looks, and kernel events that concern this probe; counted while it is in force."""
        if (folding := self._folding.get(name)) is not None:
            folding.changes += changes
            folding.events += events

    def next_us(self) -> int | None:
        """When there is something to do: an answer owed may be said, or a throttling ends."""
        owed = [self._sayings[name].next_us() for name in self._owed]
        ends = [self._ends_us(name) for name in self._folding if name not in self._owed]
        return min(owed + ends, default=None)

    def turn(self, now_us: int) -> tuple[str, ...]:
        """What began and what ended since the last turn, in a sentence each."""
        begun = [_says_begin(name) for name in self._begun]
        self._begun.clear()
        ended = [name for name in self._folding if self._is_over(name, now_us)]
        return (*begun, *(_says_end(name, self._folding.pop(name), now_us) for name in ended))

    def interim(self, now_us: int) -> tuple[str, ...]:
        """What is folded so far, for a storm that does not end."""
        return tuple(f"goes on; {_counted(name, folding, now_us)}" for name, folding in self._folding.items())

    def _begin(self, name: str, now_us: int) -> None:
        if name not in self._folding:
            self._folding[name] = _Folding(now_us)
            self._begun.append(name)

    def _is_over(self, name: str, now_us: int) -> bool:
        return name not in self._owed and self._ends_us(name) <= now_us

    def _ends_us(self, name: str) -> int:
        """When its allowances are whole again."""
        return max(found[name].full_us for found in (self._looks, self._sayings) if name in found)


def _says_begin(name: str) -> str:
    return f"begins: {name} changes faster than it is said; what is folded is counted"


def _says_end(name: str, folding: _Folding, now_us: int) -> str:
    return f"ended; {_counted(name, folding, now_us)}"


def _counted(name: str, folding: _Folding, now_us: int) -> str:
    seconds = (now_us - folding.since_us) // 1_000_000
    return (
        f"{name}: {folding.changes} changes and {folding.events} kernel events "
        f"folded into {folding.reports} reports in {seconds} s"
    )
