"""Which address is asked for next, and when: the plan of one order. Pure; how fast all orders together may go is
pacing's matter.

Rule 1: an address that answered is not asked for again.
Rule 2: addresses take turns: everybody is asked once before anybody is asked again.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from protocol.address import Address
from protocol.order import OrderKind

TRIES: Final = {OrderKind.ASK: 3, OrderKind.SWEEP: 2}
BETWEEN_US: Final = {OrderKind.ASK: 333_333, OrderKind.SWEEP: 1_000_000}
"""Between two questions for the same address, at least."""
ANSWER_WITHIN_US: Final = 1_000_000
"""After the last question; a neighbour's kernel answers in milliseconds, listeners take up to this."""

LISTENERS: Final = None
"""In place of an address: the general multicast listener query."""
Question = Address | None


class Asking:
    """`next_us`, `take` and `heard`, in whatever order; times are microseconds by the boot clock, from 1 on."""

    def __init__(self, kind: OrderKind, addresses: Iterable[Address], queries_listeners: bool) -> None:
        self._tries, self._between_us = TRIES[kind], BETWEEN_US[kind]
        self._waiting: deque[tuple[int, Question, int]] = deque()
        if queries_listeners:
            self._waiting.append((0, LISTENERS, self._tries))
        self._waiting.extend((0, address, 1) for address in dict.fromkeys(addresses))
        self.total = len(self._waiting) - queries_listeners
        """Addresses to be asked for."""
        self.asked: set[Address] = set()
        self.answered: set[Address] = set()
        self._last_us = 0

    def next_us(self) -> int | None:
        """When the next question is due, perhaps long ago; None: none is left."""
        while self._waiting and self._waiting[0][1] in self.answered:
            self._waiting.popleft()
        return self._waiting[0][0] if self._waiting else None

    def take(self, now_us: int) -> Question:
        """The next question, taken as asked now. Raises IndexError where none is left."""
        _, question, count = self._waiting.popleft()
        if question is not LISTENERS:
            self.asked.add(question)
        if count < self._tries:
            self._waiting.append((now_us + self._between_us, question, count + 1))
        self._last_us = now_us
        return question

    def hear(self, address: Address) -> None:
        """Somebody answered for the address; of no meaning where it was not asked for."""
        if address in self.asked:
            self.answered.add(address)

    def over_us(self) -> int | None:
        """From when on nothing is to be waited for any more; None: questions are left."""
        if self.next_us() is not None:
            return None
        is_complete = len(self.answered) == self.total > 0
        return self._last_us if is_complete else self._last_us + ANSWER_WITHIN_US
