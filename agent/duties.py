"""Which duties this agent holds: those of the collector's newest answer, until it answers anew.

A watch only listens, so it goes on while the collector is away, and after a restart: what passes on the wire in an
outage is told when the collector is back. How long the collector counts on it is the collector's matter. An expired
policy ends every duty.
"""

import logging
from collections.abc import Iterable

from agent.attachment import Attached
from agent.errors import ConfigurationError
from agent.state import StateDirectory
from protocol.codec import decode, encode
from protocol.errors import MalformedMessage
from protocol.identity import AdapterId
from protocol.policy import Duty, DutyKind, Policy

_LOG = logging.getLogger(__name__)
_WATCHING = frozenset({DutyKind.WATCH})
_DUTY_BYTES = 1024


class DutyKeeper:
    """The newest answer's duties, kept in the state directory."""

    def __init__(self, state: StateDirectory) -> None:
        """Raises ConfigurationError when the state directory cannot be read."""
        self._state = state
        self.held = _decoded(state.read(state.duties) or b"")

    def take(self, duties: tuple[Duty, ...]) -> None:
        """These and no others, from now on."""
        if duties == self.held:
            return
        self.held = duties
        try:
            self._state.write(self._state.duties, b"\n".join(encode(duty) for duty in duties))
        except ConfigurationError as error:
            _LOG.warning("duties would be forgotten by a restart: %s", error)


def _decoded(content: bytes) -> tuple[Duty, ...]:
    """None at all where one cannot be read: the next answer brings them again."""
    try:
        return tuple(decode(line, Duty, _DUTY_BYTES) for line in content.splitlines())
    except MalformedMessage as error:
        _LOG.warning("the duties held before cannot be read: %s", error)
        return ()


def in_force(duties: Iterable[Duty], attached: Iterable[Attached]) -> tuple[Duty, ...]:
    """Duties whose adapter is attached to their segment."""
    places = {item.evidence.adapter: item.segments for item in attached}
    return tuple(duty for duty in duties if duty.segment in places.get(duty.adapter, ()))


def watched(duties: Iterable[Duty]) -> frozenset[AdapterId]:
    """The adapters whose sightings are asked for."""
    return frozenset(duty.adapter for duty in duties if duty.kind in _WATCHING)


def may_be_asked(attached: Iterable[Attached], policy: Policy | None) -> bool:
    """Whether the policy in force lets questions be sent on a segment this PC is attached to."""
    askable = {segment.id for segment in policy.segments if segment.probe_frames_per_second} if policy else set()
    return any(not askable.isdisjoint(item.segments) for item in attached)
