from datetime import date

from collector.imports.sheets.declaration import Choices, declaration
from collector.imports.sheets.headings import Field
from collector.imports.sheets.plan import Policy
from collector.imports.sheets.planning import plan
from collector.imports.sheets.said import Level
from collector.ledger.unit import Unit
from tests.support.ledger_rows import planned, reasons, view
from tests.support.messy_sheets import HEADINGS, OTHER_UNIT, UNIT, SheetMade, row_of, xlsx

CODE, OTHER_CODE = "11371499MB1000010P", "12371499MB1000037C"
DETAILS = {
    "u1": Unit(name=UNIT, region_code="371499", uscc=CODE, aliases=("市财政局",)),
    "u2": Unit(name=OTHER_UNIT, region_code="371499", uscc=OTHER_CODE),
}


def test_what_agrees_says_nothing() -> None:
    row = {"统一社会信用代码": CODE, "行政区划代码": 371499.0}
    made = planned(row, register=view(details=DETAILS), extra=tuple(row))

    assert made.additions[0].row.findings == ()


def test_another_unit_s_code_is_an_error() -> None:
    made = planned({"统一社会信用代码": OTHER_CODE}, register=view(details=DETAILS), extra=("统一社会信用代码",))

    assert reasons(made) == [(2, ["is the code of another unit"])]


def test_what_differs_is_told_and_an_empty_field_is_never_filled() -> None:
    row = {"统一社会信用代码": "11371499MB1000029L", "行政区划代码": "371498", "接入类别": "B"}
    made = planned(row, register=view(details=DETAILS), extra=tuple(row))

    assert [(item.field, item.level, item.suggestion) for item in made.additions[0].row.findings] == [
        (Field.USCC, Level.WARNING, CODE),
        (Field.REGION, Level.WARNING, "371499"),
        (Field.ACCESS_CLASS, Level.NOTE, f"单位名称={UNIT}"),
    ]


def test_units_by_another_name_and_by_their_code() -> None:
    made = planned({"单位名称": "市财政局"}, register=view(details=DETAILS))
    assert [item.terminal.unit_id for item in made.additions] == ["u1"]
    headings = ("统一社会信用代码", *HEADINGS[1:])
    content = xlsx(SheetMade([list(headings), row_of(headings, 统一社会信用代码=CODE)]))
    made = plan(declaration(content, Choices(), date(2026, 3, 1)), view(details=DETAILS), Policy())
    assert [item.terminal.unit_id for item in made.additions] == ["u1"]
