"""Sweeps of a segment: begun, watched, cancelled, and what came of them."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api.faults import Worded
from collector.api.identity import Asker, asking
from collector.api.rows import Form
from collector.api.services import Served, Services
from collector.errors import NotFound
from collector.ingest import sweeping
from collector.operators.roles import Right
from collector.presence.subject import SegmentView
from collector.store import Connection, orders, segments, sweeps, views
from collector.store.sweeps import Sweep, SweepState
from collector.store.transaction import Transaction
from protocol.phrases import say, worded

router = APIRouter(prefix="/segments", tags=["presence"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
SegmentWriter = Annotated[Asker, Depends(asking(Right.WRITE_SEGMENTS))]


class AnsweredOut(BaseModel):
    """An address that answered, and what its MAC is by the ledger and the agents' claims.

    `reg_no` is null where nobody owns the MAC, and where its terminal belongs to a unit the asker may not see.
    """

    address: str
    mac: str
    vendor: str | None
    standing: str
    reg_no: str | None
    is_new: bool


class SweepOut(BaseModel):
    """Times in microseconds since 1970. `cap`: frames a second, all agents together. `found`: the first who answered.

    `orders` of which `open` are not ended yet; `asked` counts addresses of ended ones.
    """

    id: str
    segment_id: str
    actor: str
    reason: str | None
    begun_us: int
    ended_us: int | None
    state: SweepState
    why: str | None
    worded: dict[str, Worded]
    cap: int
    targets: int
    heard_lately: int
    agents: int
    orders: int
    open: int
    asked: int
    answered: int
    new: int
    frames: int
    standings: dict[str, int]
    found: list[AnsweredOut]


class PlanOut(BaseModel):
    """What a sweep begun now would do. `unreached`: on no able agent's link; `unguessed`: too many guesses."""

    wanted: int
    heard_lately: int
    targets: int
    unreached: int
    unguessed: int
    agents: int
    orders: int
    frames_per_second: int
    seconds: int
    shares: list["ShareOut"]


class ShareOut(BaseModel):
    """One agent's part."""

    agent: str
    frames_per_second: int
    addresses: int
    orders: int
    seconds: int


class Wish(Form):
    """Why; goes into the journal."""


@router.get("/{key}/sweeps/plan")
def plan_sweep(key: str, asker: Reader, services: Served) -> PlanOut:
    """What a sweep begun now would do; nothing is sent."""
    made = services.read(lambda connection: sweeping.planned(connection, _view(connection, asker, key), asker.now_us))
    shares = [
        ShareOut(
            agent=one.able.agent_id,
            frames_per_second=one.frames_per_second,
            addresses=one.addresses,
            orders=len(one.orders),
            seconds=one.seconds,
        )
        for one in made.shares
    ]
    return PlanOut(
        wanted=made.wanted,
        heard_lately=made.heard_lately,
        targets=made.addresses,
        unreached=made.unreached,
        unguessed=made.unguessed,
        agents=len(shares),
        orders=sum(one.orders for one in shares),
        frames_per_second=made.frames_per_second,
        seconds=made.seconds,
        shares=shares,
    )


@router.post("/{key}/sweeps", status_code=201)
def begin_sweep(key: str, wish: Wish, asker: SegmentWriter, services: Served) -> SweepOut:
    """Has all able agents of the segment ask for the addresses nobody was heard to hold lately."""

    def work(tx: Transaction) -> tuple[str, str]:
        segment = _view(tx.connection, asker, key)
        return segment.id, sweeping.begin(tx, services.context, segment, asker.actor, wish.reason)

    return _shown(services, asker, *services.write(work))


@router.post("/{key}/sweeps/cancel")
def cancel_sweep(key: str, wish: Wish, asker: SegmentWriter, services: Served) -> SweepOut:
    """Ends the one that runs."""

    def work(tx: Transaction) -> tuple[str, str]:
        segment = _view(tx.connection, asker, key)
        return segment.id, sweeping.cancel(tx, services.context, segment, asker.actor, wish.reason)

    return _shown(services, asker, *services.write(work))


@router.get("/{key}/sweeps")
def list_sweeps(
    key: str, asker: Reader, services: Served, most: Annotated[int, Query(ge=1, le=500)] = 20
) -> list[SweepOut]:
    """A segment's, newest first, without who answered."""

    def question(connection: Connection) -> list[SweepOut]:
        segment = segments.find(connection, asker.scope, key)
        found = sweeps.of_segment(connection, segment.id, most)
        return [_told(services, connection, asker, one, with_found=False) for one in found]

    return services.read(question)


@router.get("/{key}/sweeps/{sweep_id}")
def show_sweep(key: str, sweep_id: str, asker: Reader, services: Served) -> SweepOut:
    """One, with what came of it until now."""
    segment = services.read(lambda connection: segments.find(connection, asker.scope, key))
    return _shown(services, asker, segment.id, sweep_id)


def _view(connection: Connection, asker: Asker, key: str) -> SegmentView:
    return views.segment_views(connection)[segments.find(connection, asker.scope, key).id]


def _shown(services: Services, asker: Asker, segment_id: str, sweep_id: str) -> SweepOut:
    with services.store.reading() as connection:
        found = sweeps.find(connection, segment_id, sweep_id)
        if found is None:
            raise NotFound(
                say("sweep {sweep!r}", sweep=sweep_id[:40]), "there is none", "see `mingce segment sweeps SEGMENT`"
            )
        return _told(services, connection, asker, found)


def _told(services: Services, connection: Connection, asker: Asker, one: Sweep, *, with_found: bool = True) -> SweepOut:
    told = one.result or sweeping.result(connection, services.context, one, asker.now_us)
    tally = orders.tally(connection, one.id)
    own: dict[str, Any] = {name: getattr(one, name) for name in Sweep.__slots__ if name in SweepOut.model_fields}
    own["worded"] = worded({"why": one.why or ""})
    own |= {"agents": tally.agents, "orders": tally.orders, "open": tally.open}
    answered = told.found if with_found else ()
    seen = sweeps.numbers_within(connection, asker.scope, {item.reg_no for item in answered if item.reg_no})
    found = [
        AnsweredOut(
            **asdict(item) | {"reg_no": item.reg_no if item.reg_no in seen else None},
            vendor=services.vendors.of_text(item.mac),
        )
        for item in answered
    ]
    names = ("asked", "answered", "new", "frames", "standings")
    return SweepOut(**own, **{name: getattr(told, name) for name in names}, found=found)
