import pytest

from collector.imports.sheets.book import Cell, Merge, Sheet
from collector.imports.sheets.headings import Field
from collector.imports.sheets.table import LeftOut, extract

HEAD: list[Cell] = ["科室", "使用人", "电话", "MAC"]


def test_a_sheet_without_headings_is_told() -> None:
    table = extract(Sheet("x", [["a"], ["b"]]), (), with_hidden=False)

    assert [(item.row, item.reason) for item in table.left_out] == [(0, LeftOut.NO_HEADINGS)]
    assert extract(Sheet("x", []), (), with_hidden=False).left_out == ()


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("填报单位:示例市财政局", "示例市财政局"),
        ("填报单位\uff1a示例市财政局\uff08盖章\uff09 填报日期\uff1a2026年", "示例市财政局"),
        ("使用单位: 示例市财政局  联系人: 周敏", "示例市财政局"),
        ("示例市财政局登记表", None),
    ],
)
def test_the_unit_above_the_headings(line: str, unit: str | None) -> None:
    table = extract(Sheet("x", [[line], HEAD, ["a", "b", "c", "d"]]), (), with_hidden=False)

    assert table.unit == unit


def test_a_unit_that_begins_like_a_sample_is_none() -> None:
    table = extract(Sheet("x", [HEAD, ["示例科室", "b", "c", "d"], ["例如", "", "", ""]]), (), with_hidden=False)

    assert [row.row for row in table.rows] == [2, 3]


def test_merged_cells_fill_only_their_own_rows() -> None:
    rows: list[list[Cell]] = [HEAD, ["甲", "a", "", ""], ["", "b", "", ""], ["", "c", "", ""]]
    table = extract(Sheet("x", rows, (Merge(1, 0, 2, 0),)), (), with_hidden=False)

    assert [row.values.get(Field.DEPARTMENT) for row in table.rows] == [("甲",), ("甲",), None]


def test_merges_far_below_the_sheet_cost_nothing() -> None:
    table = extract(Sheet("x", [HEAD, ["甲", "a", "", ""]], (Merge(1, 0, 2**40, 0),)), (), with_hidden=False)

    assert len(table.rows) == 1
