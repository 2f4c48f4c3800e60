"""Refusals and quarantine at the door: for those who serve the whole city, and nobody else."""

import pytest

from collector.operators.roles import Role
from collector.store import refusals, reports
from protocol.identity import AgentId, Digest
from tests.support.operators_door import OperatorsDoor
from tests.support.signing_agent import SigningAgent

ALLOWED = (Role.SECADMIN, Role.AUDITOR)


@pytest.mark.parametrize("role", ALLOWED)
def test_refusals_with_their_count_and_newest_detail(door: OperatorsDoor, role: Role) -> None:
    first_us = door.rig.clock.now
    door.rig.do(lambda tx: refusals.add(tx, "bad-signature", 2, "10.37.12.9: report"))
    door.rig.clock.advance(5)
    door.rig.do(lambda tx: refusals.add(tx, "bad-signature", 1, "10.37.12.8: beat"))

    expected = {"error": "bad-signature", "times": 3, "first_us": first_us, "last_us": door.rig.clock.now}
    assert door.as_role(role).get("refusals").json() == [expected | {"detail": "10.37.12.8: beat"}]


@pytest.mark.parametrize("role", ALLOWED)
def test_quarantine_page_by_page_and_by_agent(door: OperatorsDoor, role: Role) -> None:
    agent = SigningAgent(AgentId("b" * 32))
    door.rig.do(agent.enrol)
    for sequence in (3, 4):
        digest = Digest(f"{sequence:064x}")
        door.rig.do(
            lambda tx, number=sequence, digest=digest: reports.quarantine(  # type: ignore[misc]
                tx, agent_id=agent.id, sequence=number, digest=digest, reason="fork", message=b"sealed"
            )
        )
    client = door.as_role(role)

    first, second = client.get("quarantine").json()

    assert {name: first[name] for name in ("agent_id", "hostname", "sequence", "received_us", "reason")} == {
        "agent_id": agent.id,
        "hostname": "",
        "sequence": 3,
        "received_us": door.rig.clock.now,
        "reason": "fork",
    }
    assert first["digest"] == f"{3:064x}"
    assert client.get("quarantine", params={"after": first["id"], "most": 1}).json() == [second]
    assert client.get("quarantine", params={"agent": "c" * 32}).json() == []
    assert client.get("quarantine", params={"most": 10_001}).status_code == 422


@pytest.mark.parametrize("role", sorted(set(Role) - {*ALLOWED, Role.BOOTSTRAP}))
def test_nobody_else(door: OperatorsDoor, role: Role) -> None:
    client = door.as_role(role)

    assert [client.get(path).status_code for path in ("refusals", "quarantine")] == [403, 403]
