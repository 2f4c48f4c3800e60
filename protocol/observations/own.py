"""What the agent says of itself: what it looked at, what it missed, what it lost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.identity import Digest
from protocol.observations.vocabulary import AdapterRef, Wall
from protocol.schema import Field


class LookOutcome(StrEnum):
    """How an attempt to look ended."""

    SEEN = "seen"
    NOTHING_HERE = "nothing-here"
    COULD_NOT_LOOK = "could-not-look"
    """Never to be read as "none": what was known before stays known, with its age."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One probe's attempt to answer its question."""

    probe: Annotated[str, Field("which question was asked of this PC", most=64)]
    outcome: Annotated[LookOutcome, Field("seen: its answer is in this report, whole")]
    reason: Annotated[str | None, Field("why it could not look, or which part it could not see", most=500)]


class AgentEventKind(StrEnum):
    """What can happen to the agent itself."""

    STARTED = "started"
    STOPPING = "stopping"
    CLOCK_JUMPED = "clock-jumped"
    SUSPENDED = "suspended"
    MISSED_BY_EVENTS = "missed-by-events"
    """The slow timer found a change that no kernel event announced."""
    CAPTURE_DROPPED = "capture-dropped"
    REPORT_REFUSED = "report-refused"
    THROTTLED = "throttled"
    """Answers that change without end are said less often: when that begins, while it lasts, when it ends."""


@dataclass(frozen=True, slots=True)
class AgentEvent:
    """Something that happened to the agent itself."""

    what: Annotated[AgentEventKind, Field("what happened to the agent")]
    detail: Annotated[str, Field("in a few English words", most=500)]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """This PC was attached to no declared segment; of where it was instead, only this is said."""

    adapter: AdapterRef
    zone: Annotated[str, Field("kind of address space: private, consumer, shared, extranet, public", most=16)]
    from_us: Wall
    to_us: Wall


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many reports of one kind a gap stands for."""

    kind: Annotated[str, Field("kind of report", most=16)]
    reports: Annotated[int, Field("how many", most=2**53)]


@dataclass(frozen=True, slots=True)
class Gap:
    """Stands in the chain for reports that were dropped: the next one follows `last_digest`."""

    first: Annotated[int, Field("first sequence dropped", most=2**53, least=1)]
    last: Annotated[int, Field("last sequence dropped; the sequence of this record", most=2**53, least=1)]
    last_digest: Annotated[Digest, Field("digest of the last report dropped", most=64)]
    counts: Annotated[tuple[KindCount, ...], Field("what was dropped", most=8)]
    why: Annotated[str, Field("byte-cap, age, unreadable, lost", most=64)]
