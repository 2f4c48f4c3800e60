"""Gathers the facts that a message changed and has them judged, in the message's own transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from collector.ingest import asking, canarying, flooding, learning, paths, refereeing
from collector.ingest.context import Context
from collector.ingest.folding import Folded, ToldAway
from collector.presence.attachment import is_told_elsewhere, recognise
from collector.presence.interval import DAY_US, SECOND_US
from collector.presence.subject import AgentStanding, SegmentView
from collector.rules.facts import AgentFacts, Away, ByTurnsFacts, PresenceFacts, Stay
from collector.rules.finding import Certainty, Subject, SubjectKind
from collector.rules.unapproved_adapter import UnapprovedAdapter
from collector.rules.unregistered_terminal import UnregisteredTerminal
from collector.store import agents, alerts, claims, facts, views, vouched
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    Attachment,
    Elsewhere,
    InterfaceAddress,
    LookOutcome,
    Observation,
    Route,
    WirelessDevice,
)

_STAYS_US = 400 * DAY_US
_SLACK_US = 2 * SECOND_US
_HOUR_US = 3600 * SECOND_US
_MOST_WAITING = 32


def judge_folded(
    tx: Transaction, context: Context, agent: Agent, folded: Folded, segments: dict[str, SegmentView]
) -> None:
    """All that a delivery touched; a flood first, since it explains strangers."""
    context.judge.judge(tx, flooding.floods(tx, folded, segments, f"agent:{agent.id}"))
    context.judge.judge(tx, learning.completed(tx, folded.happenings))
    left_out, crowded = flooding.left_out(tx, folded), flooding.crowded(tx, folded)
    for (segment_id, mac), numbers in folded.presences.items():
        if (segment_id, mac) in left_out:
            continue
        names = tuple(sorted(folded.names.get(mac, ())))
        judge_mac(tx, context, segments[segment_id], mac, numbers, names, is_crowded=segment_id in crowded)
    if folded.has_new_facts:
        judge_agent(tx, context, agent, segments, folded.elsewhere, passed=folded.passed)
    if folded.away:
        judge_by_turns(tx, context, agent, segments, folded.away)


def judge_passing(
    tx: Transaction, context: Context, agent: Agent, folded: Folded, segments: dict[str, SegmentView]
) -> None:
    """What a report said that the next one of the same delivery changes: a stick plugged in for two seconds.

    A spool tells of days; what the PC was while away from the declared segments is its journal's to tell (Elsewhere).
    """
    said = [item for fact in facts.of_agent(tx.connection, agent.id) for item in fact.observations]
    attachments = [item for item in said if isinstance(item, Attachment)]
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    terminal = views.terminal_view(tx.connection, terminal_id) if terminal_id else None
    unit_id = terminal.unit_id if terminal else None
    found = [(item, recognise(item, segments.values(), unit_id)) for item in attachments]
    on = [(str(item.adapter), one.segment.id) for item, one in found if one.segment is not None]
    if on:
        judge_agent(tx, context, agent, segments, folded.elsewhere, on)
        # No beat may ever have vouched for these: what is found of them is over with the report that has them no more.
        folded.passed |= {(item.mac, one.segment.id) for item, one in found if one.segment is not None}
        folded.elsewhere.clear()
        folded.has_new_ways = False


def judge_by_turns(
    tx: Transaction,
    context: Context,
    agent: Agent,
    segments: dict[str, SegmentView],
    told: Iterable[ToldAway] = (),
) -> None:
    """Where a PC was one after another: told of just now, and the segments its agents ever signed for."""
    view = views.agent_view(tx.connection, agent.id)
    if view is None:
        return
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    ids = {agent.id, *(agents.ever_bound_to(tx.connection, terminal_id) if terminal_id else ())}
    newest = claims.newest_by_segment(tx.connection, ids, tx.now_us - _STAYS_US)
    one = ByTurnsFacts(
        now_us=tx.now_us,
        agent=view,
        terminal=views.terminal_view(tx.connection, terminal_id) if terminal_id else None,
        away=tuple(_away(tx, agent, told)),
        stays=tuple(
            Stay(segments[number].name, segments[number].domain, from_us, last_us)
            for number, from_us, last_us in newest
            if number in segments
        ),
    )
    context.judge.judge(tx, [one])


def _away(tx: Transaction, agent: Agent, told: Iterable[ToldAway]) -> Iterator[Away]:
    said = [item for fact in facts.of_agent(tx.connection, agent.id) for item in fact.observations]
    adapters = {item.id: item for item in said if isinstance(item, Adapter)}
    for item in told:
        was_heard = agents.was_heard(tx.connection, agent.id, item.from_us + _SLACK_US, item.to_us - _SLACK_US)
        yield Away(
            zone=item.said.zone,
            adapter_id=item.said.adapter,
            adapter=adapters.get(item.said.adapter),
            from_us=item.from_us,
            to_us=item.to_us,
            received_us=tx.now_us,
            was_unheard=not was_heard,
        )


def is_due(agent: Agent, now_us: int) -> bool:
    """Whether an hour began since the agent's last beat: what only time changes (signatures that age) is judged then.

    Each agent's hours begin at a moment of its own, so that they do not all come at once.
    """
    own_us = int(agent.id[:8], 16) * SECOND_US % _HOUR_US
    return (now_us + own_us) // _HOUR_US != ((agent.last_beat_us or 0) + own_us) // _HOUR_US


def judge_waiting(tx: Transaction, context: Context, rule: str, waited_us: int) -> None:
    """Judges the PCs anew that a rule suspects for so long: nothing they say would bring that about."""
    waiting = [
        one.terminal_id
        for one in alerts.standing_of_rule(tx.connection, rule)
        if one.alert.certainty is Certainty.SUSPECTED and tx.now_us - one.alert.opened_us >= waited_us
    ]
    segments = views.segment_views(tx.connection) if waiting else {}
    for terminal_id in waiting[:_MOST_WAITING]:
        agent = agents.bound_to(tx.connection, terminal_id) if terminal_id else None
        if agent is not None and agent.state is AgentStanding.ACTIVE:
            judge_agent(tx, context, agent, segments)


def judge_mac(
    tx: Transaction,
    context: Context,
    segment: SegmentView,
    mac: MacAddress,
    numbers: Iterable[int] = (),
    names: tuple[str, ...] = (),
    *,
    is_crowded: bool = False,
) -> None:
    presence = views.presence(tx.connection, segment, mac, numbers, tx.now_us, context.listening_us, names)
    if presence is None:
        return
    presence = replace(presence, is_crowded=is_crowded)
    one = PresenceFacts(presence)
    if (canary := canarying.of(tx, one)) is not None:
        canarying.heard(tx, context, canary, one)
        return
    # The gateway's alert first: it explains that of a stranger who speaks for it.
    context.judge.judge(tx, [*learning.of_presence(tx, presence), one])
    asking.ask(tx, context, presence, one.verdict)
    for double in presence.doubles:
        # It passed for this machine's next MAC until this one was heard again, and may say no more by itself.
        _judge_double(tx, context, segment, double)


def _judge_double(tx: Transaction, context: Context, segment: SegmentView, mac: MacAddress) -> None:
    presence = views.presence(tx.connection, segment, mac, (), tx.now_us, context.listening_us)
    subject = Subject(SubjectKind.MAC, str(mac), segment.id)
    if presence is not None and not alerts.not_closed(tx.connection, UnregisteredTerminal.id, subject):
        context.judge.judge(tx, [PresenceFacts(presence)])


def judge_agent(
    tx: Transaction,
    context: Context,
    agent: Agent,
    segments: dict[str, SegmentView],
    elsewhere: Iterable[Elsewhere] = (),
    on: Iterable[tuple[str, str]] | None = None,
    passed: Iterable[tuple[MacAddress, str]] = (),
) -> None:
    """What an agent's PC says of itself, as a whole; `on`: (adapter, segment) it was on, None: its claims now.

    `passed`: (MAC, segment) it used for a moment, as told just now.
    """
    view = views.agent_view(tx.connection, agent.id)
    held = facts.of_agent(tx.connection, agent.id)
    if view is None or not held:
        return
    said = [item for fact in held for item in fact.observations]
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    terminal = views.terminal_view(tx.connection, terminal_id) if terminal_id else None
    attached = claims.attached(tx.connection, agent.id) if on is None else on
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
        attached=_where_told(said, attached, segments),
        elsewhere=tuple(elsewhere),
        answered=frozenset(fact.probe for fact in held if fact.outcome is not LookOutcome.COULD_NOT_LOOK),
        unanswered=tuple(
            (fact.probe, fact.reason or "") for fact in held if fact.outcome is LookOutcome.COULD_NOT_LOOK
        ),
        partly=tuple((fact.probe, fact.reason) for fact in held if fact.outcome is LookOutcome.SEEN and fact.reason),
        zones=context.zones,
        unapproved_macs=(
            *alerts.standing_of_claimed(tx.connection, UnapprovedAdapter.id, agent.id, tx.now_us - _STAYS_US),
            *passed,
        ),
    )
    one = replace(
        one,
        registered_macs=_registered(tx, one),
        # What a spool tells of the past did not come the way the newest beat came.
        path=paths.path_of(tx, one, segments, context.judge.vendors) if on is None else None,
        servers_told=learning.servers_told(tx, [segment for _, segment in one.attached]),
    )
    # What a spool tells of the past was a way out then.
    vouched = list(learning.vouched_by_routes(tx, one)) if on is None else []
    context.judge.judge(tx, [*learning.of_agent(tx, one), one])
    for segment, mac in vouched:
        judge_mac(tx, context, segment, mac)
    if on is None:
        refereeing.referee_reported(tx, context, one)


def _where_told(
    said: Iterable[Observation], attached: Iterable[tuple[str, str]], segments: dict[str, SegmentView]
) -> tuple[tuple[AdapterId, SegmentView], ...]:
    """Where the adapters are; those carried from one segment to another only once a probe has looked there, too.

    A beat tells of the new place first: routes and leases of the old one are no offence against its books.
    """
    told: dict[tuple[type, str], list[Address]] = {}
    for item in said:
        if isinstance(item, InterfaceAddress):
            told.setdefault((InterfaceAddress, item.adapter), []).append(item.address)
        elif isinstance(item, Attachment):
            told.setdefault((Attachment, item.adapter), []).extend(item.addresses)
    found = []
    for adapter, key in sorted(attached):
        segment = segments.get(key)
        lists = [told.get((kind, adapter), []) for kind in (InterfaceAddress, Attachment)]
        if segment and not any(is_told_elsewhere(one, segment, segments.values()) for one in lists):
            found.append((AdapterId(adapter), segment))
    return tuple(found)


def _registered(tx: Transaction, one: AgentFacts) -> frozenset[MacAddress]:
    """Only what its own terminal does not have is looked up."""
    own = one.terminal.macs if one.terminal else frozenset()
    own = own or agents.enrolled_macs(tx.connection, one.agent.id)
    shown = {item.mac for item in one.adapters if item.mac is not None and item.kind is AdapterKind.WIRED}
    others = {mac for mac in shown - own if any(not is_new for _, is_new in vouched.owners_of_mac(tx.connection, mac))}
    return own | others
