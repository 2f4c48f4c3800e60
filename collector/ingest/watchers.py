"""Appoints those who watch a segment, and prolongs their leases while they live."""

from collections.abc import Iterable

from collector.ingest.context import Context
from collector.presence.election import Watching, elect
from collector.store import claims, leases
from collector.store.leases import Lease
from collector.store.transaction import Transaction


def appoint(tx: Transaction, context: Context, segment_ids: Iterable[str]) -> None:
    """Fills the watchers' places of these segments, by the agents that vouch for an address there now."""
    running: dict[str, list[Lease]] = {}
    for lease in leases.in_force(tx.connection, tx.now_us):
        running.setdefault(lease.segment_id, []).append(lease)
    for segment_id in sorted(segment_ids):
        _appoint(tx, context, segment_id, running.get(segment_id, []))


def _appoint(tx: Transaction, context: Context, segment_id: str, held: list[Lease]) -> None:
    candidates = claims.candidates(tx.connection, segment_id)
    watching = [Watching(one.id, one.agent_id, one.adapter_id) for one in held]
    outcome = elect(candidates, watching, context.watchers)
    until_us = tx.now_us + context.lease_us
    for one in outcome.ended:
        leases.end(tx, one.lease_id)
    for one in outcome.kept:
        lease = next(item for item in held if item.id == one.lease_id)
        if lease.until_us - tx.now_us < context.lease_us // 2:
            leases.prolong(tx, one.lease_id, until_us)
    for new in outcome.appointed:
        leases.grant(tx, segment_id, new.candidate.agent_id, new.candidate.adapter_id, until_us, new.reason)
