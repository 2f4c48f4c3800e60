"""MACs that speak for others on a segment: learnt on the wire, approved or rejected by a person."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form
from collector.api.services import Served
from collector.ingest import approving
from collector.operators.roles import Right
from collector.presence.learnt import Decision, Role
from collector.store import Connection, infrastructure, segments
from collector.store.infrastructure import Listed
from collector.store.transaction import Transaction
from protocol.address import normal_form
from protocol.mac import MacAddress

router = APIRouter(prefix="/segments", tags=["presence"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
SegmentWriter = Annotated[Asker, Depends(asking(Right.WRITE_SEGMENTS))]
Pending = Annotated[bool, Query(description="only what waits for a person")]


class InfrastructureOut(BaseModel):
    """A MAC in one role, heard in it from first to last; `state`: proposed, approved or rejected. Times in us.

    `routes`: terminals whose own routes lead by it; two vouch for a gateway (`is_vouched`). No more are counted.
    """

    id: str
    mac: str
    role: Role
    vendor: str | None
    addresses: list[str]
    why: str
    routes: int
    is_vouched: bool
    first_us: int
    last_us: int
    state: Decision
    decided_by: str | None
    decided_us: int | None
    reason: str | None


class DecisionForm(Form):
    """What a person decided about a MAC, in all its roles; the reason goes into the journal and is needed."""

    mac: str = Field(max_length=32)
    decision: Literal["approved", "rejected"]
    reason: str = Field(min_length=1, max_length=500)


@router.get("/{key}/infrastructure")
def list_infrastructure(key: str, asker: Reader, services: Served, pending: Pending = False) -> list[InfrastructureOut]:
    """What was learnt of a segment, heard last first."""

    def question(connection: Connection) -> list[Listed]:
        held = segments.find(connection, asker.scope, key)
        return infrastructure.of_segment(connection, held.id, pending=pending)

    return [_shown(services, one) for one in services.read(question)]


@router.post("/{key}/infrastructure")
def decide_infrastructure(
    key: str, form: DecisionForm, asker: SegmentWriter, services: Served
) -> list[InfrastructureOut]:
    """Approves a MAC into the segment, where it may speak for others from now on, or rejects it: then it is judged
    as any other.
    """
    mac = MacAddress.parse(form.mac)

    def work(tx: Transaction) -> list[Listed]:
        held = segments.find(tx.connection, asker.scope, key)
        decision = Decision(form.decision)
        return approving.decide(tx, services.context, held, mac, decision, asker.actor, form.reason)

    return [_shown(services, one) for one in services.write(work)]


def _shown(services: Served, one: Listed) -> InfrastructureOut:
    learnt = one.learnt
    return InfrastructureOut(
        id=one.id,
        mac=str(learnt.mac),
        role=learnt.role,
        vendor=services.context.judge.vendors.of_mac(learnt.mac),
        addresses=[normal_form(address) for address in learnt.addresses],
        why=learnt.why,
        routes=len({terminal for _, names in learnt.named_by for terminal in names}),
        is_vouched=bool(learnt.vouched),
        first_us=learnt.first_us,
        last_us=learnt.last_us,
        state=learnt.decision,
        decided_by=one.decided_by,
        decided_us=one.decided_us,
        reason=one.reason,
    )
