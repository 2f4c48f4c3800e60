"""Bindings as the store keeps them: by MAC and by address, numbered, what lies far back out of reach."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from collector.presence.binding import QUIET_US, Binding, Heard
from collector.presence.bindings import fold, gone_quiet
from collector.presence.interval import DAY_US
from protocol.address import Address
from protocol.mac import MacAddress

_REACH_US = 2 * QUIET_US


class BindingBook:
    """`hear` folds one sighting by the shipped folding."""

    def __init__(self) -> None:
        self._of_mac: dict[tuple[str, MacAddress], dict[int, Binding]] = defaultdict(dict)
        self._of_address: dict[tuple[str, Address], dict[int, Binding]] = defaultdict(dict)
        self._count = self._last = 0

    def hear(self, heard: Heard) -> Binding:
        pair = heard.pair
        held = self._of_mac[pair.segment, pair.mac]
        for old in gone_quiet(held.values(), heard.received_us):
            self._put(old)
        same_address = (
            [one for one in self._of_address[pair.segment, pair.address].values() if one.pair.mac != pair.mac]
            if pair.address is not None
            else []
        )
        folding = fold(heard, _near(held.values(), heard), _near(same_address, heard))
        for one in folding.closed:
            self._put(one)
        for one in folding.absorbed:
            self._drop(one)
        return self._put(folding.binding)

    @property
    def held(self) -> list[Binding]:
        """All there are, by when they began."""
        return sorted((one for held in self._of_mac.values() for one in held.values()), key=lambda one: one.first_us)

    def of_mac(self, segment_id: str, mac: MacAddress) -> list[Binding]:
        """Open ones, or else the one that was folded last."""
        held = self._of_mac.get((segment_id, mac), {})
        newest = [one for number, one in held.items() if number == self._last]
        return [one for one in held.values() if one.is_open] or newest or list(held.values())[-1:]

    def rivals(self, segment_id: str, mac: MacAddress, addresses: Iterable[Address], since_us: int) -> list[Binding]:
        """Other MACs' bindings of these addresses, heard since then."""
        return [
            one
            for address in addresses
            for one in self._of_address.get((segment_id, address), {}).values()
            if one.pair.mac != mac and one.last_us >= since_us
        ]

    def forget(self, before_us: int) -> None:
        """What was heard last before that, a day at least behind, bears on nothing any more."""
        for book in (self._of_mac, self._of_address):
            for key, held in list(book.items()):
                kept = {number: one for number, one in held.items() if one.last_us >= before_us - DAY_US}
                if kept:
                    book[key] = kept  # type: ignore[index]
                else:
                    del book[key]  # type: ignore[arg-type]

    def _put(self, binding: Binding) -> Binding:
        if binding.id is None:
            self._count += 1
            binding = replace(binding, id=self._count)
        number, pair = binding.id or 0, binding.pair
        self._last = number
        self._of_mac[pair.segment, pair.mac][number] = binding
        if pair.address is not None:
            self._of_address[pair.segment, pair.address][number] = binding
        return binding

    def _drop(self, binding: Binding) -> None:
        number, pair = binding.id or 0, binding.pair
        del self._of_mac[pair.segment, pair.mac][number]
        if pair.address is not None:
            del self._of_address[pair.segment, pair.address][number]


def _near(bindings: Iterable[Binding], heard: Heard) -> list[Binding]:
    from_us, to_us = heard.first_us - _REACH_US, heard.last_us + _REACH_US
    return [one for one in bindings if one.last_us >= from_us and (one.first_us <= to_us or one.is_open)]
