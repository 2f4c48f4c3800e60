"""What of all that is heard is worth saying: repeats are folded, changes never are.

Rule 1: a pair (MAC, address) never heard before is said at once, and once more when a later frame confirms it.
Rule 2: a pair that takes over from another (the address had another MAC, the MAC another address) is said at once,
however often that happens; beyond a ceiling per interval the changes are folded like repeats, and counted.
Rule 3: everything else is folded into one statement per interval, with the number of frames: nothing is lost, only late.
Rule 4: no socket, no clock. Times are those of the frames, and may go back.

The idea of reporting every alternation is addrwatch's. IPv6 hosts hold several addresses at a time (RFC 4862, RFC 8981),
so a MAC that speaks for another of its IPv6 addresses is no change; nor is it with more than a few IPv4 addresses: a
router, or a responder of proxy ARP.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import NamedTuple

from agent.lan.decode.heard import SightingHeard
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

CONFIRMED_AFTER_US = 200_000
"""A second frame this long after the first is an independent sign."""
MOST_PAIRS = 16_384
MOST_CHANGES = 1_000
"""Changes said at once per interval."""
MANY_ADDRESSES = 8
"""A MAC that holds more IPv4 addresses than this is a router or answers for others."""

_TENTATIVE = frozenset({HeardHow.ARP_PROBE, HeardHow.ND_DAD})

_Key = tuple[MacAddress, Address | None, bool, int | None]


class Statement(NamedTuple):
    """A pair was heard in `frames` frames in [first_us, last_us], last in a frame of kind `how`."""

    mac: MacAddress
    address: Address | None
    how: HeardHow
    vlan: int | None
    first_us: int
    last_us: int
    frames: int


@dataclass(slots=True)
class _Pair:
    began_us: int
    said_us: int
    is_confirmed: bool = False
    frames: int = 0
    """Heard since the last statement."""
    first_us: int = 0
    last_us: int = 0
    how: HeardHow = HeardHow.ARP_REQUEST


class Suppressor:
    """Decides for one adapter. Holds at most `most_pairs` pairs; `evictions` counts those forgotten for want of room."""

    def __init__(self, interval_us: int, most_pairs: int = MOST_PAIRS, most_changes: int = MOST_CHANGES) -> None:
        self._interval_us = interval_us
        self._most_pairs = most_pairs
        self._most_changes = most_changes
        self._pairs: OrderedDict[_Key, _Pair] = OrderedDict()
        self._holder: dict[tuple[Address, int | None], MacAddress] = {}
        self._spoken_for: dict[tuple[MacAddress, int | None], OrderedDict[Address, None]] = {}
        self._changes_said = 0
        self._changes_since_us: int | None = None
        self.evictions = 0
        self.folded_changes = 0
        """Changes beyond the ceiling: in the counts of later statements, not said one by one."""

    def hear(self, heard: SightingHeard, at_us: int) -> tuple[Statement, ...]:
        """What to say at once about a frame: nothing, or one statement that includes it and the repeats before it.

        A second statement may come along: what a pair that had to be forgotten still had to say.
        """
        key = (heard.mac, heard.address, heard.how in _TENTATIVE, heard.vlan)
        is_change = self._takes_over(key) and self._may_say_change(at_us)
        pair = self._pairs.get(key)
        if pair is None:
            pair = self._pairs[key] = _Pair(at_us, at_us)
            _add_frame(pair, heard.how, at_us)
            return (*self._make_room(), _say(key, pair, at_us))
        self._pairs.move_to_end(key)
        _add_frame(pair, heard.how, at_us)
        confirms = not pair.is_confirmed and abs(at_us - pair.began_us) >= CONFIRMED_AFTER_US
        pair.is_confirmed = pair.is_confirmed or confirms
        if is_change or confirms or abs(at_us - pair.said_us) >= self._interval_us:
            return (_say(key, pair, at_us),)
        return ()

    def flush(self, now_us: int) -> list[Statement]:
        """The folded repeats whose interval is over."""
        return [
            _say(key, pair, now_us)
            for key, pair in self._pairs.items()
            if pair.frames and abs(now_us - pair.said_us) >= self._interval_us
        ]

    def _takes_over(self, key: _Key) -> bool:
        """Whether another MAC held the address until now, or this MAC another address; notes that it holds it."""
        mac, address, is_tentative, vlan = key
        if address is None or is_tentative:
            return False
        before = self._holder.get((address, vlan))
        self._holder[address, vlan] = mac
        return (before is not None and before != mac) | self._moves(mac, address, vlan)

    def _moves(self, mac: MacAddress, address: Address, vlan: int | None) -> bool:
        if not isinstance(address, IPv4Address):
            return False
        held = self._spoken_for.setdefault((mac, vlan), OrderedDict())
        is_other = bool(held) and next(reversed(held)) != address
        held[address] = None
        held.move_to_end(address)
        if len(held) > MANY_ADDRESSES + 1:
            held.popitem(last=False)
        return is_other and len(held) <= MANY_ADDRESSES

    def _may_say_change(self, at_us: int) -> bool:
        if self._changes_since_us is None or abs(at_us - self._changes_since_us) >= self._interval_us:
            self._changes_since_us, self._changes_said = at_us, 0
        if self._changes_said >= self._most_changes:
            self.folded_changes += 1
            return False
        self._changes_said += 1
        return True

    def _make_room(self) -> Iterator[Statement]:
        while len(self._pairs) > self._most_pairs:
            key, pair = self._pairs.popitem(last=False)
            self.evictions += 1
            mac, address, _, vlan = key
            if address is not None and self._holder.get((address, vlan)) == mac:
                del self._holder[address, vlan]
            held = self._spoken_for.get((mac, vlan))
            if held is not None and address is not None:
                held.pop(address, None)
                if not held:
                    del self._spoken_for[mac, vlan]
            if pair.frames:
                yield _say(key, pair, pair.last_us)


class Reminder:
    """Lets a thing through when it is new or was last let through an interval ago; at most `most` are remembered."""

    def __init__(self, interval_us: int, most: int) -> None:
        self._interval_us = interval_us
        self._most = most
        self._said: OrderedDict[object, int] = OrderedDict()

    def is_due(self, thing: object, at_us: int) -> bool:
        """Whether to say it now; asking counts as saying. `thing` is hashable."""
        said_us = self._said.get(thing)
        if said_us is not None and abs(at_us - said_us) < self._interval_us:
            return False
        self._said[thing] = at_us
        self._said.move_to_end(thing)
        if len(self._said) > self._most:
            self._said.popitem(last=False)
        return True


def _add_frame(pair: _Pair, how: HeardHow, at_us: int) -> None:
    if not pair.frames:
        pair.first_us = pair.last_us = at_us
    pair.first_us = min(pair.first_us, at_us)
    pair.last_us = max(pair.last_us, at_us)
    pair.frames += 1
    pair.how = how


def _say(key: _Key, pair: _Pair, now_us: int) -> Statement:
    mac, address, _, vlan = key
    statement = Statement(mac, address, pair.how, vlan, pair.first_us, pair.last_us, pair.frames)
    pair.frames = 0
    pair.said_us = now_us
    return statement
