"""Loans and ends at the operators' door."""

import httpx

from collector.ledger.terminal import LAST_END_US
from collector.operators.roles import Role
from tests.collector.api.test_life_cycle import FORM, admin
from tests.support.operators_door import OperatorsDoor

__all__ = ["admin"]
DAY_US = 86_400_000_000


def test_lent_until_and_returned(door: OperatorsDoor, admin: httpx.Client) -> None:
    zhao = {"name": "赵建国", "unit": FORM["unit"], "department": "办公室", "mobile": "19900000002"}
    zhao_id = admin.post("people", json=zhao).json()["id"]
    path = f"terminals/{admin.post('terminals', json=FORM | {'terminal_type': 'printer'}).json()['reg_no']}"
    loan = {"to": "赵建国", "until_us": door.rig.clock.now + DAY_US, "reason": "借调"}
    assert admin.post(f"{path}/lend", json=loan).status_code == 400
    door.as_role(Role.APPROVER).post(f"{path}/approve", json={})

    lent = admin.post(f"{path}/lend", json=loan).json()
    assert (lent["custody"]["user_id"], lent["custody"]["lent_until_us"], lent["status"]) == (
        zhao_id,
        loan["until_us"],
        "changing",
    )
    assert admin.post(f"{path}/return", json={"reason": "归还"}).json()["custody"]["lent_until_us"] is None


def test_only_an_approver_moves_an_end(door: OperatorsDoor, admin: httpx.Client) -> None:
    end_us = door.rig.clock.now + DAY_US
    made = admin.post("terminals", json=FORM | {"is_temporary": True, "expires_us": end_us}).json()
    later = {"expires_us": end_us + DAY_US, "reason": "项目延期"}

    assert admin.post(f"terminals/{made['reg_no']}/extend", json=later).status_code == 403
    approver = door.as_role(Role.APPROVER)
    beyond = later | {"expires_us": LAST_END_US + 1}
    assert approver.post(f"terminals/{made['reg_no']}/extend", json=beyond).status_code == 422
    told = approver.post(f"terminals/{made['reg_no']}/extend", json=later)
    assert told.json()["expires_us"] == end_us + DAY_US


def test_temporary_without_an_end_is_refused(admin: httpx.Client) -> None:
    answer = admin.post("terminals", json=FORM | {"is_temporary": True})

    assert (answer.status_code, "临时接入" in answer.text) == (400, True)
