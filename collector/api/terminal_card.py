"""A terminal's card, and its registration form to print: all that belongs to it, people masked unless allowed."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.people import Unmask, allow_unmasking
from collector.api.register_history import masked
from collector.api.rows import AsOf
from collector.api.services import Served
from collector.api.terminals import TerminalWhole, whole
from collector.forms import registration
from collector.forms.registration import Printed
from collector.imports.sheets.dates import CHINA
from collector.imports.sheets.exporting import exported
from collector.ledger.application import Application
from collector.ledger.person import Person
from collector.operators.roles import Right
from collector.store import Connection, journal, terminal_view, terminals
from collector.store.transaction import Transaction

router = APIRouter(prefix="/terminals", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]


class HolderOut(BaseModel):
    """`name`, `mobile`, `office_phone` are masked unless the card's `masked` is false."""

    name: str
    department: str | None
    staff_no: str | None
    title: str | None
    mobile: str | None
    office_phone: str | None
    pledge_signed: bool | None


class PapersOut(BaseModel):
    """Days are YYYY-MM-DD; names are masked as a holder's."""

    apply_no: str | None
    applied_on: str | None
    reviewed_on: str | None
    approved_on: str | None
    online_on: str | None
    applicant: str | None
    reviewer: str | None
    approver: str | None
    opinion: str | None


class AgentOut(BaseModel):
    """The agent that vouched for it then; `state` and `last_beat_us` are of now."""

    id: str
    state: str
    hostname: str
    from_us: int
    last_beat_us: int | None


class SightingOut(BaseModel):
    """`segment` null: one that the asker may not see. `is_over`: no longer there, or contradicted since."""

    segment: str | None
    mac: str
    address: str
    first_us: int
    last_us: int
    is_over: bool


class CardOut(TerminalWhole):
    """`segments`: names of those the addresses are registered on, by id. `seen`: the newest first."""

    unit: str
    user: HolderOut | None
    owner: HolderOut | None
    papers: PapersOut | None
    agent: AgentOut | None
    seen: list[SightingOut]
    segments: dict[str, str]
    masked: bool


class FormRequest(BaseModel):
    """`reason` and `recipient` go into the journal and onto the page; `unmask` needs the right and a fresh password."""

    reason: str = Field(min_length=1, max_length=500)
    recipient: str | None = Field(default=None, max_length=128)
    unmask: bool = False


class FormOut(BaseModel):
    """`html`: one page that loads nothing."""

    reg_no: str
    html: str
    masked: bool


@router.get("/{key}/card")
def terminal_card(key: str, asker: Reader, services: Served, as_of_us: AsOf = None, unmask: Unmask = None) -> CardOut:
    """All that belongs to one terminal as of a moment."""
    if unmask is not None:
        ids = services.read(lambda connection: _people_of(connection, asker, key, as_of_us))
        allow_unmasking(asker, services, ids, unmask)
    return services.read(lambda connection: _card(connection, asker, key, as_of_us, is_masked=unmask is None))


@router.post("/{key}/form")
def print_form(key: str, form: FormRequest, asker: Reader, services: Served) -> FormOut:
    """The registration form; who took it, why and for whom is journalled first (R25)."""
    if form.unmask:
        asker.require(Right.UNMASK)
    with services.store.reading() as connection:
        found = terminals.find(connection, asker.scope, key)
        view = terminal_view.as_view(connection, asker.scope, found, None)
    (row,) = exported(view, lambda value: value) if form.unmask else exported(view, masked, _papers_masked)
    moment = datetime.fromtimestamp(asker.now_us // 1_000_000, CHINA)
    printed = Printed(
        asker.operator.name, f"{moment:%Y-%m-%d %H:%M}", form.reason, form.recipient, masked=not form.unmask
    )

    def work(tx: Transaction) -> None:
        journal.append(
            tx,
            actor=asker.actor,
            action="form-printed",
            subject_kind="terminal",
            subject_id=found.id,
            content={
                "masked": not form.unmask,
                "recipient": form.recipient,
                "people": sorted(view.people),
                "peer": asker.peer,
            },
            reason=form.reason,
        )

    services.write(work)
    return FormOut(reg_no=found.value.reg_no, html=registration.rendered(row, printed), masked=not form.unmask)


def _people_of(connection: Connection, asker: Asker, key: str, as_of_us: int | None) -> list[str]:
    found = terminals.find(connection, asker.scope, key, as_of_us)
    return sorted(terminal_view.as_view(connection, asker.scope, found, as_of_us).people) or [found.id]


def _card(connection: Connection, asker: Asker, key: str, as_of_us: int | None, *, is_masked: bool) -> CardOut:
    found = terminals.find(connection, asker.scope, key, as_of_us)
    view = terminal_view.as_view(connection, asker.scope, found, as_of_us)
    (held,) = view.terminals
    full = whole(connection, found, as_of_us)
    people = {name: masked(value) if is_masked else value for name, value in view.people.items()}
    papers = held.application
    if papers is not None and is_masked:
        papers = _papers_masked(papers)
    macs = [item.mac for item in held.adapters]
    seen = terminal_view.sightings(connection, asker.scope, macs, as_of_us)
    bound = terminal_view.bound_agent(connection, found.id, as_of_us)
    return CardOut(
        **full.model_dump(),
        unit=view.units[found.value.unit_id],
        user=_holder(people, None if held.custody is None else held.custody.user_id),
        owner=_holder(people, None if held.custody is None else held.custody.owner_id),
        papers=None if papers is None else PapersOut(**asdict(papers)),
        agent=None if bound is None else AgentOut(**asdict(bound)),
        seen=[SightingOut(**asdict(item)) for item in seen],
        segments={item.id: item.name for item in view.segments},
        masked=is_masked,
    )


def _holder(people: dict[str, Person], person_id: str | None) -> HolderOut | None:
    value = people.get(person_id or "")
    return None if value is None else HolderOut(**{name: getattr(value, name) for name in HolderOut.model_fields})


def _papers_masked(papers: Application) -> Application:
    names = {name: masking.name(getattr(papers, name) or "") or None for name in ("applicant", "reviewer", "approver")}
    return replace(papers, opinion=masking.words(papers.opinion) or None, **names)
