"""Units' sheets at the door: what goes in, what comes back, who sees what of it; and the register out again."""

import threading
from typing import Any

import httpx
import pytest

from collector import verification
from collector.imports.sheets.book import MOST_BYTES
from collector.imports.sheets.writing import delimited, workbook
from collector.ingest.ledger_desk import Phase
from collector.operators.roles import Role
from collector.store import journal
from tests.support.messy_sheets import OTHER_UNIT, UNIT, sheet_of
from tests.support.operators_door import OperatorsDoor
from tests.support.responsible import name_responsible

BLANK = {"序列号": "", "MAC地址": "", "IP地址": ""}
SECOND = {
    "使用人": "周敏",
    "联系电话": "19900000002",
    "序列号": "TF8FAKE02",
    "IP地址": "10.37.12.35",
    "MAC地址": "0000.5e00.5302",
}


@pytest.fixture
def site(door: OperatorsDoor) -> OperatorsDoor:
    """Two units."""
    admin = door.as_role(Role.UNIT_ADMIN)
    for name in (UNIT, OTHER_UNIT):
        assert admin.post("units", json={"name": name, "region_code": "371499"}).status_code == 201
    name_responsible(admin, UNIT)
    return door


def unit_id(site: OperatorsDoor, name: str) -> str:
    found = site.as_role(Role.SECADMIN).get("units").json()
    return next(str(row["id"]) for row in found if row["name"] == name)


def bring(client: httpx.Client, content: bytes, **query: Any) -> dict[str, Any]:
    answer = client.post("ledger/imports", params={"name": "台账.xlsx", **query}, content=content)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def exported(client: httpx.Client, **form: Any) -> tuple[dict[str, Any], bytes]:
    answer = client.post("ledger/exports", json={"reason": "核对", **form})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found, workbook([("x", [[heading for _name, heading in found["columns"]], *found["rows"]])])


