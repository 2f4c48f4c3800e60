"""Agents: which PC each stands on, how it is, and what a person decides about one."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import NotFound
from collector.ingest import enrolment
from collector.operators.roles import Right
from collector.presence.subject import AgentStanding
from collector.store import agents, terminals
from collector.store.agents import ListedAgent
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/agents", tags=["agents"])


class AgentOut(BaseModel):
    """Times in microseconds since 1970; clock_offset_us is the PC's clock minus the collector's.

    The terminal of a pending agent is the one it enrolled for.
    """

    id: str
    key_id: str
    state: AgentStanding
    hostname: str
    terminal_id: str | None
    reg_no: str | None
    unit_id: str | None
    unit_name: str | None
    enrolled_us: int
    last_sequence: int
    last_report_us: int | None
    last_beat_us: int | None
    policy_version: int
    spooled: int
    clock_offset_us: int


class Decision(BaseModel):
    """`active` lets it vouch, `suspended` for a while not, `retired` never again."""

    model_config = ConfigDict(extra="forbid")
    state: AgentStanding
    reason: str = Field(min_length=1, max_length=500)


@router.get("")
def list_agents(asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))], services: Served) -> list[AgentOut]:
    """The agents of terminals within the asker's scope, pending ones too, by registration number."""
    return [_out(found) for found in services.read(lambda connection: agents.list_all(connection, asker.scope))]


@router.post("/{agent_id}/decision", status_code=204)
def decide(
    agent_id: str, given: Decision, asker: Annotated[Asker, Depends(asking(Right.APPROVE))], services: Served
) -> None:
    """Decides about a pending agent, or takes one out of service."""

    def work(tx: Transaction) -> None:
        held = agents.find(tx.connection, agent_id)
        if held is None:
            raise NotFound(say("agent {agent!r}", agent=agent_id[:40]), "there is none", "`mingce agents` lists them")
        # Raises NotFound where the terminal lies outside the asker's scope.
        terminals.find(tx.connection, asker.scope, enrolment.terminal_of(tx.connection, agent_id))
        if given.state is AgentStanding.ACTIVE:
            enrolment.approve(tx, agent_id, asker.actor, given.reason)
        else:
            agents.set_state(tx, agent_id, given.state, asker.actor, given.reason)

    services.write(work)


def _out(found: ListedAgent) -> AgentOut:
    agent = {name: getattr(found.agent, name) for name in AgentOut.model_fields if hasattr(found.agent, name)}
    return AgentOut(
        **agent,
        terminal_id=found.terminal_id,
        reg_no=found.reg_no,
        unit_id=found.unit_id,
        unit_name=found.unit_name,
    )
