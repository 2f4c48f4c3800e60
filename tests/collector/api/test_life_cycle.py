"""A terminal's life at the door: approving and registering are two people's acts."""

from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor
from tests.support.responsible import RESPONSIBLE, name_responsible

FORM: dict[str, Any] = {
    "unit": "示例市财政局",
    "terminal_type": "desktop",
    "user": "李明轩",
    "macs": ["0000.5e00.5301"],
}


@pytest.fixture
def admin(door: OperatorsDoor) -> httpx.Client:
    client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json={"name": "示例市财政局", "region_code": "371499"})
    client.post(
        "people", json={"name": "李明轩", "unit": "示例市财政局", "department": "预算科", "mobile": "19900000001"}
    )
    name_responsible(client, "示例市财政局")
    return client


@pytest.mark.parametrize(("admit", "status"), [(True, "admitted"), (False, "approved")])
def test_approval(door: OperatorsDoor, admin: httpx.Client, admit: bool, status: str) -> None:
    made = admin.post("terminals", json=FORM | {"terminal_type": "printer"}).json()
    path = f"terminals/{made['reg_no']}/approve"

    assert admin.post(path, json={}).status_code == 403
    approver = door.as_role(Role.APPROVER)
    assert approver.post(path, json={"admit": admit}).json()["status"] == status
    assert approver.post(path, json={"admit": admit}).status_code == 400


def test_suspended_returns_only_by_approval(door: OperatorsDoor, admin: httpx.Client) -> None:
    reg_no = admin.post("terminals", json=FORM | {"terminal_type": "printer"}).json()["reg_no"]
    approver = door.as_role(Role.APPROVER)
    approver.post(f"terminals/{reg_no}/approve", json={})
    suspended = {"status": "suspended", "kind": "repair", "reason": "维修"}
    assert admin.post(f"terminals/{reg_no}/status", json=suspended | {"kind": "scrapped"}).status_code == 400
    assert admin.post(f"terminals/{reg_no}/status", json=suspended).json()["status_kind"] == "repair"

    assert admin.post(f"terminals/{reg_no}/status", json={"status": "admitted", "reason": "x"}).status_code == 403
    assert approver.post(f"terminals/{reg_no}/approve", json={}).json()["status"] == "admitted"


def test_other_units_approver_does_not_find_it(door: OperatorsDoor, admin: httpx.Client) -> None:
    other = admin.post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()
    reg_no = admin.post("terminals", json=FORM).json()["reg_no"]

    assert door.as_role(Role.APPROVER, other["id"]).post(f"terminals/{reg_no}/approve", json={}).status_code == 404


def test_pc_without_a_report_stays_outside_and_says_so(door: OperatorsDoor, admin: httpx.Client) -> None:
    reg_no = admin.post("terminals", json=FORM).json()["reg_no"]
    approver = door.as_role(Role.APPROVER)

    told = approver.post(f"terminals/{reg_no}/approve", json={}).json()
    assert (told["status"], told["waits_for"]) == ("approved", ["no agent has enrolled for it yet"])
    waived = {"without_report": True, "reason": "已现场核对"}
    assert approver.post(f"terminals/{reg_no}/approve", json=waived).json()["status"] == "admitted"


def test_change_is_decided_on(door: OperatorsDoor, admin: httpx.Client) -> None:
    made = admin.post("terminals", json=FORM | {"terminal_type": "printer", "room": "0312"}).json()
    path = f"terminals/{made['reg_no']}"
    approver = door.as_role(Role.APPROVER)
    approver.post(f"{path}/approve", json={})
    door.rig.clock.advance(60)

    admin.post(f"{path}/hand-over", json={"room": "0405", "reason": "搬办公室"})
    assert (admin.get(path).json()["status"], admin.get(path).json()["custody"]["room"]) == ("changing", "0405")
    door.rig.clock.advance(60)
    assert approver.post(f"{path}/reject", json={"reason": "该房间无信息点"}).json()["status"] == "admitted"
    assert admin.get(path).json()["custody"]["room"] == "0312"


def test_application_is_refused_and_filled_in_again(door: OperatorsDoor, admin: httpx.Client) -> None:
    path = f"terminals/{admin.post('terminals', json=FORM).json()['reg_no']}"

    assert admin.post(f"{path}/reject", json={"reason": "x"}).status_code == 403
    told = door.as_role(Role.APPROVER).post(f"{path}/reject", json={"reason": "缺用途"})
    assert told.json()["status"] == "rejected"
    assert admin.post(f"{path}/status", json={"status": "draft", "reason": "重填"}).json()["status"] == "draft"


@pytest.mark.parametrize("unnamed", RESPONSIBLE)
def test_unit_without_its_three_persons_registers_nothing(
    door: OperatorsDoor, admin: httpx.Client, unnamed: str
) -> None:
    path = f"terminals/{admin.post('terminals', json=FORM | {'terminal_type': 'printer'}).json()['reg_no']}"
    other = door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()
    named = {role: "李明轩" for role in RESPONSIBLE if role != unnamed}
    assert admin.patch(f"units/{other['id']}", json=named).status_code == 200
    assert admin.patch(path, json={"unit": other["id"]}).status_code == 200
    approver = door.as_role(Role.APPROVER)

    told = approver.post(f"{path}/approve", json={})
    assert (told.status_code, "示例市教育局" in told.text, "mingce unit change" in told.text) == (400, True, True)
    assert admin.get(path).json()["status"] == "submitted"
    assert admin.patch(f"units/{other['id']}", json={unnamed: "李明轩"}).status_code == 200
    assert approver.post(f"{path}/approve", json={}).json()["status"] == "admitted"
