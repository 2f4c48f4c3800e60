"""A switch's tables, brought as text by those who answer for the segment."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from collector.api.identity import Asker, asking
from collector.api.services import Served, Services
from collector.errors import InvalidValue
from collector.imports.switch_tables.capture import MOST_BYTES
from collector.imports.switch_tables.reader import read
from collector.imports.switch_tables.row import Reading
from collector.imports.switch_tables.selection import UPLINK_MACS, Selection, select
from collector.ingest import switch_tables
from collector.ingest.switch_tables import Change
from collector.operators.roles import Right
from collector.presence.binding import SwitchTable
from collector.presence.interval import MINUTE_US
from collector.store import segments
from collector.store.journal import JSON
from collector.store.switch_imports import SwitchImport
from protocol.address import normal_form
from protocol.phrases import say

router = APIRouter(prefix="/segments", tags=["presence"])

MOST_CHANGES = 1000

Importer = Annotated[Asker, Depends(asking(Right.IMPORT_TABLES))]


class UnreadOut(BaseModel):
    """A line that was not understood: cut, and made printable."""

    line: int
    text: str
    reason: str


class UplinkOut(BaseModel):
    """A port with more MACs behind it than a desk has: who is behind it was heard, but is not located there."""

    port: str
    macs: int


class ChangeOut(BaseModel):
    """A MAC that is new on the segment, new on or moved to the port, or in nobody's name in the ledger."""

    mac: str
    vendor: str | None
    addresses: list[str]
    port: str | None
    was_port: str | None
    is_new: bool
    is_registered: bool


class TablesOut(BaseModel):
    """`already`: the same file had been taken in before, and nothing was done. Times in microseconds since 1970.

    Of `rows`, `other_vlan` are of another VLAN or none, `outside` of addresses outside the segment, `not_heard` typed
    in or the switch's own. `changes` are the first of those there are.
    """

    import_id: int | None
    already: bool
    segment_id: str
    switch: str
    taken_us: int
    digest: str
    dialect: str
    tables: list[str]
    vlan: int | None
    lines: int
    rows: int
    other_vlan: int
    outside: int
    not_heard: int
    macs: int
    located: int
    new: int
    moved: int
    unregistered: int
    uplink_macs: int
    uplinks: list[UplinkOut]
    unread_count: int
    unread: list[UnreadOut]
    changes: list[ChangeOut]


class TablesQuery(BaseModel):
    """`taken_us`: when the switch printed it. `vlan`: the segment's on this switch; the ledger's when left out."""

    switch: Annotated[str, Query(min_length=1, max_length=48, pattern=r"^[^\s:](?:[^:\x00-\x1f\x7f]*[^\s:])?$")]
    taken_us: Annotated[int, Query(ge=0, le=2**53)]
    vlan: Annotated[int | None, Query(ge=1, le=4094)] = None
    dialect: Annotated[str | None, Query(max_length=32)] = None
    uplink: Annotated[list[str], Query(max_length=256)] = []
    uplink_macs: Annotated[int, Query(ge=1, le=100_000)] = UPLINK_MACS
    dry_run: bool = False
    reason: Annotated[str | None, Query(max_length=500)] = None


@router.post("/{key}/switch-tables")
async def import_switch_tables(
    key: str, query: Annotated[TablesQuery, Query()], asker: Importer, services: Served, request: Request
) -> TablesOut:
    """Takes in the body, the text of a console session; with dry_run only says what it would add or change."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            raise InvalidValue("file", say("more than {most} bytes", most=MOST_BYTES), "import one switch at a time")
    return await run_in_threadpool(_import, key, query, asker, services, bytes(content))


def _import(key: str, query: TablesQuery, asker: Asker, services: Services, content: bytes) -> TablesOut:
    if query.taken_us > asker.now_us + MINUTE_US:
        raise InvalidValue("time", "lies in the future", "give the moment the switch printed its tables")
    segment = services.read(lambda connection: segments.find(connection, asker.scope, key))
    reading = read(content, query.dialect)
    vlan = query.vlan if query.vlan is not None else segment.value.vlan
    chosen = select(reading, segment.value.prefixes, vlan, query.taken_us, query.uplink, query.uplink_macs)
    brought = SwitchImport(
        id=0,
        segment_id=segment.id,
        switch=query.switch,
        taken_us=query.taken_us,
        digest=hashlib.sha256(content).hexdigest(),
        dialect=reading.dialect,
        actor=asker.actor,
        imported_us=asker.now_us,
        vlan=chosen.vlan,
        rows=len(reading.rows),
        macs=len(chosen.seen),
        folded=0,
    )
    changes = services.read(
        lambda connection: switch_tables.compared(connection, segment.id, query.switch, chosen.seen)
    )
    number, already = None, False
    if not query.dry_run:
        number, already = _take_in(services, query, brought, reading, chosen)
    return _told(services, query, brought, reading, chosen, changes, number, already)


def _take_in(
    services: Services, query: TablesQuery, brought: SwitchImport, reading: Reading, chosen: Selection
) -> tuple[int, bool]:
    counts: dict[str, JSON] = {
        "rows": brought.rows,
        "macs": brought.macs,
        "other_vlan": chosen.other_vlan,
        "outside": chosen.outside,
        "not_heard": chosen.not_heard,
        "unread": reading.unread_count,
        "uplinks": [item.port for item in chosen.uplinks],
    }
    done, already = switch_tables.take_in(
        services.write,
        services.context,
        brought,
        chosen,
        has_mac_table=SwitchTable.MAC in reading.tables,
        counts=counts,
        reason=query.reason,
    )
    return done.id, already


def _told(
    services: Services,
    query: TablesQuery,
    brought: SwitchImport,
    reading: Reading,
    chosen: Selection,
    changes: list[Change],
    number: int | None,
    already: bool,
) -> TablesOut:
    moved = [one for one in changes if _has_moved(one)]
    worth_telling = [one for one in changes if one.is_new or not one.is_registered or _has_moved(one)]
    return TablesOut(
        import_id=number,
        already=already,
        segment_id=brought.segment_id,
        switch=brought.switch,
        taken_us=brought.taken_us,
        digest=brought.digest,
        dialect=reading.dialect,
        tables=[item.value for item in reading.tables],
        vlan=chosen.vlan,
        lines=reading.lines,
        rows=brought.rows,
        other_vlan=chosen.other_vlan,
        outside=chosen.outside,
        not_heard=chosen.not_heard,
        macs=brought.macs,
        located=sum(item.place is not None for item in chosen.seen),
        new=sum(one.is_new for one in changes),
        moved=len(moved),
        unregistered=sum(not one.is_registered for one in changes),
        uplink_macs=query.uplink_macs,
        uplinks=[UplinkOut(port=item.port, macs=item.macs) for item in chosen.uplinks],
        unread_count=reading.unread_count,
        unread=[UnreadOut(line=one.line, text=one.text, reason=one.reason.value) for one in reading.unread],
        changes=[_change(services, one) for one in worth_telling[:MOST_CHANGES]],
    )


def _has_moved(one: Change) -> bool:
    return one.seen.place is not None and one.was_port is not None and one.was_port != one.seen.place.port


def _change(services: Services, one: Change) -> ChangeOut:
    seen = one.seen
    return ChangeOut(
        mac=str(seen.mac),
        vendor=services.vendors.of_text(str(seen.mac)),
        addresses=[normal_form(address) for address, _ in seen.pairs if address is not None],
        port=seen.place.port if seen.place is not None else None,
        was_port=one.was_port,
        is_new=one.is_new,
        is_registered=one.is_registered,
    )
