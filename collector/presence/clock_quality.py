"""How far an agent's clock can be believed at a time: what a trace says beside what that agent witnessed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from collector.presence.timing import CLOCK_OFF_US, ClockReading, agent_clock
from protocol.report import Taken


@dataclass(frozen=True, slots=True)
class SignedAt:
    """When a report was closed by its agent's clocks, and when it reached the collector."""

    boot: str
    taken: Taken
    received_us: int


@dataclass(frozen=True, slots=True)
class ClockAt:
    """`offset_us`: the agent's wall clock minus the collector's when it showed `said_us`; `at_us` is that moment by the
    collector's clock, which all times of an answer are of. Not proven: no beat of that boot reached the collector, so
    the offset known last, or none, was taken.
    """

    agent_id: str
    said_us: int
    at_us: int
    offset_us: int
    is_proven: bool

    @property
    def is_off(self) -> bool:
        return abs(self.offset_us) > CLOCK_OFF_US


def clock_at(agent_id: str, signed: SignedAt, reading: ClockReading | None) -> ClockAt:
    """The clock of a report, as collector.presence.timing read it, from a beat near it."""
    clock = agent_clock(signed.boot, signed.taken, signed.received_us, reading)
    proven = reading is not None and reading.boot == signed.boot
    said_us = signed.taken.wall_us
    return ClockAt(agent_id, said_us, clock.collector_us(said_us), clock.offset_us, proven)


def clock_of_beat(agent_id: str, reading: ClockReading) -> ClockAt:
    """The clock of what an agent said by its beats alone."""
    return ClockAt(agent_id, reading.taken.wall_us, reading.received_us, reading.offset_us, is_proven=True)


def worst_of_each(clocks: Iterable[ClockAt]) -> tuple[ClockAt, ...]:
    """For each agent the reading that says most against it, by agent."""
    worst: dict[str, ClockAt] = {}
    for clock in clocks:
        held = worst.setdefault(clock.agent_id, clock)
        if (clock.is_proven, -abs(clock.offset_us)) < (held.is_proven, -abs(held.offset_us)):
            worst[clock.agent_id] = clock
    return tuple(worst[agent_id] for agent_id in sorted(worst))
