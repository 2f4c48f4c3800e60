"""Terminals at the door: whole or not at all; registering and approving are two people's acts."""

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


def test_registered_whole(admin: httpx.Client) -> None:
    made = admin.post("terminals", json=FORM | {"addresses": ["10.37.12.21"], "room": "0312"}).json()

    assert made["status"] == "submitted"
    assert [item["mac"] for item in made["adapters"]] == ["00-00-5E-00-53-01"]
    assert [item["address"] for item in made["addresses"]] == ["10.37.12.21"]
    assert made["custody"]["room"] == "0312"


def test_one_bad_mac_and_nothing_is_stored(admin: httpx.Client) -> None:
    answer = admin.post("terminals", json=FORM | {"macs": ["00-00-5E-00-53-01", "00-00-5E-00-53-0G"]})

    assert (answer.status_code, answer.json()["error"]) == (400, "malformed-identity")
    assert admin.get("terminals").json() == []


@pytest.mark.parametrize("status", ["approved", "admitted", "suspended"])
def test_nobody_registers_as_approved(admin: httpx.Client, status: str) -> None:
    assert admin.post("terminals", json=FORM | {"status": status}).status_code == 403


def test_without_a_person_there_is_no_real_name(admin: httpx.Client) -> None:
    answer = admin.post("terminals", json=FORM | {"user": None})

    assert (answer.status_code, "owner" in answer.text) == (400, True)


def test_printer_expects_no_agent(admin: httpx.Client) -> None:
    assert admin.post("terminals", json=FORM | {"terminal_type": "printer"}).json()["agent_expected"] is False
