"""Tracing at the door: as of then, masked, in scope."""

import httpx
import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor


@pytest.fixture
def admin(door: OperatorsDoor) -> httpx.Client:
    client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json={"name": "示例市财政局", "region_code": "371499"})
    client.post(
        "people", json={"name": "李明轩", "unit": "示例市财政局", "department": "预算科", "mobile": "19900000001"}
    )
    form = {
        "unit": "示例市财政局",
        "terminal_type": "desktop",
        "user": "李明轩",
        "addresses": ["10.37.12.21"],
        "room": "0312",
    }
    assert client.post("terminals", json=form).status_code == 201
    door.rig.clock.advance(600)
    return client


def test_person_unit_and_room_masked(admin: httpx.Client) -> None:
    answer = admin.get("trace", params={"question": "10.37.12.21"}).json()
    holder = answer["candidates"][0]["holders"][0]

    assert answer["masked"] is True
    assert (holder["user"]["name"], holder["unit_name"], holder["room"]) == ("李**", "示例市财政局", "0312")


def test_the_maker_of_the_adapter(admin: httpx.Client) -> None:
    form = {"unit": "示例市财政局", "terminal_type": "desktop", "user": "李明轩", "macs": ["0050.5600.0001"]}
    assert admin.post("terminals", json=form).status_code == 201

    answer = admin.get("trace", params={"question": "00-50-56-00-00-01"}).json()

    assert answer["candidates"][0]["vendor"] == "VMware, Inc."


def test_unmasked_for_a_reason(admin: httpx.Client) -> None:
    admin.post("session/reauthenticate", json={"password": "Xue-Hua 7 piao"})

    answer = admin.get("trace", params={"question": "10.37.12.21", "unmask": "案件协查"}).json()

    assert answer["candidates"][0]["holders"][0]["user"]["mobile"] == "19900000001"


def test_before_it_was_registered_nobody_held_it(door: OperatorsDoor, admin: httpx.Client) -> None:
    then = door.rig.clock.now - 7200 * 1_000_000

    assert admin.get("trace", params={"question": "10.37.12.21", "at_us": then}).json()["candidates"] == []


def test_reader_of_another_unit_learns_no_name(door: OperatorsDoor, admin: httpx.Client) -> None:
    other = admin.post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()

    answer = door.as_role(Role.READER, other["id"]).get("trace", params={"question": "10.37.12.21"})

    assert (answer.status_code, "李" in answer.text, "0312" in answer.text) == (200, False, False)


@pytest.mark.parametrize(
    "times", [{"at_us": 2**53}, {"at_us": 2**70}, {"at_us": 1, "from_us": 1}, {"from_us": 2, "to_us": 1}, {"at_us": -1}]
)
def test_impossible_times(admin: httpx.Client, times: dict[str, int]) -> None:
    assert admin.get("trace", params={"question": "10.37.12.21", **times}).status_code in (400, 422)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN])
def test_who_reads_no_business_data_traces_nobody(door: OperatorsDoor, role: Role) -> None:
    assert door.as_role(role).get("trace", params={"question": "10.37.12.21"}).status_code == 403
