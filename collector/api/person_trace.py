"""What somebody had then: a search about a person, which needs a reason and is journalled before it is answered."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.people import allow_unmasking
from collector.api.services import Served, Services
from collector.api.trace import SegmentAtOut, asked_time
from collector.errors import InvalidValue
from collector.operators.roles import Right
from collector.presence.person_trace import PersonAnswer, PersonThen
from collector.store import journal, person_trace
from collector.store.person_trace import PersonInquiry
from collector.store.transaction import Transaction

router = APIRouter(prefix="/trace", tags=["trace"])

Moment = Annotated[int | None, Field(ge=0, le=2**53)]


class PersonSearch(BaseModel):
    """`person` is an id, a staff number or an exact name; a moment, or a stretch of time; now when neither is given."""

    model_config = ConfigDict(extra="forbid")
    person: str = Field(min_length=1, max_length=128)
    reason: str = Field(default="", max_length=500, description="goes into the journal; required")
    at_us: Moment = None
    from_us: Moment = None
    to_us: Moment = None
    unmask: bool = False


class PersonThenOut(BaseModel):  # noqa: D101
    id: str
    name: str
    department: str | None
    mobile: str | None
    office_phone: str | None
    unit_id: str
    unit_name: str


class HeldAdapterOut(BaseModel):  # noqa: D101
    mac: str
    adapter_class: str
    from_us: int
    to_us: int | None


class HeldAddressOut(BaseModel):
    """`stays` times heard on the wire, or claimed by an agent, between the two moments."""

    mac: str
    address: str
    segment: SegmentAtOut
    first_us: int
    last_us: int
    stays: int
    is_claimed: bool
    is_heard: bool


class HoldingOut(BaseModel):
    """A terminal somebody had; to_us null: still has. Status, number and unit are those of the end of that time."""

    held_as: str
    from_us: int
    to_us: int | None
    terminal_id: str
    reg_no: str
    hostname: str | None
    terminal_type: str
    status: str
    unit_id: str
    unit_name: str
    building: str | None
    room: str | None
    adapters: list[HeldAdapterOut]
    addresses: list[HeldAddressOut]


class PersonTraceOut(BaseModel):
    """Newest holding first; `is_cut`: there was more than is shown; masked unless `masked` is false."""

    person: PersonThenOut
    from_us: int
    to_us: int
    holdings: list[HoldingOut]
    is_cut: bool
    masked: bool


_ANSWER = TypeAdapter(PersonTraceOut)


@router.post("/person")
def trace_person(
    form: PersonSearch, asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))], services: Served
) -> PersonTraceOut:
    """Terminals, MACs and addresses somebody within the scope had. Who searched, for whom (by id) and why is kept."""
    return search(form, asker, services)


def search(form: PersonSearch, asker: Asker, services: Services) -> PersonTraceOut:
    """Raises InvalidValue without a reason, NotFound, NotAllowed or PasswordNeeded."""
    reason = form.reason.strip()
    if not reason:
        raise InvalidValue("reason", "is empty", "a search about a person needs one: say what for")
    start, end = asked_time(asker.now_us, form.at_us, form.from_us, form.to_us)
    inquiry = PersonInquiry(form.person.strip(), start, end)
    found = services.read(lambda connection: person_trace.find(connection, asker.scope, inquiry))
    services.write(lambda tx: _enter(tx, asker, found, inquiry, reason))
    person_id = person_trace.require_one(found)
    if form.unmask:
        allow_unmasking(asker, services, [person_id], reason)
    answer = services.read(lambda connection: person_trace.trace(connection, asker.scope, person_id, start, end))
    if not form.unmask:
        answer = replace(answer, person=_masked(answer.person))
    return _shown(answer, masked=not form.unmask)


def _enter(tx: Transaction, asker: Asker, found: list[str], inquiry: PersonInquiry, reason: str) -> None:
    """The ids of those found and never what was typed: a name would lie in the journal for good."""
    journal.append(
        tx,
        actor=asker.actor,
        action="person-searched",
        subject_kind="person",
        subject_id=found[0] if len(found) == 1 else "several" if found else "nobody",
        content={"people": list(found), "from_us": inquiry.from_us, "to_us": inquiry.to_us, "peer": asker.peer},
        reason=reason,
    )


def _masked(person: PersonThen) -> PersonThen:
    return replace(
        person,
        name=masking.name(person.name),
        mobile=masking.mobile(person.mobile),
        office_phone=masking.office_phone(person.office_phone),
    )


def _shown(answer: PersonAnswer, *, masked: bool) -> PersonTraceOut:
    values = {name: getattr(answer, name) for name in PersonTraceOut.model_fields if name != "masked"}
    return _ANSWER.validate_python(values | {"masked": masked}, from_attributes=True)
