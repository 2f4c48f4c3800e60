"""Whose answers are waited for on one adapter. Pure, and bounded by what was asked: a flood of answers is none.

Rule: an answer is an ARP reply or a neighbour advertisement for an address that was asked for. What else is heard is
no answer, and of no interest to who only asks.
"""

from collections.abc import Iterable
from typing import Final

from agent.lan.decode.heard import SightingHeard
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

MOST_ANSWERERS: Final = 4
"""MACs whose answer to one question is told: more than one is a conflict, whose parties repeat themselves anyway."""
_ANSWERS = frozenset({HeardHow.ARP_REPLY, HeardHow.ND_ADVERTISEMENT})


class Asked:
    """`add` each question when it is sent, `forget` when the order is over."""

    def __init__(self) -> None:
        self._answerers: dict[Address, set[MacAddress]] = {}

    def __bool__(self) -> bool:
        """Whether anything is asked: nearly never, and each frame needs to know."""
        return bool(self._answerers)

    def add(self, address: Address) -> None:
        """A question: answers to it are news again."""
        self._answerers[address] = set()

    def forget(self, addresses: Iterable[Address]) -> None:
        for address in addresses:
            self._answerers.pop(address, None)

    def is_news(self, heard: SightingHeard) -> bool:
        """Whether it answers a question, and this MAC did not answer it before."""
        if heard.address is None or heard.how not in _ANSWERS:
            return False
        answerers = self._answerers.get(heard.address)
        if answerers is None or heard.mac in answerers or len(answerers) >= MOST_ANSWERERS:
            return False
        answerers.add(heard.mac)
        return True
