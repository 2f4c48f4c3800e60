"""A person approves a MAC that speaks for others, or rejects it: the segment, its alerts and the journal at once."""

from collector.ingest import judging
from collector.ingest.context import Context
from collector.ledger.segment import Segment
from collector.ledger.version import Version
from collector.presence.learnt import Decision
from collector.rules.finding import Settled, Subject, SubjectKind
from collector.store import alerts, infrastructure, views
from collector.store.infrastructure import Listed
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

_OVER_WHEN_APPROVED = (
    "unapproved-infrastructure",
    "gateway-mac-changed",
    "dhcp-server-mac-changed",
    "unlisted-dhcp-server",
    "unlisted-router-advertisement",
    "unlisted-redirect",
    "unregistered-terminal",
)
_OVER_WHEN_REJECTED = ("unapproved-infrastructure",)


def decide(
    tx: Transaction,
    context: Context,
    held: Version[Segment],
    mac: MacAddress,
    decision: Decision,
    actor: str,
    reason: str,
) -> list[Listed]:
    """The MAC's roles as they stand now; raises NotFound for one that was not learnt on that segment."""
    found = infrastructure.decide(tx, held, mac, decision, actor, reason)
    rules = _OVER_WHEN_APPROVED if decision is Decision.APPROVED else _OVER_WHEN_REJECTED
    for rule in rules:
        for listed in alerts.standing_of_rule(tx.connection, rule, held.id):
            # Another MAC's doing, about the same gateway, goes on.
            if listed.alert.evidence.get("mac") == str(mac):
                subject = Subject(
                    SubjectKind(listed.subject_kind), listed.subject_id, listed.segment_id, listed.part or ""
                )
                context.judge.conclude(tx, [Settled(rule, subject, f"{decision.value} by a person")])
    judging.judge_mac(tx, context, views.segment_views(tx.connection)[held.id], mac)
    return found
