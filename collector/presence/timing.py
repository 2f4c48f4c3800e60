"""An agent's clock may be ten years off, its boot-time clock runs evenly: from both, and its beats, when it was."""

from dataclasses import dataclass

from collector.presence.interval import MINUTE_US, SECOND_US
from protocol.report import Taken

CLOCK_OFF_US = 5 * MINUTE_US
"""domain.md section 6.6: there is no time server on the extranet, a few minutes are usual."""
LATE_US = 60 * SECOND_US
"""What reaches the collector this long after it was heard is evidence of the past, not of now."""


PROMPT_FOR_US = 10 * MINUTE_US
"""In ten minutes two clocks drift apart by some 60 ms at 100 ppm, less than a segment's quickest grace."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What an agent's clocks said in a message that reached the collector at `received_us` at once (a beat)."""

    boot: str
    taken: Taken
    received_us: int

    @property
    def offset_us(self) -> int:
        """The agent's wall clock minus the collector's."""
        return self.taken.wall_us - self.received_us


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a beat reached the collector, and what the agent's boot-time clock said as it was made."""

    received_us: int
    boot_us: int

    @property
    def lag_us(self) -> int:
        """How far the collector's clock is ahead of the boot-time clock, and how long the beat was on its way."""
        return self.received_us - self.boot_us


def promptest(held: Arrival | None, newest: Arrival) -> Arrival:
    """Which of two beats of one boot tells best when things happened: the one that was on its way for the least time.

    A beat that waited, at a busy collector or to be sent again, would shift all that its agent heard (RFC 5905,
    section 10, the clock filter). One held for longer than PROMPT_FOR_US gives way: clocks drift, and are set.
    """
    if held is None or newest.lag_us <= held.lag_us or newest.received_us - held.received_us > PROMPT_FOR_US:
        return newest
    return held


@dataclass(frozen=True, slots=True)
class AgentClock:
    """Turns the agent's wall clock into the collector's; never into the future."""

    offset_us: int
    received_us: int

    def collector_us(self, wall_us: int) -> int:
        return min(wall_us - self.offset_us, self.received_us)

    @property
    def is_off(self) -> bool:
        return abs(self.offset_us) > CLOCK_OFF_US


def agent_clock(boot: str, taken: Taken, received_us: int, reading: ClockReading | None) -> AgentClock:
    """The clock of a report closed at `taken`, which may have waited in a spool since.

    In the boot of the newest beat, boot time says how long ago it was closed, whatever the wall clock did since.
    Otherwise the newest known offset holds; without any, only a report from the future proves its clock wrong.
    """
    if reading is not None and reading.boot == boot:
        closed_us = reading.received_us - (reading.taken.boot_us - taken.boot_us)
        return AgentClock(taken.wall_us - min(closed_us, received_us), received_us)
    offset_us = reading.offset_us if reading is not None else 0
    if abs(offset_us) <= CLOCK_OFF_US:
        offset_us = 0
    if taken.wall_us - offset_us > received_us:
        offset_us = taken.wall_us - received_us
    return AgentClock(offset_us, received_us)
