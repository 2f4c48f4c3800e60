"""A search about a person: only for a reason, on record by id, within the scope, masked."""

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import journal
from tests.support.operators_door import OperatorsDoor

UNIT = "示例市财政局"
HOUR_US = 3_600_000_000


@pytest.fixture
def admin(door: OperatorsDoor) -> httpx.Client:
    client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json={"name": UNIT, "region_code": "371499"})
    people = (("李明轩", "F001"), ("赵建国", "F002"))
    for name, number in people:
        person = {"name": name, "unit": UNIT, "department": "预算科", "staff_no": number, "mobile": "19900000001"}
        assert client.post("people", json=person).status_code == 201
    form = {"unit": UNIT, "terminal_type": "desktop", "user": "李明轩", "macs": ["0000.5e00.5301"], "room": "0312"}
    assert client.post("terminals", json=form).status_code == 201
    door.rig.clock.advance(600)
    return client


def entries(door: OperatorsDoor) -> list[journal.Entry]:
    found = door.rig.read(lambda connection: list(journal.entries(connection)))
    return [entry for entry in found if entry.action == "person-searched"]


@pytest.mark.parametrize("key", ["李明轩", "F001"])
def test_terminals_macs_and_room(admin: httpx.Client, key: str) -> None:
    answer = admin.post("trace/person", json={"person": key, "reason": "案件 2026-17"}).json()
    (holding,) = answer["holdings"]

    assert (answer["masked"], answer["person"]["name"], answer["person"]["mobile"]) == (True, "李**", "199****0001")
    assert (holding["held_as"], holding["room"], holding["unit_name"]) == ("user-and-owner", "0312", UNIT)
    assert [one["mac"] for one in holding["adapters"]] == ["00-00-5E-00-53-01"]


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_without_a_reason_nothing_is_searched(door: OperatorsDoor, admin: httpx.Client, reason: str | None) -> None:
    form = {"person": "李明轩"} | ({} if reason is None else {"reason": reason})
    answer = admin.post("trace/person", json=form)

    assert (answer.status_code, answer.json()["what"]) == (400, "reason")
    assert entries(door) == []


def test_who_searched_for_whom_and_why_is_kept_without_the_name(door: OperatorsDoor, admin: httpx.Client) -> None:
    person_id = admin.post("trace/person", json={"person": "李明轩", "reason": "案件"}).json()["person"]["id"]
    missed = admin.post("trace/person", json={"person": "查无此人", "reason": "案件"})
    found, nobody = entries(door)

    assert missed.status_code == 404
    assert (found.subject_id, found.reason, found.actor.startswith("operator:")) == (person_id, "案件", True)
    assert nobody.subject_id == "nobody"
    assert not any(name in entry.content for entry in (found, nobody) for name in ("李明轩", "查无此人"))


def test_another_units_operator_finds_nobody(door: OperatorsDoor, admin: httpx.Client) -> None:
    other = admin.post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()
    reader = door.as_role(Role.READER, other["id"])
    known = reader.post("trace/person", json={"person": "李明轩", "reason": "好奇"})
    unknown = reader.post("trace/person", json={"person": "查无此人", "reason": "好奇"})

    assert (known.status_code, known.json()) == (404, unknown.json())


def test_unmasked_by_right_alone(door: OperatorsDoor, admin: httpx.Client) -> None:
    form = {"person": "李明轩", "reason": "案件", "unmask": True}
    admin.post("session/reauthenticate", json={"password": "Xue-Hua 7 piao"})

    assert admin.post("trace/person", json=form).json()["person"]["name"] == "李明轩"
    assert door.as_role(Role.READER).post("trace/person", json=form).status_code == 403


def test_two_of_one_name_are_told_by_id(admin: httpx.Client) -> None:
    twin = {"name": "李明轩", "unit": UNIT, "department": "国库科", "staff_no": "F003", "mobile": "19900000009"}
    admin.post("people", json=twin)

    answer = admin.post("trace/person", json={"person": "李明轩", "reason": "案件"})

    assert (answer.status_code, "more than one" in answer.json()["why"]) == (404, True)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN])
def test_who_reads_no_business_data_searches_nobody(door: OperatorsDoor, role: Role) -> None:
    form = {"person": "李明轩", "reason": "案件"}

    assert door.as_role(role).post("trace/person", json=form).status_code == 403
