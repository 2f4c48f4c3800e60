"""Who watched a segment when, and when nobody did."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from collector.api.services import Served
from collector.api.watching import Reader, hosts_of
from collector.errors import InvalidValue
from collector.presence.coverage import FAMILIES, Covered, Hears, covered
from collector.presence.interval import DAY_US, Interval
from collector.store import coverage, segments

router = APIRouter(prefix="/watching", tags=["segments"])

_LONGEST_US = 400 * DAY_US


class SpanOut(BaseModel):  # noqa: D101
    from_us: int
    to_us: int


class FamilyOut(BaseModel):
    """One address family; `share` of the asked time that was watched, null: no data."""

    family: str
    share: float | None
    watched: list[SpanOut]
    isolated: list[SpanOut]
    gaps: list[SpanOut]


class WatchOut(BaseModel):  # noqa: D101
    agent_id: str
    hostname: str | None
    family: str
    from_us: int
    to_us: int | None
    hears: Hears | None
    ended_by: str | None


class CoverageOut(BaseModel):
    """The asked time, as far as the segment was declared and it is not the future; who watched when."""

    segment_id: str
    name: str
    from_us: int
    to_us: int
    families: list[FamilyOut]
    watches: list[WatchOut]


@router.get("/{key}/coverage")
def show_coverage(
    key: str,
    asker: Reader,
    services: Served,
    from_us: Annotated[int | None, Query(ge=0, le=2**53, description="a day before to_us when left out")] = None,
    to_us: Annotated[int | None, Query(ge=0, le=2**53, description="now when left out")] = None,
) -> CoverageOut:
    """Who watched the segment when, for which address family, and when nobody did."""
    now_us = services.clock.now_us()
    end = min(now_us, now_us if to_us is None else to_us)
    start = end - DAY_US if from_us is None else from_us
    with services.store.reading() as connection:
        held = segments.find(connection, asker.scope, key)
        start = max(start, segments.declared_us(connection, held.id), end - _LONGEST_US)
        if start >= end:
            raise InvalidValue("time", "ends before it begins, or before the segment was declared", "give other times")
        watches = coverage.of_segment(connection, held.id, start, end)
        hosts = hosts_of(connection, asker)
    asked = Interval(start, end)
    return CoverageOut(
        segment_id=held.id,
        name=held.value.name,
        from_us=start,
        to_us=end,
        families=[_family(covered(watches, family, asked)) for family in FAMILIES],
        watches=[
            WatchOut(hostname=hosts.get(one.agent_id, (None, None))[0], **{n: getattr(one, n) for n in _OF_WATCH})
            for one in watches
        ],
    )


_OF_WATCH = ("agent_id", "family", "from_us", "to_us", "hears", "ended_by")


def _family(found: Covered) -> FamilyOut:
    kinds: tuple[Literal["watched", "isolated", "gaps"], ...] = ("watched", "isolated", "gaps")
    spans = {kind: [SpanOut(from_us=s.from_us, to_us=s.to_us) for s in getattr(found, kind)] for kind in kinds}
    return FamilyOut(
        family=found.family,
        share=found.share,
        watched=spans["watched"],
        isolated=spans["isolated"],
        gaps=spans["gaps"],
    )
