"""Due, and confirmed, at the operators' door."""

import httpx
import pytest

from collector.operators.roles import Role
from tests.collector.api.test_life_cycle import FORM, admin
from tests.support.operators_door import OperatorsDoor

__all__ = ["admin"]
HALF_YEAR = 181 * 86_400


def test_confirmed_by_the_unit(door: OperatorsDoor, admin: httpx.Client) -> None:
    made = admin.post("terminals", json=FORM | {"terminal_type": "printer"}).json()
    door.as_role(Role.APPROVER).post(f"terminals/{made['reg_no']}/approve", json={})
    door.rig.clock.advance(HALF_YEAR)
    admin = door.as_role(Role.UNIT_ADMIN)

    assert {row["kind"] for row in admin.get("due").json()} == {"confirmation", "unit-confirmation"}
    assert door.as_role(Role.READER).post("confirmations", json={"unit": FORM["unit"]}).status_code == 403
    assert admin.post("confirmations", json={"unit": FORM["unit"]}).json() == {"confirmed": 1}
    door.rig.clock.advance(1)
    assert admin.get("due", params={"within_us": 0}).json() == []
    assert admin.post("confirmations", json={"terminals": [made["reg_no"]]}).json() == {"confirmed": 1}


@pytest.mark.parametrize("form", [{}, {"terminals": ["x"], "unit": "y"}])
def test_said_of_what(admin: httpx.Client, form: dict[str, object]) -> None:
    assert admin.post("confirmations", json=form).status_code == 400


def test_approved_pc_says_why_it_waits(door: OperatorsDoor, admin: httpx.Client) -> None:
    made = admin.post("terminals", json=FORM).json()
    door.as_role(Role.APPROVER).post(f"terminals/{made['reg_no']}/approve", json={})
    door.rig.clock.advance(86_401)

    (row,) = door.as_role(Role.READER).get("due", params={"within_us": 0, "unit": FORM["unit"]}).json()
    assert (row["kind"], row["name"]) == ("awaits-report", made["reg_no"])
    assert row["why"] == ["no agent has enrolled for it yet"]
