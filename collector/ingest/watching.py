"""What the watchers of a segment are worth, and whether there are any: looked at now and then."""

from collector.alerts.lifecycle import State
from collector.ingest import orders, watchers
from collector.ingest.context import Context
from collector.presence.coverage import HEARING_US, Peer, Unwatched, hearing
from collector.presence.election import explained
from collector.presence.interval import MINUTE_US
from collector.presence.subject import SegmentView
from collector.rules.finding import Settled, Subject, SubjectKind, dedup_key
from collector.rules.segment_without_watchers import SegmentWithoutWatchers
from collector.store import agents, alerts, bindings, candidates, claims, coverage, views
from collector.store.coverage import Open
from collector.store.transaction import Transaction

_RENEWED_EVERY_US = MINUTE_US
_MOST_NAMED = 10


def judge_hearing(tx: Transaction, context: Context) -> None:
    """Finds out who watches from behind an isolated port; there another is given the place, if any can."""
    changed = set()
    for watch in coverage.to_be_judged(tx.connection, tx.now_us):
        judged = hearing(watch.from_us, _peers(tx, watch), tx.now_us)
        if coverage.judge(tx, watch, judged) or watch.is_isolated:
            changed.add(watch.segment_id)
    orders.call(tx, context, watchers.appoint(tx, context, changed))


def _peers(tx: Transaction, watch: Open) -> list[Peer]:
    """The other agents on the segment, by what they claim there."""
    others = [one for one in claims.open_on(tx.connection, watch.segment_id) if one[0] != watch.agent_id]
    heard = bindings.heard_by(tx.connection, watch.segment_id, f"agent:{watch.agent_id}", tx.now_us - HEARING_US)
    return [Peer(agent_id, since_us, heard.get(str(mac))) for agent_id, mac, since_us in others]


def judge_unwatched(tx: Transaction, context: Context) -> None:
    """Segments that were watched once and are not now; what stands about those that are again is settled."""
    watched = {one.segment_id for one in coverage.open_ones(tx.connection)}
    here = claims.present(tx.connection)
    for segment_id, segment in sorted(views.segment_views(tx.connection).items()):
        subject = Subject(SubjectKind.SEGMENT, segment_id, segment_id)
        held = alerts.newest(tx.connection, dedup_key(SegmentWithoutWatchers.id, subject))
        stands = held is not None and held.state is not State.CLOSED
        if segment_id in watched:
            if stands:
                over = Settled(SegmentWithoutWatchers.id, subject, "it is watched again")
                context.judge.conclude(tx, [over])
        elif held is None or not stands or tx.now_us - held.renewed_us >= _RENEWED_EVERY_US:
            facts = _unwatched(tx, context, segment, here.get(segment_id, {}))
            context.judge.judge(tx, [facts] if facts is not None else [])


def _unwatched(
    tx: Transaction, context: Context, segment: SegmentView, here: dict[tuple[str, str], int]
) -> Unwatched | None:
    """None where no agent ever watched and none is there: coverage says so, nobody is alarmed."""
    watched_us = coverage.last_watched(tx.connection, segment.id)
    if watched_us is None and not here:
        return None
    since_us = max(watched_us or 0, context.listening_us, min(here.values(), default=0))
    why_not: tuple[tuple[str, str], ...] = ()
    if here:
        found = explained(candidates.of_segment(tx.connection, segment.id, tx.now_us), ())
        why_not = tuple((one.agent_id, reasons[0]) for one, reasons in found if one.refusal is not None)[:_MOST_NAMED]
    hosts = {agent_id: agents.find(tx.connection, agent_id) for agent_id, _ in why_not}
    return Unwatched(
        now_us=tx.now_us,
        segment=segment,
        agents=len({agent_id for agent_id, _ in here}),
        watched_us=watched_us,
        since_us=since_us,
        refused=tuple((host.hostname if (host := hosts[one]) else one, reason) for one, reason in why_not),
    )
