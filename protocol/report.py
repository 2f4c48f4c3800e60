"""A report: numbered, chained, signed. Two lines of JSON: the envelope, then the observations.

The envelope stands alone so that a report whose observations are unacceptable still has a sequence to be refused under.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.errors import MalformedMessage, TooLarge
from protocol.identity import AgentId, BootId, Digest, KeyId, digest_of
from protocol.limits import REPORT_BYTES
from protocol.observations import Observation
from protocol.phrases import say
from protocol.schema import Field

PROTOCOL_VERSION = 0

Version = Annotated[int, Field("protocol version", most=2**16)]
AgentRef = Annotated[AgentId, Field("the agent installation: 32 hex digits", most=32)]
KeyRef = Annotated[KeyId, Field("the key that signed this: 16 hex digits", most=16)]
BootRef = Annotated[BootId, Field("boot of the PC: 32 hex digits", most=32, source="/proc/sys/kernel/random/boot_id")]
Sequence = Annotated[int, Field("number of the report, from 1, without holes", most=2**53, least=1)]


@dataclass(frozen=True, slots=True)
class Taken:
    """When something was taken, by both clocks of the PC."""

    wall_us: Annotated[int, Field("microseconds since 1970-01-01T00:00:00Z", source="CLOCK_REALTIME")]
    boot_us: Annotated[int, Field("microseconds since boot, suspend included", source="CLOCK_BOOTTIME")]


class ReportKind(StrEnum):
    """What a report is about; a spool under pressure drops sightings first."""

    INVENTORY = "inventory"
    EVENT = "event"
    SIGHTINGS = "sightings"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The first line of a report: who says it, when, and as which link of its chain."""

    protocol: Version
    agent: AgentRef
    key: KeyRef
    boot: BootRef
    sequence: Sequence
    previous: Annotated[
        Digest, Field("digest of this agent's previous report; of the first one: genesis_digest", most=64)
    ]
    taken: Annotated[Taken, Field("when the report was closed")]
    kind: Annotated[ReportKind, Field("inventory, event, sightings or gap")]


@dataclass(frozen=True, slots=True)
class Report:
    """An envelope and what it says."""

    envelope: Envelope
    observations: tuple[Observation, ...]


def genesis_digest(agent: AgentId) -> Digest:
    """What the first report of an agent names as its previous one."""
    return digest_of(b"mingce genesis\0" + agent.encode())


def split_report(content: bytes) -> tuple[bytes, bytes]:
    """The two lines of a report's content; raises TooLarge, or MalformedMessage when there are not exactly two."""
    if len(content) > REPORT_BYTES:
        raise TooLarge("report", say("{length} bytes, at most {most}", length=len(content), most=REPORT_BYTES))
    lines = content.split(b"\n", 2)
    if len(lines) != 2:
        found = "one line" if len(lines) == 1 else "more than two lines"
        raise MalformedMessage("report", say("{found} instead of an envelope and its observations", found=found))
    return lines[0], lines[1]
