"""Signed answers: what a receipt names is on disk when it leaves."""

from collections.abc import Sequence

from collector.ingest import orders
from collector.ingest.context import Context
from collector.presence.subject import AgentStanding
from collector.store import leases
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from protocol.answer import Answer, Receipt
from protocol.codec import encode
from protocol.identity import AdapterId, Digest, SegmentId
from protocol.policy import Duty, DutyKind
from protocol.report import PROTOCOL_VERSION
from protocol.signing import Domain, seal


def answer(
    tx: Transaction,
    context: Context,
    agent: Agent,
    body_digest: Digest,
    receipts: Sequence[Receipt],
    next_sequence: int,
    pause_ms: int = 0,
) -> bytes:
    """The signed message Domain.ANSWER; sent only after the transaction it was made in is committed."""
    content = Answer(
        protocol=PROTOCOL_VERSION,
        collector=context.collector_id,
        agent=agent.id,
        answers=body_digest,
        received_at_us=tx.now_us,
        receipts=tuple(receipts),
        next_sequence=next_sequence,
        journal_head=tx.heads.journal_digest,
        policy=context.policy.newer_than(tx, agent.policy_version),
        duties=_duties(tx, agent),
        pause_ms=pause_ms,
        may_vouch=agent.state is AgentStanding.ACTIVE,
        orders=orders.give(tx, agent),
    )
    tx.after_commit(lambda: context.bell.answered(agent.id))
    return seal(Domain.ANSWER, encode(content), context.keys.receipt)


def _duties(tx: Transaction, agent: Agent) -> tuple[Duty, ...]:
    return tuple(
        Duty(
            lease.id,
            DutyKind.WATCH,
            SegmentId(lease.segment_id),
            AdapterId(lease.adapter_id),
            max(1, (lease.until_us - tx.now_us) // 1000),
        )
        for lease in leases.in_force(tx.connection, tx.now_us, agent.id)[:32]
    )
