"""What the collector answers: signed receipts, bound to the digest of what they answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.identity import CollectorId, Digest
from protocol.order import Order
from protocol.policy import Duty
from protocol.report import AgentRef, Sequence, Version
from protocol.schema import Field

CollectorRef = Annotated[CollectorId, Field("the collector: 32 hex digits", most=32)]


class Verdict(StrEnum):
    """What became of one delivered report."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    """Already stored, byte for byte; acknowledged again."""
    REFUSED = "refused"
    """Stored as refused: its observations are unacceptable, it keeps its sequence, do not send it again."""
    QUARANTINED = "quarantined"
    """Contradicts what this collector already holds under that sequence; kept as evidence, a person decides."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the collector vouches for about one report it was sent."""

    sequence: Sequence
    digest: Annotated[Digest, Field("digest of the report's exact content", most=64)]
    verdict: Annotated[Verdict, Field("what became of it")]
    reason: Annotated[str | None, Field("error id and sentence; null when accepted", most=500)]


@dataclass(frozen=True, slots=True)
class Answer:
    """To a delivery of reports or to a beat. Durable before it is sent: what a receipt names is on disk."""

    protocol: Version
    collector: CollectorRef
    agent: AgentRef
    answers: Annotated[Digest, Field("digest of the request body this answers", most=64)]
    received_at_us: Annotated[int, Field("microseconds since 1970 by the collector's clock")]
    receipts: Annotated[tuple[Receipt, ...], Field("one for each report delivered, in order", most=64)]
    next_sequence: Annotated[int, Field("sequence the collector expects next", most=2**53, least=1)]
    journal_head: Annotated[Digest, Field("newest link of the collector's journal", most=64)]
    policy: Annotated[str | None, Field("signed policy in base64, when newer than the agent's", most=400_000)]
    duties: Annotated[tuple[Duty, ...], Field("all duties this agent holds from now on; others end", most=32)]
    pause_ms: Annotated[int, Field("wait this long before the next delivery, milliseconds", most=3_600_000)]
    may_vouch: Annotated[bool, Field("this agent's word counts; false: pending, a person decides")]
    orders: Annotated[
        tuple[Order, ...], Field("orders to be carried out; one not named any more is void", most=16)
    ] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Body of an HTTP status of 400 and above."""

    protocol: Version
    error: Annotated[str, Field("stable id, kebab-case", most=64)]
    what: Annotated[str, Field("what is wrong", most=500)]
    why: Annotated[str, Field("the reason", most=500)]
    next_step: Annotated[str, Field("what to do", most=500)]
    next_sequence: Annotated[
        int | None, Field("sequence the collector expects next, where that is the matter", most=2**53)
    ]
    pause_ms: Annotated[int, Field("wait this long before asking again, milliseconds", most=3_600_000)]
