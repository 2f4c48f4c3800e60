"""One-time codes at the door."""

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import enrolment_codes
from tests.support.operators_door import OperatorsDoor


@pytest.fixture
def reg_no(door: OperatorsDoor) -> str:
    client: httpx.Client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json={"name": "示例市财政局", "region_code": "371499"})
    client.post(
        "people", json={"name": "李明轩", "unit": "示例市财政局", "department": "预算科", "mobile": "19900000001"}
    )
    form = {"unit": "示例市财政局", "terminal_type": "desktop", "user": "李明轩"}
    return str(client.post("terminals", json=form).json()["reg_no"])


def test_code_leads_to_its_terminal_and_is_stored_as_a_digest(door: OperatorsDoor, reg_no: str) -> None:
    told = door.as_role(Role.UNIT_ADMIN).post("enrolments", json={"terminal": reg_no, "hours": 2}).json()

    found = door.rig.read(lambda connection: enrolment_codes.find(connection, told["code"].lower()))

    assert found is not None
    assert (found.terminal_id, found.expires_us) == (told["terminal_id"], told["expires_us"])
    assert told["expires_us"] == door.rig.clock.now + 2 * 3_600_000_000
    door.rig.writer.close()
    plain = told["code"].replace("-", "").encode()
    assert not [path for path in door.rig.store.path.parent.glob("store*") if plain in path.read_bytes()]


@pytest.mark.parametrize(("form", "status"), [({"hours": 0}, 422), ({"hours": 9999}, 422), ({"terminal": "x"}, 404)])
def test_bad_request(door: OperatorsDoor, reg_no: str, form: dict[str, object], status: int) -> None:
    assert door.as_role(Role.UNIT_ADMIN).post("enrolments", json={"terminal": reg_no} | form).status_code == status


def test_other_units_administrator_does_not_find_it(door: OperatorsDoor, reg_no: str) -> None:
    other = door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()

    answer = door.as_role(Role.UNIT_ADMIN, other["id"]).post("enrolments", json={"terminal": reg_no})

    assert answer.status_code == 404
