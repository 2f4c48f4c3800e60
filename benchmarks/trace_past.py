"""What happened in the half year that benchmarks.trace asks about: everything follows from the terminals' numbers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from protocol.identity import AgentId

BEGIN_US = 1_772_000_000_000_000
DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
PER_SEGMENT = 200


@dataclass(frozen=True)
class Past:
    """Which terminal, by its number, had what: everything follows from the numbers."""

    terminals: int
    days: int

    def mac(self, terminal: int) -> str:
        return f"02-00-{terminal >> 24:02X}-{terminal >> 16 & 255:02X}-{terminal >> 8 & 255:02X}-{terminal & 255:02X}"

    def agent(self, terminal: int) -> AgentId:
        return AgentId(f"{terminal:032x}")

    def hostname(self, terminal: int) -> str:
        return f"PC-{terminal:06d}"

    def address(self, terminal: int, day: int) -> str:
        """Every tenth has another one each week, out of those that such terminals of its segment share."""
        segment, place = divmod(terminal, PER_SEGMENT)
        if place % 10 == 0:
            place = (place + day // 7 * 10) % PER_SEGMENT
        return f"10.{segment // 250}.{segment % 250}.{place + 10}"

    def stays(self, terminal: int, day: int) -> list[tuple[int, int]]:
        """From when to when it was on the wire that day: microseconds since 1970."""
        if day % 7 >= 5:
            return []
        begin = BEGIN_US + day * DAY_US + 8 * HOUR_US + terminal % 997 * 1_000_000
        if (terminal + day) % 3:
            return [(begin, begin + 9 * HOUR_US)]
        return [(begin, begin + 4 * HOUR_US), (begin + 5 * HOUR_US, begin + 9 * HOUR_US)]

    def handed_over(self, terminal: int) -> bool:
        return terminal % 20 == 7

    @property
    def segments(self) -> int:
        return -(-self.terminals // PER_SEGMENT)

    @property
    def end_us(self) -> int:
        return BEGIN_US + self.days * DAY_US


def questions(past: Past, count: int, seed: int) -> Iterator[tuple[int, int, str, int]]:
    """(terminal, day, address, moment): random moments at which that terminal surely held it."""
    draw = random.Random(seed)
    while count:
        terminal, day = draw.randrange(past.terminals), draw.randrange(past.days)
        stays = past.stays(terminal, day)
        if stays:
            first, last = draw.choice(stays)
            yield terminal, day, past.address(terminal, day), draw.randint(first, last)
            count -= 1