def test_good_rows_go_in_submitted_and_an_approver_admits_them(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    found = bring(admin, sheet_of({"状态": "在网"}, SECOND, headings=("状态", *sheet_headings())), reason="年度")
    terminals = admin.get("terminals").json()

    assert (found["counts"]["added"], found["refused"]) == (2, [])
    assert [(row["reg_no"], row["status"], row["serial_no"]) for row in terminals] == [
        ("3714992026000001", "submitted", "PF3FAKE01"),
        ("3714992026000002", "submitted", "TF8FAKE02"),
    ]
    waived = {"without_report": True, "reason": "已现场核对"}
    approved = site.as_role(Role.APPROVER).post("terminals/3714992026000001/approve", json=waived)
    assert approved.json()["status"] == "admitted"
    assert verification.verify(site.services.store).is_intact


def sheet_headings() -> tuple[str, ...]:
    from tests.support.messy_sheets import HEADINGS

    return HEADINGS


def test_a_dry_run_does_nothing_and_says_the_same(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    dry = bring(admin, sheet_of({}, {"MAC地址": "wrong"}), dry_run=True)

    assert (dry["import_id"], admin.get("terminals").json(), admin.get("ledger/imports").json()) == (None, [], [])
    wet = bring(admin, sheet_of({}, {"MAC地址": "wrong"}))
    assert {key: dry[key] for key in ("counts", "refused", "told")} == {
        key: wet[key] for key in ("counts", "refused", "told")
    }


def test_bad_rows_come_back_as_they_stood_or_hold_everything_back(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    content = sheet_of({}, SECOND | {"MAC地址": "OO-00-5E-00-53-02"})
    held_back = bring(admin, content, all_or_nothing=True)
    assert (held_back["held_back"], held_back["counts"]["added"], admin.get("terminals").json()) == (True, 0, [])

    found = bring(admin, content)
    assert (found["counts"]["added"], found["counts"]["refused"]) == (1, 1)
    assert found["refused"][0]["cells"][-1] == "OO-00-5E-00-53-02"
    assert [item["suggestion"] for item in found["refused"][0]["findings"]] == ["00-00-5E-00-53-02"]


def test_an_export_brought_again_changes_nothing_masked_or_not(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    bring(admin, sheet_of({}, SECOND | {"终端类型": "笔记本"}))
    for unmask in (False, True):
        found, content = exported(admin, unmask=unmask)
        again = bring(admin, content)
        assert (again["counts"]["unchanged"], again["counts"]["changed"], again["refused"]) == (2, 0, [])
        assert ("李明轩" in str(found["rows"]), "19900000001" in str(found["rows"])) == (unmask, unmask)


def test_an_edited_export_changes_what_was_edited_and_deletes_nothing(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    bring(admin, sheet_of({}, SECOND))
    found, _content = exported(admin, unmask=True)
    headings = [heading for _name, heading in found["columns"]]
    row = list(found["rows"][0])
    row[headings.index("房间号")], row[headings.index("联系电话")] = "0515", "19900000009"
    changed = bring(admin, delimited([headings, row]))

    assert changed["counts"] | {"left_out": 0} == {
        "rows": 1,
        "added": 0,
        "changed": 1,
        "unchanged": 0,
        "refused": 0,
        "left_out": 0,
        "conflicts": 0,
    }
    assert [(item["field"], item["before"], item["after"]) for item in changed["changes"][0]["differences"]] == [
        ("mobile", "199****0001", "19900000009"),
        ("room", "0312", "0515"),
    ]
    assert len(admin.get("terminals").json()) == 2
    assert verification.verify(site.services.store).is_intact


def test_two_units_learn_nothing_of_each_other_and_the_bureau_is_told(site: OperatorsDoor) -> None:
    city = site.as_role(Role.UNIT_ADMIN)
    bring(city, sheet_of({}))
    other = site.as_role(Role.UNIT_ADMIN, unit_id(site, OTHER_UNIT))
    claim = {"单位名称": OTHER_UNIT, "使用人": "王思远", "联系电话": "19900000003", "IP地址": ""}
    found = bring(other, sheet_of(claim))

    assert (found["counts"]["refused"], found["counts"]["conflicts"]) == (1, 2)
    assert UNIT not in str(found)
    assert "3714992026000001" not in str(found)
    assert "李明轩" not in str(found)
    assert exported(other)[0]["rows"] == []
    assert other.get("ledger/conflicts").status_code == 403
    told = site.as_role(Role.SECADMIN).get("ledger/conflicts").json()
    assert sorted((row["kind"], row["value"]) for row in told) == [
        ("mac", "00-00-5E-00-53-01"),
        ("serial", "PF3FAKE01"),
    ]
    bring(other, sheet_of(claim))
    assert len(site.as_role(Role.SECADMIN).get("ledger/conflicts").json()) == 2, "the same claim is told once"
    foreign = bring(other, sheet_of(BLANK))
    unknown = bring(other, sheet_of(BLANK | {"单位名称": "示例市财政所"}))
    assert foreign["refused"][0]["findings"][0]["why"] == unknown["refused"][0]["findings"][0]["why"]


def test_who_sees_which_imports(site: OperatorsDoor) -> None:
    first = site.as_role(Role.UNIT_ADMIN, unit_id(site, UNIT))
    second = site.as_role(Role.UNIT_ADMIN, unit_id(site, OTHER_UNIT))
    bring(first, sheet_of({}), reason="年度")

    assert [(row["name"], row["added"], row["ended_us"] is not None) for row in first.get("ledger/imports").json()] == [
        ("台账.xlsx", 1, True)
    ]
    assert second.get("ledger/imports").json() == []
    assert len(site.as_role(Role.SECADMIN).get("ledger/imports").json()) == 1


def test_who_may_bring_and_take(site: OperatorsDoor) -> None:
    for role in (Role.APPROVER, Role.READER, Role.SECADMIN, Role.AUDITOR):
        answer = site.as_role(role).post("ledger/imports", params={"name": "x"}, content=sheet_of({}))
        assert answer.status_code == 403, role
    reader = site.as_role(Role.READER)
    assert reader.post("ledger/exports", json={"reason": "x", "unmask": True}).status_code == 403
    assert reader.post("ledger/exports", json={"reason": ""}).status_code == 422


def test_a_hand_over_is_on_record_before_it_is_handed_over(site: OperatorsDoor) -> None:
    admin = site.as_role(Role.UNIT_ADMIN)
    bring(admin, sheet_of({}))
    exported(admin, recipient="省大数据局", unmask=True)
    acts = list(site.rig.read(lambda connection: list(journal.entries(connection))))
    export = next(act for act in acts if act.action == "ledger-exported")

    assert (export.reason, export.values["rows"], export.values["masked"]) == ("核对", 1, False)
    assert export.values["recipient"] == "省大数据局"
    assert [act.action for act in acts if act.subject_kind == "ledger-import"] == ["import-begun", "import-ended"]


def test_one_import_at_a_time_with_progress_for_its_owner_alone(site: OperatorsDoor) -> None:
    admin, other = site.as_role(Role.UNIT_ADMIN), site.as_role(Role.UNIT_ADMIN)
    with site.services.desk.only_one("operator:somebody", "x") as telling:
        telling.tell(Phase.WRITING, 1, 2)
        answer = admin.post("ledger/imports", params={"name": "x"}, content=sheet_of({}))
        assert (answer.status_code, answer.json()["error"]) == (409, "already-there")
        assert other.get("ledger/imports/progress").json() is None
    assert threading.active_count() < 100


@pytest.mark.parametrize("content", [b"", b"0" * (MOST_BYTES + 1), b"PK\x03\x04nothing"])
def test_files_that_are_refused_whole(site: OperatorsDoor, content: bytes) -> None:
    answer = site.as_role(Role.UNIT_ADMIN).post("ledger/imports", params={"name": "x"}, content=content)

    assert (answer.status_code, answer.json()["what"]) == (400, "file")


@pytest.mark.parametrize("query", [{"map": "x"}, {"alias": "x"}])
def test_choices_that_say_nothing(site: OperatorsDoor, query: dict[str, str]) -> None:
    answer = site.as_role(Role.UNIT_ADMIN).post("ledger/imports", params={"name": "x", **query}, content=sheet_of({}))

    assert answer.status_code == 400


def test_a_unit_that_is_none_is_no_empty_hand_over(site: OperatorsDoor) -> None:
    secadmin = site.as_role(Role.SECADMIN)
    answer = secadmin.post("ledger/exports", json={"reason": "核对", "unit": "财政局"})

    assert (answer.status_code, answer.json()["next_step"]) == (404, f"did you mean {UNIT}?")
    acts = site.rig.read(lambda connection: list(journal.entries(connection)))
    assert "ledger-exported" not in {act.action for act in acts}
    found, _ = exported(secadmin, unit=UNIT)
    assert found["rows"] == []
