"""Hand-overs at the operators' door."""

import httpx

from collector.operators.roles import Role
from tests.collector.api.test_life_cycle import FORM, admin
from tests.support.operators_door import OperatorsDoor

__all__ = ["admin"]
HAND_OVER = {"unit": FORM["unit"], "items": "台账", "filing_no": "示数备〔2026〕3号"}


def test_on_record_and_the_old_account_is_shut(door: OperatorsDoor, admin: httpx.Client) -> None:
    for name, mobile in (("赵建国", "19900000002"), ("周敏", "19900000003")):
        row = {"name": name, "unit": FORM["unit"], "department": "办公室", "mobile": mobile}
        assert admin.post("people", json=row).status_code == 201
    first = {"to": "赵建国", "items": "台账", "filing_no": "示数备〔2026〕2号"}
    assert admin.post("hand-overs", json=HAND_OVER | first).status_code == 201
    assert admin.patch(f"units/{FORM['unit']}", json={"administrator": "周敏"}).status_code == 403
    unit_id = admin.get(f"units/{FORM['unit']}").json()["id"]
    door.add("zhao-jian-guo", Role.UNIT_ADMIN, unit_id, person="赵建国")
    old = door.log_in("zhao-jian-guo")
    assert old.get("terminals").status_code == 200

    made = admin.post("hand-overs", json=HAND_OVER | {"to": "周敏"})

    assert made.status_code == 201
    assert old.get("terminals").status_code == 401
    listed = admin.get("hand-overs", params={"unit": FORM["unit"]}).json()
    assert (len(listed), made.json() in listed) == (2, True)
    assert admin.patch(f"units/{FORM['unit']}", json={"administrator": "周敏"}).status_code == 200


def test_reader_hands_nothing_over(door: OperatorsDoor, admin: httpx.Client) -> None:
    assert door.as_role(Role.READER).post("hand-overs", json=HAND_OVER | {"to": "李明轩"}).status_code == 403


def test_person_leaves(door: OperatorsDoor, admin: httpx.Client) -> None:
    reg_no = admin.post("terminals", json=FORM | {"terminal_type": "printer"}).json()["reg_no"]
    door.as_role(Role.APPROVER).post(f"terminals/{reg_no}/approve", json={})

    told = admin.post("people/李明轩/leave", json={"reason": "调离"}).json()

    assert told == {"terminals": [reg_no], "accounts": [], "units": []}
    assert admin.get(f"terminals/{reg_no}").json()["status"] == "changing"
    assert admin.get("people/李明轩").status_code == 404
    assert {row["kind"] for row in admin.get("due").json()} >= {"holder-left", "awaits-decision"}
