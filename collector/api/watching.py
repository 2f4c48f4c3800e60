"""Who watches which segment, why these, and what a person decided about it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form
from collector.api.services import Served
from collector.errors import NotFound
from collector.ingest import orders, watchers
from collector.operators.roles import Right
from collector.presence.coverage import Hears, State, state_of
from collector.presence.election import Candidate, Preference, Watching, explained
from collector.store import Connection, agents, candidates, claims, coverage, leases, segments, terminals
from collector.store import watch_preferences as preferences
from collector.store.candidates import SEEN_US
from collector.store.leases import Lease
from collector.store.transaction import Transaction
from collector.store.watch_preferences import HeldPreference, Named
from protocol.identity import AgentId
from protocol.phrases import say

router = APIRouter(prefix="/watching", tags=["segments"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
Chooser = Annotated[Asker, Depends(asking(Right.CHOOSE_WATCHERS))]


class SegmentStateOut(BaseModel):
    """How a segment is watched now; `watched_us`: when somebody did last, null: never."""

    segment_id: str
    name: str
    state: State
    agents: int
    watchers: int
    isolated: int
    watched_us: int | None


class LeaseOut(BaseModel):
    """A watcher's appointment: since when, until when unless prolonged, and what spoke for it then."""

    from_us: int
    until_us: int
    reasons: list[str]


class CandidateOut(BaseModel):
    """An agent on the segment. `reasons`: what decides about it, or the one word why it cannot watch (`is_refused`).

    `hostname` and `reg_no` are null where its terminal belongs to a unit that the asker may not see.
    """

    agent_id: str
    adapter_id: str
    hostname: str | None
    reg_no: str | None
    is_refused: bool
    reasons: list[str]
    lease: LeaseOut | None
    watches: bool
    hears: Hears | None
    alive_since_us: int | None
    comings: int
    drops: int
    switch: str | None


class PreferenceOut(BaseModel):  # noqa: D101
    terminal_id: str | None
    agent_id: str | None
    reg_no: str | None
    preference: Preference
    actor: str
    reason: str
    from_us: int


class WatchingOut(BaseModel):
    """`wanted`: how many places there are; watchers come first, then who is next, those who cannot last."""

    state: SegmentStateOut
    wanted: int
    candidates: list[CandidateOut]
    preferences: list[PreferenceOut]


class PreferenceForm(Form):
    """`who` is a terminal (id, registration number, host name, serial number) or an agent's id; null clears."""

    who: str = Field(max_length=128)
    preference: Preference | None = None
    reason: str = Field(min_length=1, max_length=500, description="goes into the journal")


@router.get("")
def list_watching(asker: Reader, services: Served) -> list[SegmentStateOut]:
    """Every segment within the asker's scope, by name."""
    with services.store.reading() as connection:
        found = segments.list_all(connection, asker.scope)
        here, watching = claims.present(connection), coverage.open_ones(connection)
        return [
            _state(
                connection,
                one.id,
                one.value.name,
                here.get(one.id, {}),
                [w for w in watching if w.segment_id == one.id],
            )
            for one in found
        ]


@router.get("/{key}")
def explain_watching(key: str, asker: Reader, services: Served) -> WatchingOut:
    """Why these watch, and why the others do not."""
    with services.store.reading() as connection:
        return _explained(connection, asker, services, key)


@router.post("/{key}/preferences")
def prefer_watcher(key: str, form: PreferenceForm, asker: Chooser, services: Served) -> WatchingOut:
    """Prefers an agent, rules it out, or takes that back; the watchers are elected anew at once."""

    def work(tx: Transaction) -> None:
        segment = segments.find(tx.connection, asker.scope, key)
        named = _named(tx.connection, asker, form.who)
        if form.preference is None:
            preferences.clear(tx, segment.id, named, asker.actor, form.reason)
        else:
            preferences.put(tx, segment.id, named, form.preference, asker.actor, form.reason)
        orders.call(tx, services.context, watchers.appoint(tx, services.context, {segment.id}))

    services.write(work)
    with services.store.reading() as connection:
        return _explained(connection, asker, services, key)


