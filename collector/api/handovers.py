"""Hand-overs between a unit's administrators, and people who leave."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form, person_id_of, unit_id_of
from collector.api.services import Served
from collector.operators.roles import Right
from collector.store import handovers, leaving, people
from collector.store.handovers import HandOver
from collector.store.transaction import Transaction

router = APIRouter(tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]


class HandOverForm(Form):
    """`unit` and `to` by id or name; `account`: the leaving administrator's, where their name does not tell it."""

    unit: str
    to: str
    items: str = Field(min_length=1, max_length=4000)
    filing_no: str = Field(min_length=1, max_length=64)
    account: str | None = Field(default=None, max_length=64)


class HandOverOut(BaseModel):
    """`operator_id`: the account that was shut with it; people by id, whose names come from /people."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    unit_id: str
    at_us: int
    from_person_id: str | None
    to_person_id: str
    operator_id: str | None
    items: str
    filing_no: str
    actor: str
    reason: str | None


class Leaving(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500)


class LeftOut(BaseModel):
    """Numbers of terminals that await another holder; ids of the accounts shut, and of units a role of whom ended."""

    model_config = ConfigDict(from_attributes=True)
    terminals: list[str]
    accounts: list[str]
    units: list[str]


@router.get("/hand-overs")
def list_hand_overs(
    asker: Reader, services: Served, unit: Annotated[str | None, Query(max_length=200)] = None
) -> list[HandOverOut]:
    """Within the asker's scope, the newest first."""
    with services.store.reading() as connection:
        unit_id = None if unit is None else unit_id_of(connection, asker, unit)
        found = handovers.list_all(connection, asker.scope, unit_id)
    return [HandOverOut.model_validate(item) for item in found]


@router.post("/hand-overs", status_code=201)
def hand_over_unit(form: HandOverForm, asker: LedgerWriter, services: Served) -> HandOverOut:
    """Record, unit and account in one act; without it no unit changes its administrator (R33)."""

    def work(tx: Transaction) -> HandOver:
        unit_id = unit_id_of(tx.connection, asker, form.unit)
        to = person_id_of(tx.connection, asker, form.to) or ""
        wanted = handovers.Wanted(to_person_id=to, items=form.items, filing_no=form.filing_no, account=form.account)
        return handovers.record(tx, asker.scope, unit_id, wanted, asker.actor, form.reason)

    return HandOverOut.model_validate(services.write(work))


@router.post("/people/{key}/leave")
def leave(key: str, given: Leaving, asker: LedgerWriter, services: Served) -> LeftOut:
    """The person's roles end, their terminals await another holder; what they had before stays on record."""

    def work(tx: Transaction) -> leaving.Left:
        found = people.find(tx.connection, asker.scope, key)
        return leaving.leave(tx, found.id, asker.actor, given.reason)

    return LeftOut.model_validate(services.write(work))
