"""Sweeps at the operators' door: who may, what it says, that a scope is a scope."""

import pytest

from collector.ingest import sweeping
from collector.operators.roles import Role
from collector.store import sweeps
from collector.store.sweeps import SweepState
from collector.store.transaction import Transaction
from protocol.phrases import reworded, say, translate
from tests.support.operators_door import OperatorsDoor

UNIT, OTHER, SEGMENT = "示例市财政局", "示例市政务服务中心", "CZJ-3F"


@pytest.fixture
def site(door: OperatorsDoor) -> OperatorsDoor:
    """Two units; one has a segment on which no agent is."""
    admin = door.as_role(Role.UNIT_ADMIN)
    for name in (UNIT, OTHER):
        admin.post("units", json={"name": name, "region_code": "371499"})
    form = {"name": SEGMENT, "unit": UNIT, "prefixes": ["10.37.12.0/24"], "gateways": ["10.37.12.1"]}
    assert door.as_role(Role.SECADMIN).post("segments", json=form).status_code == 201
    return door


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.READER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN])
def test_only_who_writes_segments_has_one_swept(site: OperatorsDoor, role: Role) -> None:
    client = site.as_role(role)

    assert client.post(f"segments/{SEGMENT}/sweeps", json={}).status_code == 403
    assert client.post(f"segments/{SEGMENT}/sweeps/cancel", json={}).status_code == 403


def test_where_no_agent_is_nobody_asks_and_that_is_said(site: OperatorsDoor) -> None:
    client = site.as_role(Role.SECADMIN)
    answer = client.post(f"segments/{SEGMENT}/sweeps", json={"reason": "月度检查"})

    assert answer.status_code == 400
    assert "no agent there can ask" in answer.json()["why"]
    assert client.get(f"segments/{SEGMENT}/sweeps/plan").status_code == 400
    assert client.get(f"segments/{SEGMENT}/sweeps").json() == []


def test_nothing_runs_nothing_is_cancelled_and_nothing_is_found(site: OperatorsDoor) -> None:
    client = site.as_role(Role.SECADMIN)

    assert client.post(f"segments/{SEGMENT}/sweeps/cancel", json={}).status_code == 404
    assert client.get(f"segments/{SEGMENT}/sweeps/{'a' * 32}").status_code == 404
    assert client.post(f"segments/{SEGMENT}/sweeps", json={"colour": "red"}).status_code == 422


def test_another_units_segment_is_none(site: OperatorsDoor) -> None:
    other = site.as_role(Role.SECADMIN).get(f"units/{OTHER}").json()["id"]
    reader = site.as_role(Role.READER, other)

    assert reader.get(f"segments/{SEGMENT}/sweeps").status_code == 404
    assert reader.get(f"segments/{SEGMENT}/sweeps/plan").status_code == 404


def test_why_it_ended_is_said_so_that_it_can_be_translated(site: OperatorsDoor) -> None:
    client = site.as_role(Role.SECADMIN)
    where = client.get(f"segments/{SEGMENT}").json()["id"]
    why = say("{count} addresses were not asked for", count=251)

    def cut_short(tx: Transaction) -> str:
        made = sweeps.begin(tx, where, "operator:1", None, cap=20, targets=251, heard_lately=0)
        sweeps.end(tx, made.id, SweepState.CUT_SHORT, sweeping.NOTHING, why)
        return made.id

    number = site.rig.do(cut_short)
    for told in (
        client.get(f"segments/{SEGMENT}/sweeps/{number}").json(),
        client.get(f"segments/{SEGMENT}/sweeps").json()[0],
    ):
        assert told["why"] == "251 addresses were not asked for"
        assert (
            translate(reworded(told, "why"), {why.template: "尚有 {count} 个地址未询问"}.__getitem__)
            == "尚有 251 个地址未询问"
        )
