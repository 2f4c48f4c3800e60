"""A beat, taken in within one transaction: liveness, claims, coverage, watchers, and what silence had suggested."""

from dataclasses import replace

from collector.errors import AgentsDoorRefusal
from collector.ingest import judging, orders, watchers
from collector.ingest.answers import answer
from collector.ingest.context import Context
from collector.presence.attachment import recognise
from collector.presence.liveness import BeatVerdict, EndedBy, Stretch, beat_verdict, ended_before
from collector.presence.subject import AgentStanding, SegmentView
from collector.presence.timing import CLOCK_OFF_US, Arrival, promptest
from collector.rules.agent_silent_while_present import AgentSilentWhilePresent
from collector.rules.facts import ClockFacts, ForkFacts
from collector.store import agents, attachments, claims, coverage, leases, views
from collector.store.agents import Agent
from collector.store.claims import Claimed
from collector.store.transaction import Transaction
from protocol.beat import Beat
from protocol.codec import decode
from protocol.identity import Digest
from protocol.limits import BEAT_BYTES
from protocol.signing import split


def take_beat(
    tx: Transaction,
    context: Context,
    beat: Beat,
    message: bytes,
    body_digest: Digest,
    source: str | None = None,
    arrived_us: int | None = None,
) -> bytes | AgentsDoorRefusal:
    """The signed answer; raises AgentsDoorRefusal for an unknown agent or a beat that was heard before.

    `source`: the address it came from; `arrived_us`: when it reached the door, now where left out. What a beat tells of
    the agent's clock must not count how long it waited for the writer. A refusal is returned, not raised, where the
    alert it raised must be committed.
    """
    agent = agents.find(tx.connection, beat.agent)
    if agent is None:
        raise AgentsDoorRefusal("unknown-agent", f"agent {beat.agent}", "is not enrolled here", "enrol this PC")
    earlier = agents.earlier_boots(tx.connection, agent.id) - {agent.boot_id or ""}
    if beat_verdict(beat, agent.boot_id, agent.beat_counter, earlier) is BeatVerdict.REPLAYED:
        return _refuse_replayed(tx, context, agent, beat)
    at_us = tx.now_us if arrived_us is None else min(arrived_us, tx.now_us)
    is_new_stretch = _renew_stretch(tx, context, agent, beat, message, at_us)
    segments = views.segment_views(tx.connection)
    has_moved = claims.renew(tx, agent.id, _claimed(tx, agent, beat, segments))
    _renew_coverage(tx, agent, beat)
    agents.change(tx, agent.id, **_row(beat, at_us), **_prompt(tx, agent, beat, at_us), source=source)
    _judge(tx, context, agent, beat, segments, has_moved or is_new_stretch)
    if has_moved:
        here = {segment_id for _, segment_id in claims.attached(tx.connection, agent.id)}
        orders.call(tx, context, watchers.keep(tx, context, here) - {agent.id})
    return answer(
        tx, context, replace(agent, policy_version=beat.policy_version), body_digest, (), agent.last_sequence + 1
    )


def _refuse_replayed(tx: Transaction, context: Context, agent: Agent, beat: Beat) -> AgentsDoorRefusal:
    """A beat of an earlier boot that nobody heard yet was made after that boot had ended: the key lives twice."""
    refusal = AgentsDoorRefusal("replayed-beat", f"beat {beat.counter}", "is not newer than the last one of its boot")
    heard = agents.last_beat_of_boot(tx.connection, agent.id, beat.boot)
    if beat.boot == agent.boot_id or heard is None:
        raise refusal
    if beat.counter <= decode(split(heard)[1], Beat, BEAT_BYTES).counter:
        raise refusal
    _judge_fork(tx, context, agent, beat, "two boots of a PC speak at once under one key")
    return refusal


def _judge_fork(tx: Transaction, context: Context, agent: Agent, beat: Beat, why: str) -> None:
    view = views.agent_view(tx.connection, agent.id)
    if view is None:
        return
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    terminal = views.terminal_view(tx.connection, terminal_id) if terminal_id else None
    sequence, held = beat.last_sequence, agent.last_sequence
    context.judge.judge(tx, [ForkFacts(view, terminal, sequence, held, beat.last_digest, why, tx.now_us)])


