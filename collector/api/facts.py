"""What a PC says now: the newest answer of each of its probes, with its age, and what it could not look at."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from collector.api.devices import DeviceOut, devices_of_pc
from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import NotFound
from collector.operators.roles import Right
from collector.store import devices, facts, terminals
from protocol.observations import LookOutcome
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["agents"])


class AnswerOut(BaseModel):
    """`observations` as the PC sent them, seen at `seen_us`; `looked_us` is the last try, `reason` why it failed."""

    probe: str
    outcome: LookOutcome
    reason: str | None
    seen_us: int
    looked_us: int
    observations: list[dict[str, Any]]


class FactsOut(BaseModel):
    """Times in microseconds since 1970, on the collector's clock."""

    terminal_id: str
    reg_no: str
    hostname: str
    agent_id: str
    now_us: int
    devices: list[DeviceOut]
    answers: list[AnswerOut]


@router.get("/{key}/facts")
def show_facts(key: str, asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))], services: Served) -> FactsOut:
    """Of the agent that vouches for this terminal; by id, registration number, host name or serial number."""
    with services.store.reading() as connection:
        found = terminals.find(connection, asker.scope, key)
        pc = devices.pc_of(connection, asker.scope, found.id)
        if pc is None:
            raise NotFound(
                say("agent of terminal {reg_no}", reg_no=found.value.reg_no),
                "none is enrolled, or a person has not accepted it yet",
                "`mingce agents` lists them",
            )
        answers = facts.answers_of_agent(connection, pc.agent_id)
    shown = [AnswerOut.model_validate(item, from_attributes=True) for item in answers]
    return FactsOut(
        terminal_id=found.id,
        reg_no=found.value.reg_no,
        hostname=pc.hostname,
        agent_id=pc.agent_id,
        now_us=asker.now_us,
        devices=devices_of_pc(services, pc),
        answers=shown,
    )
