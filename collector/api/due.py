"""What falls due, and confirming that the ledger is still so."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form, unit_id_of
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.ingest import admitting
from collector.ledger.due import Due, Kind
from collector.operators.roles import Right
from collector.store import Connection, confirming, due, terminals, units
from collector.store.scope import Scope
from collector.store.transaction import Transaction

router = APIRouter(tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
_MONTH_US = 30 * 86_400_000_000


class DueOut(BaseModel):
    """`at_us`: when it falls, or fell, due; `name`: a registration number, a rule, a unit; `why`: in English."""

    model_config = ConfigDict(from_attributes=True)
    kind: Kind
    at_us: int
    is_overdue: bool
    unit_id: str | None
    subject: str
    name: str
    why: list[str]


class Confirmation(Form):
    """Numbers or names of terminals, or a unit of which all that is on the net is meant."""

    terminals: list[str] = Field(default=[], max_length=1000)
    unit: str | None = None


class Confirmed(BaseModel):  # noqa: D101
    confirmed: int


@router.get("/due")
def list_due(
    asker: Reader,
    services: Served,
    within_us: Annotated[int, Query(ge=0, le=2**53)] = _MONTH_US,
    unit: Annotated[str | None, Query(max_length=200)] = None,
) -> list[DueOut]:
    """Within the asker's scope, or one unit and those below it; the oldest first."""
    with services.store.reading() as connection:
        scope = asker.scope if unit is None else Scope(units.subtree(connection, unit_id_of(connection, asker, unit)))
        found = due.list_all(connection, scope, asker.now_us, within_us, services.context.reconfirm_us)
        return [_out(connection, one, asker.now_us) for one in found]


@router.post("/confirmations")
def confirm(form: Confirmation, asker: LedgerWriter, services: Served) -> Confirmed:
    """In parts, so that agents' reports do not wait for a large unit; each a version and a journal entry."""
    if bool(form.terminals) == (form.unit is not None):
        raise InvalidValue("confirmation", "needs terminals or a unit", "name one of both")
    with services.store.reading() as connection:
        if form.unit is not None:
            wanted = confirming.of_unit(connection, asker.scope, unit_id_of(connection, asker, form.unit))
        else:
            wanted = [terminals.find(connection, asker.scope, key).id for key in dict.fromkeys(form.terminals)]
    done = 0
    for begin in range(0, len(wanted), confirming.AT_ONCE):
        part = wanted[begin : begin + confirming.AT_ONCE]

        def work(tx: Transaction, part: list[str] = part) -> int:
            return confirming.confirm(tx, part, asker.actor, form.reason)

        done += services.write(work)
    return Confirmed(confirmed=done)


def _out(connection: Connection, one: Due, now_us: int) -> DueOut:
    why = list(admitting.waits_for(connection, one.subject)) if one.kind is Kind.AWAITS_REPORT else []
    return DueOut(
        kind=one.kind,
        at_us=one.at_us,
        is_overdue=one.at_us <= now_us,
        unit_id=one.unit_id,
        subject=one.subject,
        name=one.name,
        why=why,
    )
