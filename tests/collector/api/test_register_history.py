"""History at the door: every field with its stretch, who and why; of what was another unit's, nothing."""

from typing import Any

import pytest

from collector.ledger.custody import Custody
from collector.operators.roles import Role
from collector.store import custody, people, terminals, units
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import ACTOR, SmallLedger

NAME = "terminals/CZJ-YSK-01"


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    made = door.rig.do(small_ledger.fill)
    door.rig.clock.advance(60)
    return made


def of_field(answer: dict[str, Any], field: str) -> list[tuple[Any, Any, str | None]]:
    return [(one["before"], one["value"], one["reason"]) for one in answer["steps"] if one["field"] == field]


def test_terminal_adapters_and_custody_in_one_list(door: OperatorsDoor, ledger: SmallLedger) -> None:
    door.add("zhao", Role.UNIT_ADMIN)
    admin = door.log_in("zhao")
    admin.patch(NAME, json={"brand": "联想", "room": "0313", "reason": "换房间"})
    door.rig.clock.advance(60)
    admin.patch(NAME, json={"remove_macs": ["00-00-5E-00-53-01"], "reason": "换卡"})

    answer = admin.get(f"{NAME}/history").json()

    assert of_field(answer, "room") == [(None, "0312", None), ("0312", "0313", "换房间")]
    assert of_field(answer, "brand") == [(None, "联想", "换房间")]
    assert of_field(answer, "macs") == [(None, "00-00-5E-00-53-01", None), ("00-00-5E-00-53-01", None, "换卡")]
    assert [one["from_us"] for one in answer["steps"]] == sorted(one["from_us"] for one in answer["steps"])
    brand = next(one for one in answer["steps"] if one["field"] == "brand")
    assert (brand["actor"], brand["source"]) == ("zhao", "declared")
    assert answer["names"][ledger.li] == "李**"
    assert "李明轩" not in str(answer)


def test_one_field_alone_and_as_of(door: OperatorsDoor, ledger: SmallLedger) -> None:
    admin = door.as_role(Role.UNIT_ADMIN)
    before_us = door.rig.clock.now_us()
    door.rig.clock.advance(60)
    admin.patch(NAME, json={"room": "0313"})

    assert {one["field"] for one in admin.get(f"{NAME}/history", params={"field": "room"}).json()["steps"]} == {"room"}
    then = admin.get(f"{NAME}/history", params={"field": "room", "as_of_us": before_us}).json()
    assert [one["value"] for one in then["steps"]] == ["0312"]


def test_what_was_another_units_is_not_told(door: OperatorsDoor, ledger: SmallLedger) -> None:
    own = door.as_role(Role.UNIT_ADMIN, ledger.finance)
    door.rig.do(lambda tx: terminals.change(tx, ledger.counter, {"unit_id": ledger.finance}, ACTOR, "调拨"))
    taken = Custody(owner_id=ledger.zhao, room="0399")
    door.rig.clock.advance(60)
    door.rig.do(lambda tx: custody.hand_over(tx, ledger.counter, taken, ACTOR, "交接"))

    answer = own.get("terminals/ZWDT-B07/history").json()

    assert {one["value"] for one in answer["steps"] if one["field"] == "unit_id"} == {ledger.finance}
    first_us = min(one["from_us"] for one in answer["steps"])
    assert all(one["actor"] is None and one["before"] is None for one in answer["steps"] if one["from_us"] == first_us)
    assert ledger.services not in str(answer["steps"])


def test_unit_person_and_segment(door: OperatorsDoor, ledger: SmallLedger) -> None:
    door.rig.do(lambda tx: units.change(tx, ledger.finance, {"name": "示例市财政局(新)"}, ACTOR, "机构改革"))
    door.rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "19900000009"}, ACTOR, "换号"))
    reader = door.as_role(Role.SECADMIN)

    unit = reader.get(f"units/{ledger.finance}/history").json()
    person = reader.get(f"people/{ledger.li}/history").json()
    plain = reader.get(f"people/{ledger.li}/history", params={"unmask": "核查"}).json()

    assert of_field(unit, "name")[-1] == ("示例市财政局", "示例市财政局(新)", "机构改革")
    assert of_field(person, "mobile") == [(None, "199****0001", None), ("199****0001", "199****0009", "换号")]
    assert of_field(plain, "mobile")[-1] == ("19900000001", "19900000009", "换号")
    assert of_field(reader.get(f"segments/{ledger.finance_segment}/history").json(), "name")[0][1] == "财政局三楼"


def test_another_units_rows_have_no_history(door: OperatorsDoor, ledger: SmallLedger) -> None:
    own = door.as_role(Role.UNIT_ADMIN, ledger.finance)

    for path in ("terminals/ZWDT-B07", f"units/{ledger.services}", f"people/{ledger.wang}", "segments/政务大厅"):
        assert own.get(f"{path}/history").status_code == 404
