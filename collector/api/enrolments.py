"""One-time codes that bind a new agent to a ledger row."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.ledger.terminal import Terminal
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import enrolment_codes, terminals
from collector.store.transaction import Transaction

router = APIRouter(prefix="/enrolments", tags=["agents"])

_HOUR_US = 3_600_000_000


class NewCode(BaseModel):
    """`terminal` by id, registration number, host name or serial number."""

    model_config = ConfigDict(extra="forbid")
    terminal: str = Field(max_length=128)
    hours: int = Field(default=168, ge=1, le=720, description="how long the code may be used")


class Code(BaseModel):
    """`code` is shown once and stored nowhere; it is good for one PC."""

    code: str
    expires_us: int
    terminal_id: str
    reg_no: str


@router.post("", status_code=201)
def issue_code(new: NewCode, asker: Annotated[Asker, Depends(asking(Right.ENROL))], services: Served) -> Code:
    """Prints a code for the person who installs the agent on that PC."""

    def work(tx: Transaction) -> tuple[str, Version[Terminal], int]:
        found = terminals.find(tx.connection, asker.scope, new.terminal)
        lifetime_us = new.hours * _HOUR_US
        code = enrolment_codes.issue(tx, found.id, asker.actor, lifetime_us)
        return code, found, tx.now_us + lifetime_us

    code, found, expires_us = services.write(work)
    return Code(code=code, expires_us=expires_us, terminal_id=found.id, reg_no=found.value.reg_no)
