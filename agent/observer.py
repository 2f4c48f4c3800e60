"""What this PC looked like when it was last asked, and what of that was said already."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from agent.host.machine import Host
from agent.host.netlink.events import EVERYTHING, Wake
from agent.privacy import may_be_said
from agent.probes.probe import Probe
from agent.probes.runner import Answered, ask
from agent.throttle import Throttle
from protocol.observations import Looked, Observation

_NO_EVENTS: Final[Mapping[frozenset[Wake], int]] = {}


class Observer:
    """Asks the probes that an event concerns. An answer that was said before is not said again."""

    def __init__(self, host: Host, probes: tuple[Probe, ...], throttle: Throttle) -> None:
        self._host = host
        self._probes = probes
        self._throttle = throttle
        self._latest: dict[str, Answered] = {}
        self._said: dict[str, object] = {}
        self._looked_us: dict[str, int] = {}
        self._resting: dict[str, int] = {}

    def look(self, wakes: frozenset[Wake], now_us: int, events: Mapping[frozenset[Wake], int] = _NO_EVENTS) -> bool:
        """Asks the probes these wakes concern, and returns whether there were any to ask now.

        One that rests, or was asked too often, is asked later, by `look_rested`. `events`: how many there were
        of what each woke.
        """
        asked = []
        for probe in self._probes:
            if not probe.woken_by & wakes:
                continue
            rested_us = self._rested_us(probe)
            if rested_us > now_us:
                self._resting[probe.name] = rested_us
                self._throttle.puts_off_a_look(probe.name, now_us)
            else:
                asked.append(probe)
            concerning = sum(many for woken, many in events.items() if woken & probe.woken_by)
            self._throttle.count(probe.name, events=concerning)
        self._ask(asked, now_us)
        return bool(asked)

    def look_rested(self, now_us: int) -> bool:
        """Asks the probes whose rest is over; returns whether there were any."""
        due = [probe for probe in self._probes if self._resting.get(probe.name, 2**62) <= now_us]
        self._ask(due, now_us)
        return bool(due)

    def next_rested_us(self) -> int | None:
        return min(self._resting.values(), default=None)

    def sweep(self, now_us: int) -> tuple[str, ...]:
        """Asks every probe; returns the names of those whose answer changed though no event said so."""
        before = {name: answered.essence for name, answered in self._latest.items()}
        resting = set(self._resting)
        self._ask(self._probes, now_us)
        return tuple(
            name
            for name, answered in self._latest.items()
            if name in before and name not in resting and before[name] != answered.essence and _is_announced(answered)
        )

    def answers(self, is_attached: bool) -> tuple[Answered, ...]:
        """Every answer as it may be said."""
        return tuple(_restricted(answered, is_attached) for answered in self._latest.values())

    def unsaid(self, is_attached: bool) -> tuple[Answered, ...]:
        """The answers that, as they may be said, differ from what was said."""
        return tuple(
            answered
            for answered in self.answers(is_attached)
            if self._said.get(answered.probe.name) != answered.essence
        )

    def mark_said(self, answers: Iterable[Answered]) -> None:
        for answered in answers:
            self._said[answered.probe.name] = answered.essence

    def forget_said(self) -> None:
        """The next report says everything again."""
        self._said.clear()

    def observations(self) -> tuple[Observation, ...]:
        """Everything the newest answers hold."""
        return tuple(item for answered in self._latest.values() for item in answered.observations)

    def _rested_us(self, probe: Probe) -> int:
        own_us = self._looked_us.get(probe.name, -(2**62)) + probe.rests_ms * 1000
        return max(own_us, self._throttle.looks_again_us(probe.name))

    def _ask(self, probes: Iterable[Probe], now_us: int) -> None:
        for probe in probes:
            began_us = self._host.clock.busy_us()
            (answered,) = ask((probe,), self._host)
            before = self._latest.get(probe.name)
            self._latest[probe.name] = answered
            self._looked_us[probe.name] = now_us
            self._resting.pop(probe.name, None)
            self._throttle.looked(probe.name, now_us, self._host.clock.busy_us() - began_us)
            if before is not None and before.essence != answered.essence:
                self._throttle.count(probe.name, changes=1)


def _restricted(answered: Answered, is_attached: bool) -> Answered:
    looked, *observations = may_be_said(answered.whole, is_attached)
    return Answered(answered.probe, cast(Looked, looked), tuple(observations))


def _is_announced(answered: Answered) -> bool:
    """Probes that no event wakes are the slow timer's own business."""
    return bool(answered.probe.woken_by & EVERYTHING)
