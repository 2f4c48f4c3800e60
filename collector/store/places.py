"""Segments as they were at a moment, where an address would have been, and when nobody watched."""

from collections.abc import Iterable, Iterator

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, and_, bindparam, or_, select

from collector.presence import tracing
from collector.presence.coverage import Hears
from collector.presence.tracing import SegmentAt, Unwatched
from collector.store import segments, versions
from collector.store.scope import Scope, within
from collector.store.tables import coverage, segment, unit
from protocol.address import parse_address

FAMILIES = ("ipv4", "ipv6")

_AT: BindParameter[int] = bindparam("at_us")
_NAMED = (
    select(segment.c.id, segment.c.name, segment.c.unit_id, unit.c.name.label("unit_name"))
    .join(unit, and_(unit.c.id == segment.c.unit_id, versions.in_force(unit, _AT)), isouter=True)
    .where(segment.c.id.in_(bindparam("ids", expanding=True)))
)
_NAMED_EVER = _NAMED.order_by(segment.c.from_us)
_NAMED_THEN = _NAMED.where(versions.in_force(segment, _AT))
_WATCHED = select(coverage.c.family, coverage.c.from_us, coverage.c.to_us, coverage.c.hears).where(
    coverage.c.segment_id == bindparam("segment_id"),
    coverage.c.from_us <= bindparam("until_us"),
    or_(coverage.c.to_us.is_(None), coverage.c.to_us > bindparam("since_us")),
)


def segments_at(connection: Connection, ids: Iterable[str], at_us: int) -> dict[str, SegmentAt]:
    """The segments as they were at that moment; one that was not then is shown by its last version."""
    asked = {"ids": sorted(ids), "at_us": at_us}
    rows = [*connection.execute(_NAMED_EVER, asked), *connection.execute(_NAMED_THEN, asked)]
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
    for place in sorted(places, key=lambda item: item.name):
        near = {"segment_id": place.id, "until_us": to_us + reach, "since_us": from_us - reach}
        rows = connection.execute(_WATCHED, near).all()
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
