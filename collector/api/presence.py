"""Every address on the wire now, with the verdict on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api.identity import Asker, asking
from collector.api.rows import unit_id_of
from collector.api.services import Served, Services
from collector.errors import InvalidValue
from collector.operators.roles import Right
from collector.presence.on_wire import OnWire
from collector.presence.subject import SegmentView
from collector.presence.tracing import Question, QuestionKind
from collector.presence.vouching import Standing
from collector.store import Connection, on_wire, segments, units, views
from collector.store.on_wire import MOST_MACS, Place

router = APIRouter(prefix="/presence", tags=["presence"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]


class OnWireOut(BaseModel):
    """A pair heard, or claimed by an agent, now. `age_us`: how old the newest evidence is; `vendor` made the adapter.

    `reg_no` is null where nobody owns the MAC, and where its terminal belongs to a unit the asker may not see
    (`is_of_other_unit`). `how` null: claimed by an agent, and heard by no watcher.
    """

    segment_id: str
    segment: str
    mac: str
    vendor: str | None
    address: str
    standing: Standing
    is_certain: bool
    why: str
    since_us: int
    first_us: int
    last_us: int
    age_us: int
    how: str | None
    frames: int
    witnesses: list[str]
    claimed_by: list[str]
    terminal_id: str | None
    reg_no: str | None
    status: str | None
    unit: str | None
    is_of_other_unit: bool
    grace_us: int


class PresenceOut(BaseModel):
    """Rows of so many MACs; ask again with `after` = `next` for further ones."""

    now_us: int
    rows: list[OnWireOut]
    next: str | None


@router.get("")
def list_presence(
    asker: Reader,
    services: Served,
    question: Annotated[str | None, Query(max_length=128, description="only this MAC or IP address")] = None,
    segment: Annotated[str | None, Query(max_length=64, description="only on this segment")] = None,
    unit: Annotated[str | None, Query(max_length=128, description="only on segments of this unit and below")] = None,
    after: Annotated[str | None, Query(max_length=64, description="go on behind this")] = None,
    most: Annotated[int, Query(ge=1, le=MOST_MACS, description="MACs at once")] = MOST_MACS,
) -> PresenceOut:
    """What the segments within the asker's scope bear now, by segment and MAC."""
    mac, address = _asked(question)
    now_us = services.clock.now_us()
    with services.store.reading() as connection:
        ids = _segments(connection, asker, segment, unit)
        found = on_wire.places(connection, ids, _behind(after), mac=mac, address=address, most=most)
        seen = {number: view for number, view in views.segment_views(connection).items() if number in ids}
        rows = on_wire.of_places(connection, found, seen, now_us, services.context.listening_us)
    shown = [_out(services, asker, seen[row.segment_id], row, now_us) for row in rows if address in (None, row.address)]
    last = f"{found[-1].segment_id}/{found[-1].mac}" if len(found) == most else None
    return PresenceOut(now_us=now_us, rows=shown, next=last)


def _asked(question: str | None) -> tuple[str | None, str | None]:
    """The MAC or the address asked for, in normal form; raises InvalidValue for anything else."""
    if question is None:
        return None, None
    parsed = Question.parse(question)
    if parsed.kind is QuestionKind.NAME:
        raise InvalidValue("question", "is neither a MAC nor an IP address", "ask `mingce trace` for a name")
    return (parsed.text, None) if parsed.kind is QuestionKind.MAC else (None, parsed.text)


def _segments(connection: Connection, asker: Asker, segment: str | None, unit: str | None) -> frozenset[str]:
    if segment is not None:
        ids = {segments.find(connection, asker.scope, segment).id}
    else:
        ids = {one.id for one in segments.list_all(connection, asker.scope)}
    if unit is None:
        return frozenset(ids)
    below = units.subtree(connection, unit_id_of(connection, asker, unit))
    return frozenset(one.id for one in segments.list_all(connection, asker.scope) if one.value.unit_id in below) & ids


def _behind(after: str | None) -> Place | None:
    if after is None:
        return None
    segment_id, _, mac = after.partition("/")
    return Place(segment_id, mac)


def _out(services: Services, asker: Asker, segment: SegmentView, row: OnWire, now_us: int) -> OnWireOut:
    terminal = row.terminal
    is_seen = terminal is not None and asker.scope.allows(terminal.unit_id)
    own = terminal if is_seen else None
    return OnWireOut(
        segment_id=row.segment_id,
        segment=segment.name,
        mac=row.mac,
        vendor=services.vendors.of_text(row.mac),
        address=row.address,
        standing=row.standing,
        is_certain=row.is_certain,
        why=row.why,
        since_us=row.since_us,
        first_us=row.first_us,
        last_us=row.last_us,
        age_us=max(0, now_us - row.last_us),
        how=None if row.how is None else row.how.value,
        frames=row.frames,
        witnesses=list(row.witnesses),
        claimed_by=list(row.claimed_by),
        terminal_id=own.id if own else None,
        reg_no=own.reg_no if own else None,
        status=own.status if own else None,
        unit=own.unit_name if own else (None if terminal else segment.unit_name),
        is_of_other_unit=terminal is not None and not is_seen,
        grace_us=segment.silent_grace_us,
    )
