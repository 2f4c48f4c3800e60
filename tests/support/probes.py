"""A probe that answers what it is told."""

from dataclasses import dataclass, field

from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.probe import Looking, NothingHere
from protocol.observations import Observation


@dataclass
class ToldProbe:
    name: str = "told"
    title: str = "told"
    observes: tuple[type[Observation], ...] = ()
    woken_by: frozenset[Wake] = frozenset({Wake.LINKS})
    rests_ms: int = 0
    answer: Looking = field(default_factory=NothingHere)
    asked: int = 0

    def look(self, host: Host) -> Looking:
        self.asked += 1
        return self.answer

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return observations


class FailingProbe(ToldProbe):
    def look(self, host: Host) -> Looking:
        raise ZeroDivisionError("an odd machine")
