"""What came to the agents' door and was not taken in: refusals by count, and reports kept apart as evidence."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.operators.roles import Right
from collector.store import quarantine, refusals

router = APIRouter(tags=["agents"])

DoorReader = Annotated[Asker, Depends(asking(Right.READ_DOOR))]


class RefusalOut(BaseModel):
    """How often the door has refused with this error id, when, and what the newest one said; microseconds since 1970.

    Who was refused is not known to be who it said it was: `detail` holds the source's address and its words.
    """

    error: str
    times: int
    first_us: int
    last_us: int
    detail: str


class QuarantinedOut(BaseModel):
    """A report that contradicts what is held; `hostname` as the agent gave it when it enrolled."""

    id: int
    agent_id: str
    hostname: str | None
    sequence: int
    received_us: int
    digest: str
    reason: str


@router.get("/refusals")
def list_refusals(_asker: DoorReader, services: Served) -> list[RefusalOut]:
    """By error id, since the store was made; what was refused within the last second may still be missing."""
    found = services.read(refusals.list_all)
    return [RefusalOut(**{name: getattr(item, name) for name in RefusalOut.model_fields}) for item in found]


@router.get("/quarantine")
def list_quarantine(
    _asker: DoorReader,
    services: Served,
    after: Annotated[int, Query(ge=0, le=2**53, description="reports after this id")] = 0,
    most: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    agent: Annotated[str | None, Query(max_length=64, description="only reports of the agent of this id")] = None,
) -> list[QuarantinedOut]:
    """In the order of receipt, without their contents, which stay sealed in the store."""
    found = services.read(lambda connection: quarantine.page(connection, after=after, most=most, agent_id=agent))
    return [
        QuarantinedOut(
            id=item.id,
            hostname=item.hostname,
            **{name: getattr(item.report, name) for name in type(item.report).__slots__},
        )
        for item in found
    ]
