"""What was heard and not said yet. Pure.

Frames of another network reach an open ear before the kernel's events have settled that the cable was moved there.
Rule: while links or addresses change, nothing heard is said; what an adapter heard that turned out to have moved is
dropped. It would tell of a place that is nobody's business, and judge its neighbours as the office's.
"""

from collections.abc import Collection, Iterable

from agent.host.netlink.events import Wake
from protocol.identity import AdapterId
from protocol.observations import NameHeard, Observation, OwnMacHeard, ServerHeard, Sighting

LONGEST_US = 5_000_000
"""A PC whose links never rest stays a witness all the same."""
_MOVING = frozenset({Wake.LINKS, Wake.ADDRESSES, Wake.ROUTES})
_HEARD = (Sighting, NameHeard, ServerHeard, OwnMacHeard)


class Hearsay:
    """`add` what was heard, `doubt` when events come, `forget` and `settle` after a look, `take` what may be said."""

    def __init__(self) -> None:
        self._items: list[Observation] = []
        self._doubted_us: int | None = None

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, items: Iterable[Observation]) -> None:
        self._items += items

    def doubt(self, wakes: Collection[Wake], now_us: int) -> None:
        """Kernel events came; some of them mean that an adapter may be on another network by now."""
        if self._doubted_us is None and not _MOVING.isdisjoint(wakes):
            self._doubted_us = now_us

    def is_doubted(self, now_us: int) -> bool:
        """Whether links or addresses are changing, and have not for too long."""
        return self._doubted_us is not None and now_us - self._doubted_us < LONGEST_US

    def settle(self) -> None:
        """Everything was looked at since."""
        self._doubted_us = None

    def forget(self, moved: Collection[AdapterId]) -> None:
        """Drops what these adapters heard: they are on other segments than they were."""
        self._items = [item for item in self._items if not (isinstance(item, _HEARD) and item.adapter in moved)]

    def take(self, now_us: int) -> list[Observation]:
        """What may be said now, which is nothing while in doubt."""
        if self.is_doubted(now_us):
            return []
        taken, self._items = self._items, []
        return taken
