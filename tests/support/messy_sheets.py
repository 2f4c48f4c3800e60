"""Ledger sheets as units really keep them, made for tests. All names, numbers and addresses are fictional."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter

UNIT = "示例市财政局"
OTHER_UNIT = "示例市政务服务中心"
HEADINGS = ("单位名称", "科室", "使用人", "联系电话", "房间号", "终端类型", "序列号", "IP地址", "MAC地址")
GOOD: dict[str, Any] = {
    "单位名称": UNIT,
    "科室": "预算科",
    "使用人": "李明轩",
    "联系电话": "19900000001",
    "房间号": "0312",
    "终端类型": "台式机",
    "序列号": "PF3FAKE01",
    "IP地址": "10.37.12.21",
    "MAC地址": "00-00-5E-00-53-01",
}


@dataclass
class SheetMade:
    """Cells by row and column; `merges`: (top, left, bottom, right) with what stands in the first cell."""

    rows: Sequence[Sequence[Any]]
    name: str = "Sheet1"
    merges: Mapping[tuple[int, int, int, int], Any] = field(default_factory=dict)
    is_hidden: bool = False
    hidden_rows: Sequence[int] = ()


@dataclass(frozen=True)
class Formula:
    """A formula, with what the file says it gave: nothing where it was never calculated."""

    text: str
    value: str | None


def xlsx(*sheets: SheetMade, from_1904: bool = False) -> bytes:
    """A workbook of these sheets."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
        "date_1904": from_1904,
        "strings_to_formulas": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        for item in sheets:
            sheet = book.add_worksheet(item.name)
            for place, row in enumerate(item.rows):
                for column, cell in enumerate(row):
                    _write(sheet, place, column, cell)
            for (top, left, bottom, right), value in item.merges.items():
                sheet.merge_range(top, left, bottom, right, value)
            for place in item.hidden_rows:
                sheet.set_row(place, None, None, {"hidden": True})
            if item.is_hidden:
                sheet.hide()
    return made.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, None, cell.value)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    else:
        sheet.write(row, column, cell)


def row_of(headings: Sequence[str] = HEADINGS, **changed: Any) -> list[Any]:
    """A good row with some cells changed."""
    said = GOOD | changed
    return [said.get(heading, "") for heading in headings]


def sheet_of(*rows: Mapping[str, Any], headings: Sequence[str] = HEADINGS, **more: Any) -> bytes:
    """A workbook of one sheet: headings, and a good row for each mapping, changed by it."""
    return xlsx(SheetMade([list(headings), *(row_of(headings, **row) for row in rows)], **more))


def text_of(*rows: Sequence[Any], delimiter: str = ",") -> str:
    """Delimited text of headings and rows."""
    return "\n".join(delimiter.join(str(cell) for cell in row) for row in (HEADINGS, *rows)) + "\n"


def html_of(*rows: Sequence[Any]) -> str:
    """As many systems write what they call .xls."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADINGS, *rows))
    return f'<html><head><meta charset="utf-8"><style>td{{}}</style></head><body><table>{body}</table></body></html>'
