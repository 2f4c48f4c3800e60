"""Which made-up MACs may be one machine's. Pure.

Rule: a machine that makes up MACs has one at a time. What two MACs say of themselves, each while the other was there,
was copied: it joins nobody any more, for no frame tells whose it was first.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from collector.presence.binding import QUIET_US
from collector.presence.fingerprint import Kin
from collector.presence.vouching import CLOCK_MARGIN_US
from protocol.mac import MacAddress

Span = tuple[int, int]
"""First and last frame, microseconds, on the collector's clock."""


def uncontested(mac: MacAddress, kin: Sequence[Kin], heard: Mapping[MacAddress, Iterable[Span]]) -> tuple[Kin, ...]:
    """The same kin, or none of them where any two of the family were on the wire at once."""
    stays = [_stays(heard.get(one, ())) for one in sorted({mac, *(one.mac for one in kin)})]
    return () if any(_at_once(one, other) for one, other in combinations(stays, 2)) else tuple(kin)


def beside(mac: MacAddress, kin: Iterable[Kin], heard: Mapping[MacAddress, Iterable[Span]]) -> tuple[MacAddress, ...]:
    """Those of the family that were on the wire while this MAC was."""
    own = _stays(heard.get(mac, ()))
    return tuple(sorted(one.mac for one in kin if _at_once(own, _stays(heard.get(one.mac, ())))))


def _stays(spans: Iterable[Span]) -> list[Span]:
    """Spans joined over pauses in which nobody counts as gone: two that take turns within minutes are both there."""
    found: list[Span] = []
    for first_us, last_us in sorted(spans):
        if found and first_us - found[-1][1] <= QUIET_US:
            found[-1] = found[-1][0], max(found[-1][1], last_us)
        else:
            found.append((first_us, last_us))
    return found


def _at_once(mine: Sequence[Span], theirs: Sequence[Span]) -> bool:
    """Whether neither may have gone before the other came, by more than clocks differ."""
    place = 0
    for first_us, last_us in mine:
        while place < len(theirs) and theirs[place][1] <= first_us + CLOCK_MARGIN_US:
            place += 1
        if place < len(theirs) and last_us > theirs[place][0] + CLOCK_MARGIN_US:
            return True
    return False
