"""What of all that is heard is worth saying: repeats are folded, changes never are.

Rule 1: a pair (MAC, address) never heard before is said at once, and once more when a later frame confirms it.
Rule 2: a pair that takes over from another (the address had another MAC, the MAC another address) is said at once,
however often that happens.
Rule 3: everything else is folded into one statement per interval, with the number of frames: late, never lost.
Rule 4: so much and no more is said at once in an interval. Of the new pairs of a flood beyond that a glimpse is kept:
heard again, they are said; heard once, they are counted.
Rule 5: pairs that are heard again and again are forgotten only for others like them, and not many an interval; pairs
heard once make room for each other.
Rule 6: no socket, no clock. Times are those of the frames, and may go back.

The idea of reporting every alternation is addrwatch's.
"""

import struct
from collections import OrderedDict
from itertools import chain
from typing import NamedTuple

from agent.lan.decode.heard import SightingHeard
from agent.lan.glimpses import Folded, Glimpses
from agent.lan.ownership import Ownership, Pair
from agent.lan.reminder import Ceiling
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

CONFIRMED_AFTER_US = 200_000
"""A second frame this long after the first is an independent sign."""
MOST_PAIRS = 16_384
MOST_AT_ONCE = 1_000
"""New pairs said at once, per interval; as many challengers of settled pairs, changes, and pairs heard again."""
_SHARE_OF_NEWCOMERS = 16
"""One in so many places is kept for pairs heard once."""

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


_Pairs = OrderedDict[bytes, Pair]
_KEY = struct.Struct(">6s?H")
_NO_VLAN = 0xFFFF


def key_of(heard: SightingHeard) -> bytes:
    """By what its pair is known. Octets keep their hash: who has the key at hand finds the pair at once."""
    mac, address, how, vlan = heard
    return _KEY.pack(mac.octets, how in _TENTATIVE, _NO_VLAN if vlan is None else vlan) + (
        b"" if address is None else address.packed
    )


class Suppressor:
    """Decides for one adapter. Holds `most_pairs` pairs; `evictions` counts those forgotten for want of room."""

    def __init__(self, interval_us: int, most_pairs: int = MOST_PAIRS, most_at_once: int = MOST_AT_ONCE) -> None:
        self._interval_us = interval_us
        self._most_pairs = most_pairs
        self._kept_newcomers = max(1, most_pairs // _SHARE_OF_NEWCOMERS)
        self._settled: _Pairs = OrderedDict()
        """Heard again after a while."""
        self._newcomers: _Pairs = OrderedDict()
        self._ownership = Ownership()
        self._glimpses = Glimpses()
        # Each of its own, so that a flood of one kind silences no other.
        self._news = Ceiling(interval_us, most_at_once, is_sparing=True)
        self._alarms = Ceiling(interval_us, most_at_once)
        self._challenges = Ceiling(interval_us, most_at_once)
        self._changes = Ceiling(interval_us, most_at_once)
        self._returns = Ceiling(interval_us, most_at_once)
        self._farewells = Ceiling(interval_us, most_at_once)
        self.evictions = 0
        self.lost_frames = 0
        """Frames of pairs heard once in a flood: told by their number only."""

    @property
    def folded_news(self) -> int:
        """Changes and pairs heard again beyond the ceilings: told by later statements, not at once."""
        return self._changes.refused + self._returns.refused

    def hear(
        self, heard: SightingHeard, at_us: int, is_urgent: bool = False, key: bytes = b""
    ) -> tuple[Statement, ...]:
        """What to say at once about a frame: nothing, or a statement that includes it and the repeats before it.

        What a pair that had to be forgotten still had to say comes first. What is urgent has a ceiling of its own.
        `key`: its `key_of`, from whoever keeps it.
        """
        key = key or key_of(heard)
        pair = self._settled.get(key) or self._newcomers.get(key)
        if pair is None:
            return self._meet(key, heard, at_us, is_urgent)
        how = heard.how
        is_change = not pair.is_current and self._ownership.take(pair) and self._changes.allows(at_us)
        _add_frame(pair, how, at_us)
        if not pair.is_confirmed and abs(at_us - pair.began_us) >= CONFIRMED_AFTER_US:
            pair.is_confirmed = True
            self._settled[key] = self._newcomers.pop(key)
            return (_say(pair, at_us),)
        if is_change or abs(at_us - pair.said_us) >= self._interval_us:
            return (_say(pair, at_us),)
        return ()

    def flush(self, now_us: int) -> list[Statement]:
        """The folded repeats whose interval is over."""
        return [
            _say(pair, now_us)
            for pair in chain(self._settled.values(), self._newcomers.values())
            if pair.frames and abs(now_us - pair.said_us) >= self._interval_us
        ]

    def folded(self, now_us: int) -> Folded | None:
        """What of a flood is told by its number only, since this was asked last; None: nothing."""
        return self._glimpses.take(now_us)

    def _meet(self, key: bytes, heard: SightingHeard, at_us: int, is_urgent: bool) -> tuple[Statement, ...]:
        may_say = self._may_say_new(heard, at_us, is_urgent)
        is_return = not may_say and self._glimpses.is_heard_again(hash(key), at_us)
        if not may_say and not is_return:
            self.lost_frames += 1
            return ()
        forgotten = self._make_room(is_return, at_us)
        if forgotten is None:
            self.lost_frames += 1
            self._glimpses.count(hash(key), at_us)
            return ()
        mac, address, how, vlan = heard
        pair = Pair(mac, address, how in _TENTATIVE, vlan, at_us, at_us, is_confirmed=is_return)
        (self._settled if is_return else self._newcomers)[key] = pair
        self._ownership.take(pair)
        _add_frame(pair, how, at_us)
        # Only who is heard again earns a second chance, or a flood of newcomers would push out everybody.
        pair.was_heard = False
        return (*forgotten, _say(pair, at_us)) if may_say or self._returns.allows(at_us) else forgotten

    def _may_say_new(self, heard: SightingHeard, at_us: int, is_urgent: bool) -> bool:
        mac, address, how, vlan = heard
        if is_urgent and self._alarms.allows(at_us):
            return True
        is_challenge = how not in _TENTATIVE and self._ownership.is_challenge(mac, address, vlan)
        return (is_challenge and self._challenges.allows(at_us)) or self._news.allows(at_us)

    def _make_room(self, is_return: bool, at_us: int) -> tuple[Statement, ...] | None:
        """What the pair that makes room for another still had to say; None: there is no room."""
        if len(self._settled) + len(self._newcomers) < self._most_pairs:
            return ()
        is_newcomers_turn = len(self._newcomers) >= self._kept_newcomers + is_return or not self._settled
        if not is_newcomers_turn and not self._farewells.allows(at_us):
            if is_return or not self._newcomers:
                return None
            is_newcomers_turn = True
        pair = _stalest(self._newcomers if is_newcomers_turn else self._settled)
        self.evictions += 1
        self._ownership.forget(pair)
        return (_say(pair, pair.last_us),) if pair.frames else ()


def _stalest(pairs: _Pairs) -> Pair:
    # Second chance instead of least recently used: hearing a pair then costs no re-ordering.
    while True:
        key, pair = pairs.popitem(last=False)
        if not pair.was_heard:
            return pair
        pair.was_heard = False
        pairs[key] = pair


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
