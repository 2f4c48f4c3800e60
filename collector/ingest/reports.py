"""A delivery of reports, taken in within one transaction: chain, evidence, folding, judgement, then the receipt."""

from dataclasses import dataclass

from collector.errors import AgentsDoorRefusal
from collector.ingest import admitting, judging, order_ends, pacing, refereeing
from collector.ingest.answers import answer
from collector.ingest.context import Context
from collector.ingest.folding import Folder
from collector.rules.facts import ForkFacts
from collector.store import agents, quarantine, reports, views
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from collector.store.writer import WriterLoad
from protocol.answer import Receipt, Verdict
from protocol.chain import ChainHead, follow
from protocol.codec import decode_observations
from protocol.errors import BrokenChain, MalformedMessage
from protocol.identity import Digest, digest_of
from protocol.observations import Gap, Looked, Observation
from protocol.report import Envelope, ReportKind

_REASON = 500


@dataclass(frozen=True, slots=True)
class Delivered:
    """One report of a delivery, signature verified, envelope read; `content` are the exact bytes signed."""

    envelope: Envelope
    content: bytes
    message: bytes

    @property
    def digest(self) -> Digest:
        return digest_of(self.content)


def take_delivery(
    tx: Transaction,
    context: Context,
    agent_id: str,
    delivered: list[Delivered],
    body_digest: Digest,
    load: WriterLoad,
) -> bytes:
    """The signed answer. Raises AgentsDoorRefusal when the first report is not the next one; nothing is stored then.

    Later reports that do not follow are left for the agent to send again: the answer names the sequence expected,
    and how long to wait with them while the writer has that `load`.
    """
    agent = agents.find(tx.connection, agent_id)
    if agent is None:
        raise AgentsDoorRefusal("unknown-agent", f"agent {agent_id}", "is not enrolled here", "enrol this PC")
    taking = _Taking(tx, context, agent)
    receipts: list[Receipt] = []
    for one in delivered:
        try:
            receipts.append(taking.take(one))
        except AgentsDoorRefusal:
            if not receipts:
                raise
            break
    taking.finish()
    expected = taking.head.sequence + 1
    return answer(
        tx, context, agent, body_digest, receipts, expected, pause_ms=pacing.pause_ms(load, agent_id, expected)
    )


class _Taking:
    def __init__(self, tx: Transaction, context: Context, agent: Agent) -> None:
        self.tx = tx
        self.context = context
        self.agent = agent
        self.head = agent.head
        self.segments = views.segment_views(tx.connection)
        self.folder = Folder(tx, agent, self.segments)
        self.forks: list[ForkFacts] = []

    def take(self, one: Delivered) -> Receipt:
        sequence = one.envelope.sequence
        held = reports.find(self.tx.connection, self.agent.id, sequence)
        if held is not None and held.digest == one.digest:
            return Receipt(sequence, one.digest, Verdict.DUPLICATE, held.reason)
        if sequence <= self.head.sequence:
            return self._fork(one, "another report is held under this sequence")
        if quarantine.holds(self.tx.connection, self.agent.id, one.envelope.previous):
            return self._fork(one, "follows a report in quarantine")
        return self._take_next(one)

    def _take_next(self, one: Delivered) -> Receipt:
        observations, refusal = _observations(one.content)
        gap = next((item for item in observations if isinstance(item, Gap)), None)
        first = gap.first if gap is not None and one.envelope.kind is ReportKind.GAP else one.envelope.sequence
        if first > self.head.sequence + 1:
            raise AgentsDoorRefusal(
                "unexpected-sequence",
                f"report {one.envelope.sequence}",
                f"{self.head.sequence + 1} is expected next",
                "send the missing reports, or the gap record that stands for them",
                next_sequence=self.head.sequence + 1,
            )
        if refusal is not None:
            return self._store_refused(one, refusal)
        try:
            head = follow(self.head, one.envelope, one.digest, gap)
        except BrokenChain as error:
            return self._fork(one, str(error))
        intake = self._store(one, first, Verdict.ACCEPTED, None)
        self.head = head
        if self.folder.folded.has_new_ways and any(isinstance(item, Looked) for item in observations):
            judging.judge_passing(self.tx, self.context, self.agent, self.folder.folded, self.segments)
        self.folder.fold(one.envelope, observations, one.content, intake)
        return Receipt(one.envelope.sequence, one.digest, Verdict.ACCEPTED, None)

    def _store_refused(self, one: Delivered, refusal: MalformedMessage) -> Receipt:
        """One bad field never wedges an agent: the report keeps its sequence and is not to be sent again."""
        if one.envelope.previous != self.head.digest:
            return self._fork(one, f"names {one.envelope.previous[:16]} as previous, held is {self.head.digest[:16]}")
        reason = f"{refusal.id}: {refusal}"[:_REASON]
        self._store(one, one.envelope.sequence, Verdict.REFUSED, reason)
        self.head = ChainHead(one.envelope.sequence, one.digest)
        return Receipt(one.envelope.sequence, one.digest, Verdict.REFUSED, reason)

    def _store(self, one: Delivered, first: int, verdict: Verdict, reason: str | None) -> int:
        return reports.append(
            self.tx,
            agent_id=self.agent.id,
            envelope=one.envelope,
            first_sequence=first,
            digest=one.digest,
            verdict=verdict,
            reason=reason,
            message=one.message,
        )

    def _fork(self, one: Delivered, why: str) -> Receipt:
        """Evidence is never thrown away: both histories are kept, a person decides."""
        sequence = one.envelope.sequence
        reports.quarantine(
            self.tx, agent_id=self.agent.id, sequence=sequence, digest=one.digest, reason=why, message=one.message
        )
        view = views.agent_view(self.tx.connection, self.agent.id)
        terminal_id = agents.terminal_of(self.tx.connection, self.agent.id)
        terminal = views.terminal_view(self.tx.connection, terminal_id) if terminal_id else None
        if view is not None:
            at_us = self.tx.now_us
            self.forks.append(ForkFacts(view, terminal, sequence, self.head.sequence, one.digest, why, at_us))
            refereeing.referee_fork(self.tx, self.agent, _observations(one.content)[0])
        return Receipt(sequence, one.digest, Verdict.QUARANTINED, f"agent-fork: {why}"[:_REASON])

    def finish(self) -> None:
        if self.head != self.agent.head:
            agents.change(
                self.tx,
                self.agent.id,
                last_sequence=self.head.sequence,
                last_digest=self.head.digest,
                last_report_us=self.tx.now_us,
            )
        self.context.judge.judge(self.tx, self.forks)
        if self.folder.folded.has_new_facts:
            admitting.admit_reported(self.tx, self.agent.id)
        judging.judge_folded(self.tx, self.context, self.agent, self.folder.folded, self.segments)
        order_ends.carried_out(self.tx, self.context, self.agent, self.folder.folded.orders)


def _observations(content: bytes) -> tuple[tuple[Observation, ...], MalformedMessage | None]:
    try:
        return decode_observations(content), None
    except MalformedMessage as error:
        return (), error