def _state(
    connection: Connection,
    segment_id: str,
    name: str,
    here: dict[tuple[str, str], int],
    watching: list[coverage.Open],
) -> SegmentStateOut:
    count = len({agent_id for agent_id, _ in here})
    return SegmentStateOut(
        segment_id=segment_id,
        name=name,
        state=state_of([one.hears for one in watching], count),
        agents=count,
        watchers=len(watching),
        isolated=sum(one.is_isolated for one in watching),
        watched_us=coverage.last_watched(connection, segment_id),
    )


def _explained(connection: Connection, asker: Asker, services: Served, key: str) -> WatchingOut:
    now_us = services.clock.now_us()
    segment = segments.find(connection, asker.scope, key)
    held = leases.of_segment(connection, segment.id, now_us)
    watching = coverage.open_ones(connection, segment.id)
    found = candidates.of_segment(connection, segment.id, now_us, seen_us=SEEN_US)
    told = explained(found, [Watching(one.id, one.agent_id, one.adapter_id) for one in held])
    by_key = {(one.agent_id, one.adapter_id): one for one in held}
    hears = {one.agent_id: one.hears for one in watching}
    hosts = hosts_of(connection, asker)
    here = claims.present(connection, [segment.id]).get(segment.id, {})
    return WatchingOut(
        state=_state(connection, segment.id, segment.value.name, here, watching),
        wanted=services.context.watchers,
        candidates=[_candidate(one, why, by_key.get(one.key), hears, hosts) for one, why in told],
        preferences=[_preference(connection, asker, one) for one in preferences.in_force(connection, segment.id)],
    )


def _candidate(
    one: Candidate,
    why: tuple[str, ...],
    lease: Lease | None,
    hears: dict[str, Hears | None],
    hosts: dict[str, tuple[str | None, str | None]],
) -> CandidateOut:
    hostname, reg_no = hosts.get(one.agent_id, (None, None))
    made = None
    if lease is not None:
        made = LeaseOut(from_us=lease.from_us, until_us=lease.until_us, reasons=lease.reason.split())
    return CandidateOut(
        agent_id=one.agent_id,
        adapter_id=one.adapter_id,
        hostname=hostname,
        reg_no=reg_no,
        is_refused=one.refusal is not None,
        reasons=list(why),
        lease=made,
        watches=one.agent_id in hears,
        hears=hears.get(one.agent_id),
        alive_since_us=one.alive_since_us,
        comings=one.comings,
        drops=one.drops,
        switch=one.switch,
    )


def hosts_of(connection: Connection, asker: Asker) -> dict[str, tuple[str | None, str | None]]:
    """Host name and registration number by agent, of those within the scope."""
    return {one.agent.id: (one.agent.hostname, one.reg_no) for one in agents.list_all(connection, asker.scope)}


def _preference(connection: Connection, asker: Asker, held: HeldPreference) -> PreferenceOut:
    reg_no = None
    if held.named.terminal_id is not None:
        try:
            reg_no = terminals.find(connection, asker.scope, held.named.terminal_id).value.reg_no
        except NotFound:
            # Retired since, or of a unit that the asker may not see.
            reg_no = None
    return PreferenceOut(
        terminal_id=held.named.terminal_id,
        agent_id=held.named.agent_id,
        reg_no=reg_no,
        preference=held.preference,
        actor=held.actor,
        reason=held.reason,
        from_us=held.from_us,
    )


def _named(connection: Connection, asker: Asker, who: str) -> Named:
    """An agent is named by its terminal where it has one; raises NotFound."""
    listed = {one.agent.id: one for one in agents.list_all(connection, asker.scope)}
    if (own := listed.get(AgentId(who))) is not None:
        terminal_id = own.terminal_id
        return Named(terminal_id=terminal_id) if terminal_id is not None else Named(agent_id=who)
    try:
        return Named(terminal_id=terminals.find(connection, asker.scope, who).id)
    except NotFound as error:
        raise NotFound(
            say("agent or terminal {who!r}", who=who[:64]), error.why, "see `mingce agents` for those you may name"
        ) from error