def _row(beat: Beat, at_us: int) -> dict[str, int | str]:
    return {
        "last_beat_us": at_us,
        "boot_id": beat.boot,
        "beat_counter": beat.counter,
        "policy_version": beat.policy_version,
        "spooled": beat.spooled,
        "clock_offset_us": beat.taken.wall_us - at_us,
    }


def _prompt(tx: Transaction, agent: Agent, beat: Beat, at_us: int) -> dict[str, int]:
    held = agents.promptest_of(tx.connection, agent.id) if agent.boot_id == beat.boot else None
    best = promptest(held, Arrival(at_us, beat.taken.boot_us))
    return {"prompt_us": best.received_us, "prompt_boot_us": best.boot_us}


def _renew_stretch(tx: Transaction, context: Context, agent: Agent, beat: Beat, message: bytes, at_us: int) -> bool:
    held = agents.open_stretch(tx.connection, agent.id)
    ended: EndedBy | None = None
    if held is not None:
        last = decode(split(held.last_beat)[1], Beat, BEAT_BYTES)
        stretch = Stretch(held.stretch.boot, held.stretch.from_us, held.stretch.last_us, last.taken.boot_us)
        ended = ended_before(stretch, beat, at_us, context.beat_interval_us)
        if ended is None:
            agents.extend_stretch(tx, held.id, message, at_us)
            return False
        agents.end_stretch(tx, held.id, ended)
    claims.end_all(tx, agent.id)
    coverage.end_all(tx, agent.id, (ended or EndedBy.MISSED_BEATS).value)
    agents.start_stretch(tx, agent.id, beat.boot, message, at_us)
    return True


def _claimed(tx: Transaction, agent: Agent, beat: Beat, segments: dict[str, SegmentView]) -> list[Claimed]:
    unit_id = attachments.Attachments(tx.connection, agent.id, segments).unit_id()
    found = []
    for attachment in beat.claims:
        segment = recognise(attachment, segments.values(), unit_id).segment
        if segment is not None:
            addresses = attachment.addresses or (None,)
            found += [Claimed(attachment.adapter, segment.id, attachment.mac, address) for address in addresses]
    return found


def _renew_coverage(tx: Transaction, agent: Agent, beat: Beat) -> None:
    """Watches what it says it does and was told to; what a lease no longer covers ends."""
    held = leases.in_force(tx.connection, tx.now_us, agent.id)
    attached = {adapter_id for adapter_id, _ in claims.attached(tx.connection, agent.id)}
    watched = {one.segment_id for one in held if one.id in beat.duties and one.adapter_id in attached}
    coverage.renew(tx, agent.id, watched)


def _judge(
    tx: Transaction, context: Context, agent: Agent, beat: Beat, segments: dict[str, SegmentView], has_moved: bool
) -> None:
    view = views.agent_view(tx.connection, agent.id)
    terminal_id = agents.terminal_of(tx.connection, agent.id)
    if view is None:
        return
    if terminal_id is not None and agent.state is AgentStanding.ACTIVE:
        context.judge.conclude(tx, [AgentSilentWhilePresent().settled_by_beat(terminal_id)])
    offset_us = beat.taken.wall_us - tx.now_us
    is_fork = beat.last_sequence == agent.last_sequence and beat.last_digest != agent.last_digest
    if is_fork or max(abs(offset_us), abs(agent.clock_offset_us)) > CLOCK_OFF_US:
        terminal = views.terminal_view(tx.connection, terminal_id) if terminal_id else None
        facts: list[object] = [ClockFacts(view, terminal, offset_us, beat.taken.wall_us, tx.now_us)]
        if is_fork:
            why = "its newest report is not the one held under that sequence"
            held = agent.last_sequence
            facts.append(ForkFacts(view, terminal, beat.last_sequence, held, beat.last_digest, why, tx.now_us))
        context.judge.judge(tx, facts)
    if agent.state is not AgentStanding.ACTIVE:
        return
    if has_moved or judging.is_due(agent, tx.now_us):
        judging.judge_agent(tx, context, agent, segments)
    if has_moved:
        judging.judge_by_turns(tx, context, agent, segments)
        for segment_id, mac in claims.macs_of(tx.connection, agent.id):
            judging.judge_mac(tx, context, segments[segment_id], mac)
