from dataclasses import replace

from collector.imports.sheets.headings import Field
from collector.ledger.custody import Custody
from tests.support.ledger_rows import held, person, planned, view


def test_where_it_stands() -> None:
    row = {"办公地点": "东楼", "楼栋": "1号楼"}
    made = planned(row, register=view(held()), extra=tuple(row))

    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [
        (Field.LOCATION, "", "东楼"),
        (Field.BUILDING, "", "1号楼"),
    ]


def test_a_place_that_is_not_said_stays() -> None:
    custody = Custody(owner_id="p1", user_id="p1", location="东楼", building="1号楼", room="0312")

    assert len(planned({}, register=view(replace(held(), custody=custody))).unchanged) == 1


def test_a_pledge_is_the_user_s() -> None:
    made = planned({"保密承诺书": "已签"}, register=view(held()), extra=("保密承诺书",))

    assert made.people_changes == {"p1": {"pledge_signed": True}}
    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [(Field.PLEDGE, "", "是")]
    signed = view(held(), people={"p1": person(pledge_signed=True)})
    assert len(planned({"保密承诺书": "是"}, register=signed, extra=("保密承诺书",)).unchanged) == 1


def test_an_office_number_has_its_own_column() -> None:
    made = planned({"办公电话": "0635-8200001-12"}, register=view(held()), extra=("办公电话",))

    assert made.people_changes == {"p1": {"office_phone": "0635-8200001-12"}}
