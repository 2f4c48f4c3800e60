"""Half-open intervals of time, in whole microseconds since 1970."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
DAY_US = 86_400 * SECOND_US


class Relation(StrEnum):
    """How one interval lies to another: all thirteen ways (Allen 1983, CACM 26(11))."""

    BEFORE = "before"
    MEETS = "meets"
    OVERLAPS = "overlaps"
    STARTS = "starts"
    DURING = "during"
    FINISHES = "finishes"
    EQUALS = "equals"
    FINISHED_BY = "finished-by"
    CONTAINS = "contains"
    STARTED_BY = "started-by"
    OVERLAPPED_BY = "overlapped-by"
    MET_BY = "met-by"
    AFTER = "after"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """[from_us, to_us): holds its first instant, not its last. Never empty."""

    from_us: int
    to_us: int

    def __post_init__(self) -> None:
        if self.from_us >= self.to_us:
            raise ValueError(f"interval [{self.from_us}, {self.to_us}) is empty")

    @classmethod
    def of_sighting(cls, first_us: int, last_us: int) -> "Interval":
        """What was heard at `first_us` and at `last_us`, both included."""
        return cls(first_us, last_us + 1)

    def overlaps(self, other: "Interval") -> bool:
        """Whether some instant is in both."""
        return self.from_us < other.to_us and other.from_us < self.to_us

    def lies_within(self, other: "Interval", slack_us: int) -> bool:
        """Whether the two overlap, touch, or leave at most `slack_us` between them."""
        return self.from_us <= other.to_us + slack_us and other.from_us <= self.to_us + slack_us

    def hull(self, other: "Interval") -> "Interval":
        return Interval(min(self.from_us, other.from_us), max(self.to_us, other.to_us))

    def relation(self, other: "Interval") -> Relation:
        if self.to_us < other.from_us:
            return Relation.BEFORE
        if self.to_us == other.from_us:
            return Relation.MEETS
        if other.to_us < self.from_us:
            return Relation.AFTER
        if other.to_us == self.from_us:
            return Relation.MET_BY
        return _SHARING[_sign(self.from_us, other.from_us), _sign(self.to_us, other.to_us)]


def _sign(mine: int, theirs: int) -> int:
    return (mine > theirs) - (mine < theirs)


_SHARING = {
    (-1, -1): Relation.OVERLAPS,
    (-1, 0): Relation.FINISHED_BY,
    (-1, 1): Relation.CONTAINS,
    (0, -1): Relation.STARTS,
    (0, 0): Relation.EQUALS,
    (0, 1): Relation.STARTED_BY,
    (1, -1): Relation.DURING,
    (1, 0): Relation.FINISHES,
    (1, 1): Relation.OVERLAPPED_BY,
}


def joined(spans: Iterable[tuple[int, int | None]], within: Interval) -> list[Interval]:
    """What (from, to) spans cover, as disjoint intervals in order, as far as it lies within; a None end lasts."""
    found: list[Interval] = []
    for start, stop in sorted((start, within.to_us if stop is None else stop) for start, stop in spans):
        begin, end = max(start, within.from_us), min(stop, within.to_us)
        if begin >= end:
            continue
        if found and begin <= found[-1].to_us:
            found[-1] = Interval(found[-1].from_us, max(found[-1].to_us, end))
        else:
            found.append(Interval(begin, end))
    return found


def without(spans: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of disjoint intervals, in order."""
    held = sorted(taken)
    left: list[Interval] = []
    for span in spans:
        position = span.from_us
        for one in held:
            if one.to_us <= position or one.from_us >= span.to_us:
                continue
            if one.from_us > position:
                left.append(Interval(position, one.from_us))
            position = max(position, one.to_us)
        if position < span.to_us:
            left.append(Interval(position, span.to_us))
    return left
