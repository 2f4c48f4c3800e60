"""Runs probes; whatever one of them does, the others are asked and the report says what happened."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from agent.bounded import bounded
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.probes.probe import Looking, NothingHere, Probe, Seen
from protocol.observations import Looked, LookOutcome, Observation

_LOG = logging.getLogger(__name__)
_MOST_OBSERVATIONS = 500
"""Of one probe: its answer must fit into one report, together with what says that it is whole."""


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
            if len(observations) > _MOST_OBSERVATIONS:
                partly = f"only the first {_MOST_OBSERVATIONS} of {len(observations)}"
            kept = tuple(bounded(item) for item in observations[:_MOST_OBSERVATIONS])
            return Answered(probe, _looked(probe, LookOutcome.SEEN, partly), kept)


def _looked(probe: Probe, outcome: LookOutcome, reason: str | None) -> Looked:
    return bounded(Looked(probe.name, outcome, reason))
