"""What a probe is: one question asked of this PC, and the three ways it can be answered."""

from dataclasses import dataclass
from typing import Protocol

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from protocol.observations import Observation


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole answer; `partly` says which part could not be seen, and why."""

    observations: tuple[Observation, ...]
    partly: str | None = None


@dataclass(frozen=True, slots=True)
class NothingHere:
    """The machine has nothing of the kind."""


Looking = Seen | NothingHere | CouldNotLook


class Probe(Protocol):
    """Answers one question; raises or returns CouldNotLook when it cannot. Listed in ALL_PROBES."""

    name: str
    title: str
    """For a person, in English; the catalogue has the Chinese."""
    woken_by: frozenset[Wake]
    rests_ms: int
    """Least time between two looks that events caused; for tables that change all the time."""

    @property
    def observes(self) -> tuple[type[Observation], ...]:
        """What its answer is made of."""
        ...

    def look(self, host: Host) -> Looking: ...

    def essence(self, observations: tuple[Observation, ...]) -> object:
        """What must differ for the answer to count as changed."""
        ...
