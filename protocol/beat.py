"""A sign of life: signed, counted, not chained. It says which addresses this agent vouches for right now."""

from dataclasses import dataclass
from typing import Annotated

from protocol.identity import Digest
from protocol.observations import Attachment
from protocol.report import AgentRef, BootRef, KeyRef, Taken, Version
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class Beat:
    """Sent every `beat_interval_ms`; a missing one ends a stretch of presence."""

    protocol: Version
    agent: AgentRef
    key: KeyRef
    boot: BootRef
    counter: Annotated[int, Field("strictly increasing within a boot, from 1", most=2**53, least=1)]
    taken: Annotated[Taken, Field("when the beat was made")]
    claims: Annotated[
        tuple[Attachment, ...],
        Field("adapters attached to a declared segment, with the addresses vouched for", most=32),
    ]
    duties: Annotated[tuple[str, ...], Field("ids of the duties this agent holds", most=32)]
    capture_drops: Annotated[
        int,
        Field(
            "frames the kernel dropped before listening read them, this boot", most=2**53, source="PACKET_STATISTICS"
        ),
    ]
    spooled: Annotated[int, Field("reports waiting in the spool", most=2**53)]
    last_sequence: Annotated[int, Field("sequence of the newest report; 0: none yet", most=2**53)]
    last_digest: Annotated[Digest, Field("digest of the newest report; genesis_digest where there is none", most=64)]
    policy_version: Annotated[int, Field("policy in force; 0: none", most=2**53)]
    throttled: Annotated[bool, Field("the agent was held back by its own resource limits since the last beat")]
