"""Agents at the door: listed within scope; a pending one waits for a person."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from collector.operators.roles import Role
from collector.presence.subject import AgentStanding
from collector.store import agents, enrolment_codes
from collector.store.agents import Agent
from protocol.identity import AgentId, Digest
from tests.support.operators_door import OperatorsDoor
from tests.support.responsible import name_responsible


@pytest.fixture
def pending(door: OperatorsDoor) -> str:
    """An agent that enrolled with a terminal's code and differs from its row."""
    client: httpx.Client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json={"name": "示例市财政局", "region_code": "371499"})
    client.post(
        "people", json={"name": "李明轩", "unit": "示例市财政局", "department": "预算科", "mobile": "19900000001"}
    )
    name_responsible(client, "示例市财政局")
    form = {"unit": "示例市财政局", "terminal_type": "desktop", "user": "李明轩"}
    terminal = client.post("terminals", json=form).json()
    code = client.post("enrolments", json={"terminal": terminal["id"]}).json()["code"]
    agent_id = AgentId(uuid4().hex)
    start: dict[str, Any] = dict.fromkeys(
        ("last_sequence", "beat_counter", "policy_version", "spooled", "clock_offset_us"), 0
    )
    new = Agent(
        id=agent_id,
        key_id="0" * 16,
        public_key=bytes(32),
        state=AgentStanding.PENDING,
        hostname="CZJ-YSK-01",
        enrolled_us=door.rig.clock.now,
        last_digest=Digest("0" * 64),
        last_report_us=None,
        last_beat_us=None,
        boot_id=None,
        **start,
    )
    door.rig.do(lambda tx: agents.add(tx, new, {}))
    row = door.rig.read(lambda connection: enrolment_codes.find(connection, code))
    assert row is not None
    door.rig.do(lambda tx: enrolment_codes.use(tx, row.id, agent_id, new.key_id))
    return agent_id


def decide(client: httpx.Client, agent_id: str, state: str) -> int:
    return client.post(f"agents/{agent_id}/decision", json={"state": state, "reason": "核对无误"}).status_code


def test_accepted_agent_belongs_to_the_terminal_it_asked_for(door: OperatorsDoor, pending: str) -> None:
    assert decide(door.as_role(Role.UNIT_ADMIN), pending, "active") == 403
    assert decide(door.as_role(Role.APPROVER), pending, "active") == 204

    row = door.as_role(Role.READER).get("agents").json()[0]
    assert (row["id"], row["state"], row["unit_name"], row["last_beat_us"]) == (pending, "active", "示例市财政局", None)


def test_acceptance_admits_the_terminal_that_waited_for_it(door: OperatorsDoor, pending: str) -> None:
    approver = door.as_role(Role.APPROVER)
    terminal_id = approver.get("agents").json()[0]["terminal_id"]
    waiting = approver.post(f"terminals/{terminal_id}/approve", json={"admit": False})
    assert waiting.json()["status"] == "approved", waiting.text

    assert decide(approver, pending, "active") == 204

    assert approver.get(f"terminals/{terminal_id}").json()["status"] == "admitted"
    entries = door.as_role(Role.AUDITOR).get("journal").json()
    decided = [entry for entry in entries if entry["reason"] == "核对无误"]
    assert [entry["subject_id"] for entry in decided] == [pending, terminal_id, pending]
    assert len({entry["actor"] for entry in decided}) == 1
    assert decided[0]["actor"].startswith("operator:")


def test_suspended_agent_admits_nothing(door: OperatorsDoor, pending: str) -> None:
    approver = door.as_role(Role.APPROVER)
    terminal_id = approver.get("agents").json()[0]["terminal_id"]
    approver.post(f"terminals/{terminal_id}/approve", json={"admit": False})

    assert decide(approver, pending, "suspended") == 204

    assert approver.get(f"terminals/{terminal_id}").json()["status"] == "approved"


def test_pending_agent_is_seen_and_decided_by_its_terminals_unit_only(door: OperatorsDoor, pending: str) -> None:
    units = door.as_role(Role.UNIT_ADMIN)
    other = units.post("units", json={"name": "示例市政务服务中心", "region_code": "371499"}).json()["id"]
    own = units.get("agents").json()[0]["unit_id"]
    neighbour, approver = door.as_role(Role.APPROVER, other), door.as_role(Role.APPROVER, own)

    assert neighbour.get("agents").json() == []
    assert decide(neighbour, pending, "active") == 404
    (row,) = approver.get("agents").json()
    assert (row["id"], row["state"], row["unit_name"]) == (pending, "pending", "示例市财政局")
    assert decide(approver, pending, "active") == 204


def test_retired_is_for_good(door: OperatorsDoor, pending: str) -> None:
    approver = door.as_role(Role.APPROVER)

    assert decide(approver, pending, "retired") == 204
    assert decide(approver, pending, "active") == 400


def test_unknown_agent_and_word(door: OperatorsDoor, pending: str) -> None:
    approver = door.as_role(Role.APPROVER)

    assert decide(approver, "0" * 32, "active") == 404
    assert decide(approver, pending, "friendly") == 422
