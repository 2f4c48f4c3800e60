"""Terminals lent and returned, and ends of registrations moved."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.rows import person_id_of
from collector.api.services import Served, Services
from collector.api.terminals import TerminalWhole, whole
from collector.ledger.terminal import LAST_END_US
from collector.operators.roles import Right
from collector.store import lending, terminals
from collector.store.transaction import Transaction

router = APIRouter(prefix="/terminals", tags=["ledger"])

LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
Approver = Annotated[Asker, Depends(asking(Right.APPROVE))]


class Act(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500)


class Loan(Act):
    """`to`: the borrower, by id, staff number or name; microseconds since 1970."""

    to: str
    until_us: int = Field(ge=0, le=2**53)


class Extension(Act):  # noqa: D101
    expires_us: int = Field(ge=0, le=LAST_END_US)


@router.post("/{key}/lend")
def lend(key: str, form: Loan, asker: LedgerWriter, services: Served) -> TerminalWhole:
    """To another user until a moment; the owner answers for it, and an approver decides on it."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        to = person_id_of(tx.connection, asker, form.to) or ""
        lending.lend(tx, found.id, to, form.until_us, asker.actor, form.reason)
        return found.id

    return _whole(services, asker, services.write(work))


@router.post("/{key}/return")
def take_back(key: str, form: Act, asker: LedgerWriter, services: Served) -> TerminalWhole:
    """Ends the loan: whoever used it before uses it again."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        lending.take_back(tx, found.id, asker.actor, form.reason)
        return found.id

    return _whole(services, asker, services.write(work))


@router.post("/{key}/extend")
def extend(key: str, form: Extension, asker: Approver, services: Served) -> TerminalWhole:
    """Moves the end of a registration."""

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        lending.extend(tx, found.id, form.expires_us, asker.actor, form.reason)
        return found.id

    return _whole(services, asker, services.write(work))


def _whole(services: Services, asker: Asker, terminal_id: str) -> TerminalWhole:
    with services.store.reading() as connection:
        return whole(connection, terminals.find(connection, asker.scope, terminal_id), None)
