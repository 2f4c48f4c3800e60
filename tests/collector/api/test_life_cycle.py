"""A terminal's life at the door: approving and registering are two people's acts."""

from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor

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
    return client


@pytest.mark.parametrize(("admit", "status"), [(True, "admitted"), (False, "approved")])
def test_approval(door: OperatorsDoor, admin: httpx.Client, admit: bool, status: str) -> None:
    made = admin.post("terminals", json=FORM).json()
    path = f"terminals/{made['reg_no']}/approve"

    assert admin.post(path, json={}).status_code == 403
    approver = door.as_role(Role.APPROVER)
    assert approver.post(path, json={"admit": admit}).json()["status"] == status
    assert approver.post(path, json={"admit": admit}).status_code == 400


def test_suspended_returns_only_by_approval(door: OperatorsDoor, admin: httpx.Client) -> None:
    reg_no = admin.post("terminals", json=FORM).json()["reg_no"]
    approver = door.as_role(Role.APPROVER)
    approver.post(f"terminals/{reg_no}/approve", json={})
    admin.post(f"terminals/{reg_no}/status", json={"status": "suspended", "reason": "维修"})

    assert admin.post(f"terminals/{reg_no}/status", json={"status": "admitted", "reason": "x"}).status_code == 403
    assert approver.post(f"terminals/{reg_no}/approve", json={}).json()["status"] == "admitted"


def test_other_units_approver_does_not_find_it(door: OperatorsDoor, admin: httpx.Client) -> None:
    other = admin.post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()
    reg_no = admin.post("terminals", json=FORM).json()["reg_no"]

    assert door.as_role(Role.APPROVER, other["id"]).post(f"terminals/{reg_no}/approve", json={}).status_code == 404
