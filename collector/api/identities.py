"""Which terminal an agent is: what the referee proposes, and what people decide."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import NotFound
from collector.ingest import identity_decisions, refereeing
from collector.ingest.identity_decisions import CaseDecision
from collector.operators.roles import Right
from collector.store import agents, identity_cases, identity_rows, terminals
from collector.store.identity_cases import Case
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/identities", tags=["agents"])


class CaseOut(BaseModel):
    """Times in microseconds since 1970. `evidence`: why, remedy, signs (same, other, unknown), mac."""

    id: str
    kind: str
    agent_id: str
    terminal_id: str | None
    reg_no: str | None
    proposed_terminal_id: str | None
    proposed_reg_no: str | None
    other_agent_id: str | None
    unit_id: str | None
    evidence: dict[str, Any]
    opened_us: int
    seen_us: int
    decided_us: int | None
    decision: str | None
    decided_by: str | None
    reason: str | None


class Decision(BaseModel):
    """`accept`: as proposed; `keep`: as it was, also after `accept`."""

    model_config = ConfigDict(extra="forbid")
    decision: CaseDecision
    reason: str = Field(min_length=1, max_length=256)


class _Undone(Exception):
    """No error: it carries what a dry run found out of the work that it undoes."""

    def __init__(self, cases: list[Case]) -> None:
        super().__init__()
        self.cases = cases


@router.get("")
def list_cases(
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    decided: Annotated[bool, Query(description="also what is decided")] = False,
) -> list[CaseOut]:
    """The cases within the asker's scope; those of several units are the city's alone."""
    with services.store.reading() as connection:
        found = identity_cases.list_all(connection, asker.scope, decided=decided)
        return [_out(connection, one) for one in found]


@router.get("/{case_id}")
def show_case(case_id: str, asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))], services: Served) -> CaseOut:
    """By its id, or the beginning of it."""
    with services.store.reading() as connection:
        return _out(connection, identity_cases.find(connection, asker.scope, case_id))


@router.post("/{case_id}/decision")
def decide(
    case_id: str, given: Decision, asker: Annotated[Asker, Depends(asking(Right.APPROVE))], services: Served
) -> CaseOut:
    """Decides a case, or decides it anew."""

    def work(tx: Transaction) -> CaseOut:
        case = identity_cases.find(tx.connection, asker.scope, case_id)
        done = identity_decisions.decide(tx, services.context, case, given.decision, asker.actor, given.reason)
        return _out(tx.connection, done)

    return services.write(work)


@router.post("/checks/{agent_id}")
def check(
    agent_id: str,
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    dry_run: Annotated[bool, Query(description="judge, and undo what it would have written")] = True,
) -> list[CaseOut]:
    """Has the referee judge one agent now, by the code that judges its reports."""
    if not dry_run:
        asker.require(Right.APPROVE)

    def work(tx: Transaction) -> list[Case]:
        agent = agents.find(tx.connection, agent_id)
        own = None if agent is None else identity_rows.terminal_of(tx.connection, agent_id)
        if agent is None or own is None:
            raise NotFound(say("agent {agent!r}", agent=agent_id[:40]), "there is none", "`mingce agents` lists them")
        terminals.find(tx.connection, asker.scope, own)
        found = refereeing.check(tx, services.context, agent)
        seen = [one for one in found if asker.scope.allows(one.unit_id)]
        if dry_run:
            raise _Undone(seen)
        return seen

    try:
        found = services.write(work)
    except _Undone as undone:
        found = undone.cases
    with services.store.reading() as connection:
        return [_out(connection, one) for one in found]


def _out(connection: Any, case: Case) -> CaseOut:
    values = {name: getattr(case, name) for name in Case.__slots__} | {"kind": case.kind.value}
    numbers: dict[str, Any] = {}
    for name, key in (("reg_no", case.terminal_id), ("proposed_reg_no", case.proposed_terminal_id)):
        row = terminals.by_id(connection, key) if key else None
        numbers[name] = row.value.reg_no if row else None
    return CaseOut(**values, **numbers)
