"""How frames and beats of a simulated office reach the collector: over watchers with clocks of their own, some late.

Every frame takes the way of a real one: a watcher stamps it by its wall clock, closes a report within ten seconds, and
the collector turns the stamps into its own time by what it knows of that clock (collector/presence/timing.py).
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agent.delivery.backoff import Backoff
from collector.presence.binding import Heard, Pair
from collector.presence.interval import MINUTE_US, SECOND_US
from collector.presence.subject import SegmentView
from collector.presence.timing import CLOCK_OFF_US, ClockReading, agent_clock
from collector.rules.facts import ClockFacts
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from protocol.report import Taken
from tests.support.scenario import DAY_ZERO_US, Scenario

HOUR_US = 60 * MINUTE_US
_LATENCY_US = 20_000
SECOND_WATCHER_HEARS = 0.15
"""Of all frames; in earnest it hears the same as the first one, which costs as much again."""


class Agenda:
    """What happens when, in order; `now_us` is the true time."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now_us = DAY_ZERO_US
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def do(self, at_us: int, what: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._queue, (at_us, self._count, what))

    def after(self, least: float, most: float, what: Callable[[], None]) -> None:
        """Between so many seconds from now."""
        self.do(self.now_us + self.seconds(least, most), what)

    def run(self, until_us: int) -> None:
        """What was left on would speak for ever."""
        while self._queue and self._queue[0][0] < until_us:
            self.now_us, _, what = heapq.heappop(self._queue)
            what()

    def seconds(self, least: float, most: float) -> int:
        return int((least + (most - least) * self.random.random()) * SECOND_US)

    def is_so(self, chance: float) -> bool:
        return self.random.random() < chance


@dataclass
class AgentClockwork:
    """An agent's two clocks: `offset_us` is how far its wall clock is ahead, boots count from when each began."""

    offset_us: int = 0
    boot: int = 0
    booted_us: int = 0
    reading: ClockReading | None = None

    def taken(self, at_us: int) -> Taken:
        return Taken(at_us + self.offset_us, at_us - self.booted_us)

    def restart(self, at_us: int) -> None:
        self.boot, self.booted_us = self.boot + 1, at_us


@dataclass
class Beating:
    """The heart of one agent; `turn` tells its present run of beats from one that was stopped."""

    name: str
    clock: AgentClockwork = field(default_factory=AgentClockwork)
    loss: float = 0.01
    """Share of its beats that do not arrive; the agent tries again as agent/delivery/backoff.py says."""
    backoff: Backoff = field(default_factory=lambda: Backoff().at_most(MINUTE_US))
    turn: int = 0
    boot_told: int = -1


class Resident(Protocol):
    """Who has an agent: what it claims, and on which segment."""

    beating: Beating
    segment: SegmentView

    def held(self) -> tuple[tuple[MacAddress, Address | None], ...]: ...


@dataclass
class Watcher:
    """A PC that is always on and reports what it hears."""

    beating: Beating
    mac: MacAddress
    segment: SegmentView
    is_up: bool = True

    def held(self) -> tuple[tuple[MacAddress, Address | None], ...]:
        return ((self.mac, None),)


class OfficeWire:
    """`away`: when the collector heard nobody; what was said then comes after its return."""

    def __init__(self, agenda: Agenda, story: Scenario, watchers: list[Watcher]) -> None:
        self.agenda = agenda
        self.story = story
        self.watchers = watchers
        self.away: list[tuple[int, int]] = []
        self.ends_us = 0
        self.beats = self.lost_beats = self.sightings = 0
        self.clocks_off: set[str] = set()
        """Agents whose clock was told of with reason."""

    def start_beating(self, one: Resident) -> None:
        """With a beat at once; what beat before goes on as this."""
        one.beating.turn += 1
        self._beat(one, one.beating.turn)

    def stop_beating(self, one: Resident) -> None:
        one.beating.turn += 1

    def _beat(self, one: Resident, turn: int) -> None:
        heart, agenda = one.beating, self.agenda
        if heart.turn != turn or agenda.now_us > self.ends_us:
            return
        if agenda.is_so(heart.loss) or (self.away and self._away_until(agenda.now_us) is not None):
            self.lost_beats += 1
            heart.backoff = heart.backoff.failed(agenda.now_us, agenda.random.random)
            agenda.do(heart.backoff.not_before_us, lambda: self._beat(one, turn))
            return
        heart.backoff = heart.backoff.succeeded(agenda.now_us)
        self._arrive(one)
        agenda.after(54, 66, lambda: self._beat(one, turn))

    def _arrive(self, one: Resident) -> None:
        heart, now_us = one.beating, self.agenda.now_us
        self.beats += 1
        heart.clock.reading = ClockReading(str(heart.clock.boot), heart.clock.taken(now_us - _LATENCY_US), now_us)
        has_rebooted, heart.boot_told = heart.boot_told != heart.clock.boot, heart.clock.boot
        story = self.story.at_us(now_us)
        story.beat(heart.name, *one.held(), segment=one.segment, has_rebooted=has_rebooted)
        offset_us = heart.clock.offset_us
        if abs(offset_us) > CLOCK_OFF_US:
            self.clocks_off.add(heart.name)
            terminal = story.terminals[heart.name]
            story.judges(ClockFacts(story.agent_view(heart.name), terminal, offset_us, now_us + offset_us, now_us))

    def _away_until(self, at_us: int) -> int | None:
        return next((end for start, end in self.away if start <= at_us < end), None)

    def heard(self, mac: MacAddress, address: Address | None, how: HeardHow, segment: SegmentView) -> None:
        """A frame, now: heard by whoever watches."""
        is_first = True
        for watcher in self.watchers:
            if watcher.is_up and (is_first or self.agenda.is_so(SECOND_WATCHER_HEARS)):
                self._report(watcher, Pair(segment.id, mac, address), how, segment)
                is_first = False

    def _report(self, watcher: Watcher, pair: Pair, how: HeardHow, segment: SegmentView) -> None:
        agenda, clock = self.agenda, watcher.beating.clock
        stamp_us = agenda.now_us + clock.offset_us
        closed_us = agenda.now_us + agenda.seconds(0, 10)
        boot, taken = str(clock.boot), clock.taken(closed_us)
        back_us = self._away_until(closed_us) if self.away else None
        told_us = back_us + agenda.seconds(1, 90) if back_us else closed_us + agenda.seconds(0.01, 0.5)

        def arrive() -> None:
            heard_us = agent_clock(boot, taken, agenda.now_us, clock.reading).collector_us(stamp_us)
            self.sightings += 1
            name = watcher.beating.name
            heard = Heard(pair, how, heard_us, heard_us, 1, name, self.sightings, agenda.now_us)
            self.story.at_us(agenda.now_us).hears(heard, segment)

        agenda.do(told_us, arrive)
