"""Appoints those who watch a segment, and prolongs their leases while they live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collector.ingest.context import Context
from collector.presence.election import (
    NOT_TAKEN_UP_BEATS,
    NOT_TAKEN_UP_US,
    Ended,
    LeaseEnd,
    Preference,
    Watching,
    elect,
)
from collector.store import candidates, claims, coverage, leases, watch_preferences
from collector.store.leases import Lease
from collector.store.transaction import Transaction

_REASON_LETTERS = 256


def appoint(tx: Transaction, context: Context, segment_ids: Iterable[str]) -> frozenset[str]:
    """Elects for these segments anew; returns the agents whose duties changed, to be told at once."""
    changed: set[str] = set()
    for segment_id in sorted(set(segment_ids)):
        changed |= _appoint(tx, context, segment_id)
    return frozenset(changed)


def keep(tx: Transaction, context: Context, segment_ids: Iterable[str] | None = None) -> frozenset[str]:
    """Prolongs the leases of those who live; elects where a place is free, its holder gone or somebody preferred waits.

    Of these segments or all; returns as `appoint` does. A segment at rest costs no election, however many agents come.
    """
    only = None if segment_ids is None else set(segment_ids)
    here = claims.present(tx.connection, only)
    if only is None:
        _end_untaken(tx, context, here)
    held: dict[str, list[Lease]] = {}
    for lease in leases.in_force(tx.connection, tx.now_us):
        if only is None or lease.segment_id in only:
            held.setdefault(lease.segment_id, []).append(lease)
    decided = _Decided.read(tx)
    restless = []
    for segment_id in sorted({*here, *held}):
        own = held.get(segment_id, [])
        if decided.leaves_restless(segment_id, here.get(segment_id, {}), own, context.watchers):
            restless.append(segment_id)
        else:
            _prolong(tx, context, own)
    return appoint(tx, context, restless)


@dataclass(frozen=True, slots=True)
class _Decided:
    """(segment, agent): `refused` as a watcher there, and `preferred`."""

    refused: frozenset[tuple[str, str]]
    preferred: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, tx: Transaction) -> "_Decided":
        never = watch_preferences.agents_with(tx.connection, Preference.NEVER)
        untaken = leases.not_taken_up(tx.connection, tx.now_us - NOT_TAKEN_UP_US)
        preferred = watch_preferences.agents_with(tx.connection, Preference.PREFER)
        return cls(frozenset({*never, *untaken}), frozenset(preferred))

    def leaves_restless(
        self, segment_id: str, present: Mapping[tuple[str, str], int], held: Sequence[Lease], wanted: int
    ) -> bool:
        able = {agent_id for agent_id, _ in present if (segment_id, agent_id) not in self.refused}
        holders = {one.agent_id for one in held}
        is_gone = any((one.agent_id, one.adapter_id) not in present for one in held)
        waiting = any((segment_id, one) in self.preferred for one in able - holders)
        return is_gone or bool(holders - able) or waiting or len(holders) < min(wanted, len(able))


def _end_untaken(tx: Transaction, context: Context, here: Mapping[str, Mapping[tuple[str, str], int]]) -> None:
    """Who beats on and does not name the duty in its beats cannot listen there."""
    limit_us = tx.now_us - NOT_TAKEN_UP_BEATS * context.beat_interval_us
    watching = {(one.segment_id, one.agent_id) for one in coverage.open_ones(tx.connection)}
    for lease in leases.in_force(tx.connection, tx.now_us):
        alive_since_us = here.get(lease.segment_id, {}).get((lease.agent_id, lease.adapter_id))
        if alive_since_us is None or (lease.segment_id, lease.agent_id) in watching:
            continue
        last_us = coverage.last_of_agent(tx.connection, lease.segment_id, lease.agent_id) or 0
        if max(lease.from_us, alive_since_us, last_us) < limit_us:
            leases.end(tx, lease.id, LeaseEnd.NOT_TAKEN_UP)


def _appoint(tx: Transaction, context: Context, segment_id: str) -> set[str]:
    held = leases.of_segment(tx.connection, segment_id, tx.now_us)
    there = candidates.of_segment(tx.connection, segment_id, tx.now_us)
    watching = [Watching(one.id, one.agent_id, one.adapter_id) for one in held]
    outcome = elect(there, watching, context.watchers)
    for one in outcome.ended:
        leases.end(tx, one.watching.lease_id, one.why)
    kept = {one.lease_id for one in outcome.kept}
    _prolong(tx, context, [one for one in held if one.id in kept])
    until_us = tx.now_us + context.lease_us
    for new in outcome.appointed:
        reason = " ".join(new.reasons)[:_REASON_LETTERS]
        leases.grant(tx, segment_id, new.candidate.agent_id, new.candidate.adapter_id, until_us, reason)
    return {new.candidate.agent_id for new in outcome.appointed} | _who(outcome.ended)


def _who(ended: Iterable[Ended]) -> set[str]:
    """One that is gone cannot be told."""
    return {one.watching.agent_id for one in ended if one.why is not LeaseEnd.GONE}


def _prolong(tx: Transaction, context: Context, held: Iterable[Lease]) -> None:
    for lease in held:
        if lease.until_us - tx.now_us < context.lease_us // 2:
            leases.prolong(tx, lease.id, tx.now_us + context.lease_us)
