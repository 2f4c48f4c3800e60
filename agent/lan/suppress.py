"""What of all that is heard is worth saying: repeats are folded, changes never are.

Rule 1: a pair (MAC, address) never heard before is said at once, and once more when a later frame confirms it.
Rule 2: a pair that takes over from another (the address had another MAC, the MAC another address) is said at once,
however often that happens.
Rule 3: everything else is folded into one statement per interval, with the number of frames: late, never lost.
Rule 4: so much and no more is said at once in an interval; what a flood has beyond that is folded like repeats, and
counted. What would be folded but has to be forgotten for want of room is counted, and only then lost.
Rule 5: no socket, no clock. Times are those of the frames, and may go back.

The idea of reporting every alternation is addrwatch's.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from agent.lan.decode.heard import SightingHeard
from agent.lan.ownership import Ownership, Pair
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

CONFIRMED_AFTER_US = 200_000
"""A second frame this long after the first is an independent sign."""
MOST_PAIRS = 16_384
MOST_AT_ONCE = 1_000
"""New pairs and changes said at once, per interval."""

_TENTATIVE = frozenset({HeardHow.ARP_PROBE, HeardHow.ND_DAD})


class Statement(NamedTuple):
    """A pair was heard in `frames` frames in [first_us, last_us], last in a frame of kind `how`."""

    mac: MacAddress
    address: Address | None
    how: HeardHow
    vlan: int | None
    first_us: int
    last_us: int
    frames: int


class Suppressor:
    """Decides for one adapter. Holds `most_pairs` pairs; `evictions` counts those forgotten for want of room."""

    def __init__(self, interval_us: int, most_pairs: int = MOST_PAIRS, most_at_once: int = MOST_AT_ONCE) -> None:
        self._interval_us = interval_us
        self._most_pairs = most_pairs
        self._most_at_once = most_at_once
        self._pairs: OrderedDict[tuple[MacAddress, Address | None, bool, int | None], Pair] = OrderedDict()
        self._ownership = Ownership()
        self._said_at_once = 0
        self._since_us = 0
        self.evictions = 0
        self.folded_news = 0
        """New pairs and changes beyond the ceiling: told by later statements, not at once."""
        self.lost_frames = 0
        """Frames of pairs that had to be forgotten before they could be told."""

    def hear(self, heard: SightingHeard, at_us: int) -> tuple[Statement, ...]:
        """What to say at once about a frame: nothing, or a statement that includes it and the repeats before it.

        What a pair that had to be forgotten still had to say comes first.
        """
        mac, address, how, vlan = heard
        key = (mac, address, how in _TENTATIVE, vlan)
        pair = self._pairs.get(key)
        if pair is None:
            forgotten = tuple(self._make_room(at_us))
            pair = self._pairs[key] = Pair(*key, at_us, at_us)
            self._ownership.take(pair)
            _add_frame(pair, how, at_us)
            # Only who is heard again earns a second chance, or a flood of newcomers would push out everybody.
            pair.was_heard = False
            return (*forgotten, _say(pair, at_us)) if self._may_say_at_once(at_us) else forgotten
        is_change = not pair.is_current and self._ownership.take(pair) and self._may_say_at_once(at_us)
        _add_frame(pair, how, at_us)
        if not pair.is_confirmed and abs(at_us - pair.began_us) >= CONFIRMED_AFTER_US:
            pair.is_confirmed = True
            return (_say(pair, at_us),)
        if is_change or abs(at_us - pair.said_us) >= self._interval_us:
            return (_say(pair, at_us),)
        return ()

    def flush(self, now_us: int) -> list[Statement]:
        """The folded repeats whose interval is over."""
        return [
            _say(pair, now_us)
            for pair in self._pairs.values()
            if pair.frames and abs(now_us - pair.said_us) >= self._interval_us
        ]

    def _may_say_at_once(self, at_us: int) -> bool:
        if abs(at_us - self._since_us) >= self._interval_us:
            self._since_us, self._said_at_once = at_us, 0
        if self._said_at_once >= self._most_at_once:
            self.folded_news += 1
            return False
        self._said_at_once += 1
        return True

    def _make_room(self, at_us: int) -> Iterator[Statement]:
        # Second chance instead of least recently used: hearing a pair then costs no re-ordering.
        while len(self._pairs) >= self._most_pairs:
            key, pair = self._pairs.popitem(last=False)
            if pair.was_heard:
                pair.was_heard = False
                self._pairs[key] = pair
                continue
            self.evictions += 1
            self._ownership.forget(pair)
            if pair.frames and self._may_say_at_once(at_us):
                yield _say(pair, pair.last_us)
            else:
                self.lost_frames += pair.frames


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


def _add_frame(pair: Pair, how: HeardHow, at_us: int) -> None:
    if not pair.frames:
        pair.first_us = pair.last_us = at_us
    elif at_us > pair.last_us:
        pair.last_us = at_us
    elif at_us < pair.first_us:
        pair.first_us = at_us
    pair.frames += 1
    pair.how = how
    pair.was_heard = True


def _say(pair: Pair, now_us: int) -> Statement:
    statement = Statement(pair.mac, pair.address, pair.how, pair.vlan, pair.first_us, pair.last_us, pair.frames)
    pair.frames = 0
    pair.said_us = now_us
    return statement
