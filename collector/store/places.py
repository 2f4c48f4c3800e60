"""Segments as they were at a moment, where an address would have been, and when nobody watched."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from collector.presence import tracing
from collector.presence.coverage import Hears
from collector.presence.tracing import SegmentAt, Unwatched
from collector.store import segments, versions
from collector.store.scope import Scope, within
from collector.store.tables import coverage, segment, unit
from protocol.address import parse_address

FAMILIES = ("ipv4", "ipv6")


def segments_at(connection: Connection, ids: Iterable[str], at_us: int) -> dict[str, SegmentAt]:
    """The segments as they were at that moment; one that was not then is shown by its last version."""
    query = (
        select(segment.c.id, segment.c.name, segment.c.unit_id, unit.c.name.label("unit_name"))
        .join(unit, and_(unit.c.id == segment.c.unit_id, versions.in_force(unit, at_us)), isouter=True)
        .where(segment.c.id.in_(sorted(ids)))
    )
    then = query.where(versions.in_force(segment, at_us))
    rows = [*connection.execute(query.order_by(segment.c.from_us)), *connection.execute(then)]
    return {row.id: SegmentAt(row.id, row.name, row.unit_id, row.unit_name or "") for row in rows}


def ids_of(condition: ColumnElement[bool]) -> Select[tuple[str]]:
    """The ids of segments that meet a condition, ended ones included."""
    return select(segment.c.id).where(condition)


def likely(
    connection: Connection,
    scope: Scope,
    address: str | None,
    at_us: int,
    segment_id: str | None = None,
    unit_id: str | None = None,
) -> list[SegmentAt]:
    """Where something would have been heard: the segment asked for, or those whose prefixes hold the address."""
    ids: set[str] = set()
    if segment_id is not None:
        query = ids_of(segment.c.id == segment_id).where(within(scope, segment.c.unit_id))
        ids = {row.id for row in connection.execute(query)}
    elif address is not None:
        holding = segments.holding(connection, parse_address(address), scope, at_us)
        ids = {item.id for item in holding if unit_id in (None, item.value.unit_id)}
    return list(segments_at(connection, ids, at_us).values())


def unwatched(
    connection: Connection, places: Iterable[SegmentAt], from_us: int, to_us: int, address: str | None
) -> Iterator[Unwatched]:
    """When nobody watched these segments in [from_us, to_us], for the address's family or else for each one watched."""
    reach = tracing.COVERAGE_MARGIN_US
    near = and_(
        coverage.c.from_us <= to_us + reach, or_(coverage.c.to_us.is_(None), coverage.c.to_us > from_us - reach)
    )
    for place in sorted(places, key=lambda item: item.name):
        query = select(coverage.c.family, coverage.c.from_us, coverage.c.to_us, coverage.c.hears)
        rows = connection.execute(query.where(coverage.c.segment_id == place.id, near)).all()
        asked = [family_of(address)] if address is not None else sorted({row.family for row in rows}) or FAMILIES[:1]
        for family in asked:
            watched = [(row.from_us, row.to_us) for row in rows if row.family == family]
            for gap in tracing.unwatched(watched, from_us, to_us):
                yield Unwatched(place, family, gap.from_us, gap.to_us)
            isolated = [(r.from_us, r.to_us) for r in rows if r.family == family and r.hears == Hears.ISOLATED]
            others = [(r.from_us, r.to_us) for r in rows if r.family == family and r.hears != Hears.ISOLATED]
            for span in tracing.only(isolated, others, from_us, to_us):
                yield Unwatched(place, family, span.from_us, span.to_us, is_isolated=True)


def family_of(address: str) -> str:
    return FAMILIES[1] if ":" in address else FAMILIES[0]
