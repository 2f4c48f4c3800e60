"""Gathers the facts that a message changed and has them judged, in the message's own transaction."""

from collections.abc import Iterable

from collector.ingest.context import Context
from collector.ingest.folding import Folded
from collector.presence.subject import SegmentView
from collector.rules.facts import AgentFacts, PresenceFacts
from collector.store import agents, claims, facts, views
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    Elsewhere,
    InterfaceAddress,
    LookOutcome,
    Route,
    WirelessDevice,
)


def judge_folded(
    tx: Transaction, context: Context, agent: Agent, folded: Folded, segments: dict[str, SegmentView]
) -> None:
    """All that a delivery touched."""
    for (segment_id, mac), numbers in folded.presences.items():
        names = tuple(sorted(folded.names.get(mac, ())))
        judge_mac(tx, context, segments[segment_id], mac, numbers, names)
    context.judge.judge(tx, folded.happenings)
    if folded.has_new_facts:
        judge_agent(tx, context, agent, segments, folded.elsewhere)


def judge_mac(
    tx: Transaction,
    context: Context,
    segment: SegmentView,
    mac: MacAddress,
    numbers: Iterable[int] = (),
    names: tuple[str, ...] = (),
) -> None:
    presence = views.presence(tx.connection, segment, mac, numbers, tx.now_us, context.listening_us, names)
    if presence is not None:
        context.judge.judge(tx, [PresenceFacts(presence)])


def judge_agent(
    tx: Transaction,
    context: Context,
    agent: Agent,
    segments: dict[str, SegmentView],
    elsewhere: Iterable[Elsewhere] = (),
) -> None:
    """What an agent's PC says of itself, as a whole."""
    view = views.agent_view(tx.connection, agent.id)
    held = facts.of_agent(tx.connection, agent.id)
    if view is None or not held:
        return
    said = [item for fact in held for item in fact.observations]
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    terminal = views.terminal_view(tx.connection, terminal_id) if terminal_id else None
    attached = claims.attached(tx.connection, agent.id)
    one = AgentFacts(
        now_us=tx.now_us,
        agent=view,
        terminal=terminal,
        seen_us=max(fact.seen_us for fact in held),
        received_us=tx.now_us,
        said=tuple(said),
        adapters=tuple(item for item in said if isinstance(item, Adapter)),
        wireless=tuple(item for item in said if isinstance(item, WirelessDevice)),
        addresses=tuple(item for item in said if isinstance(item, InterfaceAddress)),
        routes=tuple(item for item in said if isinstance(item, Route)),
        attached=tuple((AdapterId(a), segments[s]) for a, s in sorted(attached) if s in segments),
        elsewhere=tuple(elsewhere),
        answered=frozenset(fact.probe for fact in held if fact.outcome is not LookOutcome.COULD_NOT_LOOK),
    )
    context.judge.judge(tx, [one])
