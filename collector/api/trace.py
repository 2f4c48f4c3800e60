"""可追溯: who held an address, MAC or name at a moment."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, TypeAdapter

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.people import Unmask, allow_unmasking
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.operators.roles import Right
from collector.presence.tracing import Candidate, PersonAt, Question, TraceAnswer
from collector.store import segments, trace, units
from collector.store.trace import Inquiry

router = APIRouter(prefix="/trace", tags=["trace"])


class SegmentAtOut(BaseModel):  # noqa: D101
    id: str
    name: str
    unit_id: str
    unit_name: str


class PersonAtOut(BaseModel):  # noqa: D101
    id: str
    name: str
    department: str | None
    mobile: str | None
    office_phone: str | None


class HolderOut(BaseModel):
    """As of the asked time; `unit_name_now` is what the unit is called today, null where it is no more."""

    by: str
    terminal_id: str
    reg_no: str
    hostname: str | None
    terminal_type: str
    status: str
    unit_id: str
    unit_name: str
    user: PersonAtOut | None
    owner: PersonAtOut | None
    building: str | None
    room: str | None
    unit_name_now: str | None


class EvidenceOut(BaseModel):  # noqa: D101
    witness: str
    first_us: int
    last_us: int
    first_intake: int
    first_digest: str | None
    last_intake: int
    last_digest: str | None


class PortAtOut(BaseModel):
    """Behind this port, as so many tables of the switch said that were taken from first_us to last_us.

    No tables: as the switch itself told the PC there by LLDP or CDP (`told_by`), with the port's description.
    """

    switch: str
    port: str
    vlan: int | None
    first_us: int
    last_us: int
    tables: int
    told_by: str
    description: str | None


class ClockOut(BaseModel):
    """The agent's clock showed said_us at at_us, offset_us ahead of the collector's, which all times here are of.

    `is_off`: by more than five minutes. Not proven: no beat of that boot came through, so the offset is an estimate.
    """

    agent_id: str
    said_us: int
    at_us: int
    offset_us: int
    is_off: bool
    is_proven: bool


class CandidateOut(BaseModel):
    """`vendor` made the adapter, by the block of its MAC.

    `strength` grows from 1 (heard earlier, contradicted since) to 6 (claimed by an agent and heard).
    """

    strength: int
    reasons: list[str]
    mac: str
    vendor: str | None = None
    address: str
    segment: SegmentAtOut | None
    first_us: int | None
    last_us: int | None
    as_of_us: int
    age_us: int | None
    claimed_by: list[str]
    holders: list[HolderOut]
    evidence: list[EvidenceOut]
    rivals: list[str]
    ports: list[PortAtOut]
    clocks: list[ClockOut]


class QuestionOut(BaseModel):  # noqa: D101
    kind: str
    text: str


class UnwatchedOut(BaseModel):
    """Nobody watched this segment for this address family in [from_us, to_us), or only from behind isolated ports."""

    segment: SegmentAtOut
    family: str
    from_us: int
    to_us: int
    is_isolated: bool


class TraceOut(BaseModel):
    """Best candidate first; times in microseconds since 1970; people masked unless `masked` is false.

    `agents`: host names of the agents named.
    """

    question: QuestionOut
    from_us: int
    to_us: int
    candidates: list[CandidateOut]
    unwatched: list[UnwatchedOut]
    ambiguous: list[SegmentAtOut]
    agents: dict[str, str]
    masked: bool


_ANSWER = TypeAdapter(TraceOut)


@router.get("")
def trace_holder(
    question: Annotated[str, Query(max_length=128, description="IP address, MAC, host name, registration number")],
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    at_us: Annotated[int | None, Query(ge=0, le=2**53, description="the moment asked about; now when left out")] = None,
    from_us: Annotated[int | None, Query(ge=0, le=2**53, description="with to_us: a stretch of time")] = None,
    to_us: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    segment: Annotated[str | None, Query(max_length=64)] = None,
    unit: Annotated[str | None, Query(max_length=128)] = None,
    unmask: Unmask = None,
) -> TraceOut:
    """Every candidate with person, unit and room as of then, evidence, rivals, and the minutes nobody watched."""
    start, end = asked_time(asker.now_us, at_us, from_us, to_us)
    with services.store.reading() as connection:
        inquiry = Inquiry(
            Question.parse(question),
            start,
            end,
            segment_id=segments.find(connection, asker.scope, segment).id if segment else None,
            unit_id=units.find(connection, asker.scope, unit).id if unit else None,
        )
        answer = trace.trace(connection, asker.scope, inquiry)
    if unmask is not None:
        allow_unmasking(asker, services, _people(answer), unmask)
    else:
        answer = _masked(answer)
    shown = _shown(answer, masked=unmask is None)
    for candidate in shown.candidates:
        candidate.vendor = services.vendors.of_text(candidate.mac)
    return shown


def asked_time(now_us: int, at_us: int | None, from_us: int | None, to_us: int | None) -> tuple[int, int]:
    """Begin and end of the asked time; raises InvalidValue for a moment beside a stretch, or one in the future."""
    if at_us is not None and (from_us is not None or to_us is not None):
        raise InvalidValue("time", "both a moment and a stretch are given", "give one of them")
    if from_us is not None or to_us is not None:
        start, end = from_us or 0, now_us if to_us is None else to_us
    else:
        start = end = now_us if at_us is None else at_us
    if start > now_us:
        raise InvalidValue("time", "lies in the future", "nobody can say yet who will hold it")
    return start, end


def _people(answer: TraceAnswer) -> list[str]:
    holders = [holder for item in answer.candidates for holder in item.holders]
    return [person.id for holder in holders for person in (holder.user, holder.owner) if person is not None]


def _masked(answer: TraceAnswer) -> TraceAnswer:
    return replace(answer, candidates=tuple(_masked_candidate(item) for item in answer.candidates))


def _masked_candidate(item: Candidate) -> Candidate:
    holders = (
        replace(holder, user=_masked_person(holder.user), owner=_masked_person(holder.owner)) for holder in item.holders
    )
    return replace(item, holders=tuple(holders))


def _masked_person(person: PersonAt | None) -> PersonAt | None:
    if person is None:
        return None
    return replace(
        person,
        name=masking.name(person.name),
        mobile=masking.mobile(person.mobile),
        office_phone=masking.office_phone(person.office_phone),
    )


def _shown(answer: TraceAnswer, *, masked: bool) -> TraceOut:
    values = {name: getattr(answer, name) for name in TraceOut.model_fields if name != "masked"}
    return _ANSWER.validate_python(values | {"masked": masked}, from_attributes=True)
