"""Which duties this agent holds. Pure: leases end by the boot clock, whatever the wall clock does."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.attachment import Attached
from protocol.identity import AdapterId
from protocol.policy import Duty, DutyKind

_WATCHING = frozenset({DutyKind.WATCH})


@dataclass(frozen=True, slots=True)
class Leases:
    """All duties of the newest answer; `received_us` by the boot clock."""

    duties: tuple[Duty, ...] = ()
    received_us: int = 0

    def in_force(self, now_us: int, attached: Iterable[Attached]) -> tuple[Duty, ...]:
        """Duties whose lease runs and whose adapter is attached to their segment."""
        places = {item.evidence.adapter: item.segments for item in attached}
        return tuple(
            duty
            for duty in self.duties
            if now_us < self.received_us + duty.lasts_ms * 1000 and duty.segment in places.get(duty.adapter, ())
        )

    def next_end_us(self, now_us: int) -> int | None:
        """When the next lease ends, by the boot clock; None: none runs."""
        ends = [self.received_us + duty.lasts_ms * 1000 for duty in self.duties]
        return min((end for end in ends if end > now_us), default=None)


def watched(duties: Iterable[Duty]) -> frozenset[AdapterId]:
    """The adapters whose sightings are asked for."""
    return frozenset(duty.adapter for duty in duties if duty.kind in _WATCHING)
