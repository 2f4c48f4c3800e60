"""Runs probes; whatever one of them does, the others are asked and the report says what happened."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from agent.bounded import bounded, size_of
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.probes.probe import Looking, NothingHere, Probe, Seen
from protocol.observations import Looked, LookOutcome, Observation

_LOG = logging.getLogger(__name__)
_MOST_OBSERVATIONS = 520
_MOST_BYTES = 224 * 1024
"""Of one probe: its answer must fit into one report, together with what says that it is whole."""
_SURELY_FIT = 8
"""So many need not be measured."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One probe's answer as it may be spooled: `looked` first, then what it saw."""

    probe: Probe
    looked: Looked
    observations: tuple[Observation, ...]

    @property
    def essence(self) -> object:
        """What must differ for this answer to be worth saying again."""
        return self.looked.outcome, self.looked.reason, self.probe.essence(self.observations)

    @property
    def whole(self) -> tuple[Observation, ...]:
        return (self.looked, *self.observations)


def ask(probes: Iterable[Probe], host: Host) -> tuple[Answered, ...]:
    """Asks each probe once, in order."""
    return tuple(_answered(probe, _look(probe, host)) for probe in probes)


def _look(probe: Probe, host: Host) -> Looking:
    try:
        return probe.look(host)
    except CouldNotLook as error:
        return error
    # One probe that fails on an odd machine must not keep the others from being asked.
    except Exception as error:  # noqa: BLE001
        _LOG.exception("probe %s failed", probe.name)
        return CouldNotLook(probe.name, f"the probe failed: {type(error).__name__}: {error}")


def _answered(probe: Probe, looking: Looking) -> Answered:
    match looking:
        case CouldNotLook():
            return Answered(probe, _looked(probe, LookOutcome.COULD_NOT_LOOK, str(looking)), ())
        case NothingHere():
            return Answered(probe, _looked(probe, LookOutcome.NOTHING_HERE, None), ())
        case Seen(observations, partly):
            kept = _fitting([bounded(item) for item in observations[:_MOST_OBSERVATIONS]])
            if len(kept) < len(observations):
                cut = f"only the first {len(kept)} of {len(observations)}"
                partly = f"{partly}; {cut}" if partly else cut
            return Answered(probe, _looked(probe, LookOutcome.SEEN, partly), tuple(kept))


def _fitting(observations: list[Observation]) -> list[Observation]:
    if len(observations) <= _SURELY_FIT:
        return observations
    sizes = accumulate(size_of([item]) for item in observations)
    return observations[: sum(size <= _MOST_BYTES for size in sizes)]


def _looked(probe: Probe, outcome: LookOutcome, reason: str | None) -> Looked:
    return bounded(Looked(probe.name, outcome, reason))
