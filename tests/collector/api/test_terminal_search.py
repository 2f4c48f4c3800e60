"""Searching as a person would; never beyond the asker's scope."""

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import terminals, units
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import ACTOR, SmallLedger


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    made = door.rig.do(small_ledger.fill)
    more = {"brand": "联想", "model": "开天M70f", "asset_no": "TY2025000101", "department": "预算科"}
    door.rig.do(lambda tx: terminals.change(tx, made.desktop, more, ACTOR))
    door.rig.do(lambda tx: units.change(tx, made.finance, {"aliases": ("市财政",)}, ACTOR))
    door.rig.clock.advance(60)
    return made


def found(client: httpx.Client, text: str, **more: int) -> list[str]:
    answer = client.get("search/terminals", params={"q": text, **more})
    assert answer.status_code == 200, answer.text
    return [row["hostname"] for row in answer.json()["found"]]


@pytest.mark.parametrize(
    "text",
    ["财政局 0312", "市财政", "0312 财政局 CZJ", "czj-ysk-01", "PF3FAKE", "TY2025000101", "联想 开天", "预算科",
     "李明轩", "F001", "赵建国 0312",
     "00:00:5e:00:53:01", "0000.5e00.5301", "0000-5e00-5301", "00005E005301", "5301", "53-01", "5e:00:53:01",
     "10.37.12.21", "10.37.12.2 财政局", "台式机 0312", "在网 0312", "desktop 0312", "０３１２", "财政局　0312"],
)  # fmt: skip
def test_found_by_what_one_remembers(door: OperatorsDoor, ledger: SmallLedger, text: str) -> None:
    assert found(door.as_role(Role.READER), text) == ["CZJ-YSK-01"]


@pytest.mark.parametrize(
    "text", ["财政局 B07", "李明", "李%", "_", "%", "00-00-5E-00-53-77", "0312 0313", "10.37.12.9"]
)
def test_all_words_must_fit_and_wildcards_are_letters(door: OperatorsDoor, ledger: SmallLedger, text: str) -> None:
    assert found(door.as_role(Role.READER), text) == []


@pytest.mark.parametrize("text", ["ZWDT-B07", "B07", "00-00-5E-00-53-03", "10.37.12.23", "王思远", "政务服务中心"])
def test_scope_is_in_the_question(door: OperatorsDoor, ledger: SmallLedger, text: str) -> None:
    assert found(door.as_role(Role.READER), text) == ["ZWDT-B07"]
    assert found(door.as_role(Role.READER, ledger.finance), text) == []


def test_what_fitted_is_told_and_people_are_masked(door: OperatorsDoor, ledger: SmallLedger) -> None:
    answer = door.as_role(Role.READER).get("search/terminals", params={"q": "财政局 李明轩"}).json()
    (row,) = answer["found"]

    assert row["fits"] == [["unit"], ["person"]]
    assert (row["unit"], row["user"], row["owner"]) == ("示例市财政局", "李**", "赵**")
    assert "李明轩" not in str(answer["found"])


def test_bounded_and_said_so(door: OperatorsDoor, ledger: SmallLedger) -> None:
    answer = door.as_role(Role.READER).get("search/terminals", params={"q": "00-00-5E", "most": 1}).json()

    assert (len(answer["found"]), answer["more"]) == (1, True)
    assert door.as_role(Role.READER).get("search/terminals", params={"q": "  "}).status_code == 400


def test_as_of_a_moment(door: OperatorsDoor, ledger: SmallLedger) -> None:
    before_us = door.rig.clock.now_us()
    door.rig.clock.advance(60)
    admin = door.as_role(Role.UNIT_ADMIN)
    admin.patch("terminals/CZJ-YSK-01", json={"room": "0399"})

    assert found(admin, "0312", as_of_us=before_us) == ["CZJ-YSK-01"]
    assert found(admin, "0312") == []


def test_names_complete_within_the_scope(door: OperatorsDoor, ledger: SmallLedger) -> None:
    own = door.as_role(Role.READER, ledger.finance)

    assert own.get("names/units", params={"prefix": "示例市"}).json() == ["示例市财政局"]
    assert own.get("names/segments").json() == ["财政局三楼"]
    assert own.get("names/terminals", params={"prefix": "czj"}).json() == ["CZJ-YSK-01"]
    assert len(own.get("names/terminals", params={"prefix": "37"}).json()) == 1
    assert own.get("names/people").status_code == 422
