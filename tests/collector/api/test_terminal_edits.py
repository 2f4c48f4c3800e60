"""Editing at the door: shown first, written as a version, taken back."""

from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import journal
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import SmallLedger

NAME = "terminals/CZJ-YSK-01"


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    return door.rig.do(small_ledger.fill)


@pytest.fixture
def admin(door: OperatorsDoor, ledger: SmallLedger) -> httpx.Client:
    client = door.as_role(Role.UNIT_ADMIN, ledger.finance)
    door.rig.clock.advance(60)
    return client


def told(answer: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {one["field"]: (one["before"], one["after"]) for one in answer["differences"]}


def test_dry_run_says_what_would_change_and_changes_nothing(door: OperatorsDoor, admin: httpx.Client) -> None:
    entries = door.rig.read(lambda connection: len(list(journal.entries(connection))))

    answer = admin.patch(NAME, json={"room": "0313", "os_name": "统信UOS V20", "dry_run": True}).json()

    assert (answer["written"], told(answer)) == (
        False,
        {"status": ("admitted", "changing"), "os_name": (None, "统信UOS V20"), "room": ("0312", "0313")},
    )
    assert admin.get(NAME).json()["custody"]["room"] == "0312"
    assert door.rig.read(lambda connection: len(list(journal.entries(connection)))) == entries


def test_written_with_reason_and_the_version_before_stays(door: OperatorsDoor, admin: httpx.Client) -> None:
    before_us = door.rig.clock.now_us()
    door.rig.clock.advance(1)
    form = {"vlan": 112, "add_macs": ["0000.5e00.5309"], "add_addresses": ["10.37.12.99"], "reason": "换卡"}

    answer = admin.patch(NAME, json=form | {"remove_macs": ["00:00:5e:00:53:01"]}).json()

    assert told(answer) == {
        "status": ("admitted", "changing"),
        "vlan": (None, 112),
        "macs": (["00-00-5E-00-53-01"], ["00-00-5E-00-53-09"]),
        "addresses": (told(answer)["addresses"][0], ["10.37.12.99", *told(answer)["addresses"][0]][::-1]),
    }
    then = admin.get(NAME, params={"as_of_us": before_us}).json()
    assert ([item["mac"] for item in then["adapters"]], then["vlan"]) == (["00-00-5E-00-53-01"], None)
    acts = door.rig.read(lambda connection: list(journal.entries(connection)))[-5:]
    assert {act.action for act in acts} == {"terminal-changed", "adapter-ended", "adapter-added", "address-added"}
    assert {act.reason for act in acts} == {"换卡"}


def test_what_another_changed_meanwhile_is_not_overwritten(admin: httpx.Client) -> None:
    base = admin.patch(NAME, json={"room": "0313", "dry_run": True}).json()["base"]
    admin.patch(NAME, json={"room": "0399"})

    answer = admin.patch(NAME, json={"room": "0313", "base": base})

    assert (answer.status_code, admin.get(NAME).json()["custody"]["room"]) == (409, "0399")


def test_undone_as_a_new_version(door: OperatorsDoor, admin: httpx.Client) -> None:
    whole = admin.get(NAME).json()
    form = {
        "room": "0313",
        "cleared": ["serial_no"],
        "remove_macs": ["00-00-5E-00-53-01"],
        "remove_addresses": ["10.37.12.21"],
    }
    changed = admin.patch(NAME, json=form).json()
    door.rig.clock.advance(1)

    undone = admin.post(f"{NAME}/undo", json={"reason": "看错了"}).json()

    assert told(undone) == {name: (new, old) for name, (old, new) in told(changed).items() if name != "status"}
    now = admin.get(NAME).json()
    for kind, name in (("adapters", "mac"), ("addresses", "address"), ("addresses", "segment_id")):
        assert [item[name] for item in now[kind]] == [item[name] for item in whole[kind]]
    assert (now["serial_no"], now["custody"]["room"]) == ("PF3FAKE01", "0312")
    assert now["status"] == "changing", "an approver has the last word"


def test_describing_it_better_needs_no_approval_but_another_computer_another_registration(admin: httpx.Client) -> None:
    assert "status" not in told(admin.patch(NAME, json={"remark": "靠窗", "brand": "联想"}).json())
    admin.patch(NAME, json={"disk_serial": "S4EXNF0M"})

    answer = admin.patch(NAME, json={"serial_no": "PF3FAKE99", "disk_serial": "S4EXNF0Z"})

    assert (answer.status_code, "another computer" in answer.json()["why"]) == (400, True)


def test_registration_and_steps_of_life_are_not_undone(door: OperatorsDoor, admin: httpx.Client) -> None:
    assert admin.post(f"{NAME}/undo", json={}).status_code == 403
    admin.post(f"{NAME}/status", json={"status": "suspended", "reason": "维修"})
    door.rig.clock.advance(1)
    assert "life" in admin.post(f"{NAME}/undo", json={}).json()["why"]


@pytest.mark.parametrize(
    "form",
    [{"cleared": ["terminal_type"]}, {"cleared": ["status"]}, {"remove_macs": ["00-00-5E-00-53-77"]},
     {"remove_addresses": ["10.37.12.250"]}, {"serial_no": "Default string"}, {"room": "1", "cleared": ["room"]}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(admin: httpx.Client, form: dict[str, Any]) -> None:
    answer = admin.patch(NAME, json={"vlan": 7} | form)

    assert (answer.status_code, admin.get(NAME).json()["vlan"]) == (400, None)


def test_nobody_edits_another_units_terminal(admin: httpx.Client, door: OperatorsDoor) -> None:
    assert admin.patch("terminals/ZWDT-B07", json={"room": "1"}).status_code == 404
    assert door.as_role(Role.READER).patch(NAME, json={"room": "1"}).status_code == 403
    assert admin.patch(NAME, json={"status": "admitted"}).status_code == 422
