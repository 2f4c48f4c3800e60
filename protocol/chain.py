"""The chain of an agent's reports: each names the digest of the one before; a gap stands for what was dropped."""

from dataclasses import dataclass

from protocol.errors import BrokenChain
from protocol.identity import AgentId, Digest
from protocol.observations import Gap
from protocol.phrases import say
from protocol.report import Envelope, ReportKind, genesis_digest


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link held; `sequence` 0 and the genesis digest before the first report."""

    sequence: int
    digest: Digest

    @classmethod
    def genesis(cls, agent: AgentId) -> "ChainHead":
        return cls(0, genesis_digest(agent))


def follow(head: ChainHead, envelope: Envelope, digest: Digest, gap: Gap | None) -> ChainHead:
    """The head after this report; raises BrokenChain when it does not follow `head`.

    `digest` is that of the report's exact content; `gap` is its Gap where the kind is gap. After a gap the next
    report must name the last digest dropped.
    """
    first = _first_sequence(envelope, gap)
    if first != head.sequence + 1:
        raise BrokenChain(
            say("report {sequence}", sequence=envelope.sequence),
            say("sequence {expected} expected, {first} found", expected=head.sequence + 1, first=first),
        )
    if envelope.previous != head.digest:
        raise BrokenChain(
            say("report {sequence}", sequence=envelope.sequence),
            say(
                "names {previous}… as previous, held is {digest}…",
                previous=envelope.previous[:16],
                digest=head.digest[:16],
            ),
        )
    return ChainHead(envelope.sequence, digest if gap is None else gap.last_digest)


def _first_sequence(envelope: Envelope, gap: Gap | None) -> int:
    if (envelope.kind is ReportKind.GAP) != (gap is not None):
        raise BrokenChain(
            say("report {sequence}", sequence=envelope.sequence), "a gap report holds exactly one gap, others none"
        )
    if gap is None:
        return envelope.sequence
    if gap.last != envelope.sequence or gap.first > gap.last:
        raise BrokenChain(
            say("gap {first}..{last}", first=gap.first, last=gap.last),
            say("does not end at its own sequence {sequence}", sequence=envelope.sequence),
        )
    return gap.first
