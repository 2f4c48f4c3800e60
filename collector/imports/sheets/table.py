"""A sheet's rows that are terminals; every other row is left out for a reason that is told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from collector.imports.sheets.book import Cell, Sheet
from collector.imports.sheets.columns import Column, Correction, Header, find_header
from collector.imports.sheets.headings import Field, field_of
from protocol.notation import to_ascii


class LeftOut(StrEnum):
    """Why a row or a sheet is no terminal's."""

    BLANK = "blank-row"
    SUBTOTAL = "subtotal"
    FOOTER = "footer"
    SAMPLE = "sample-row"
    HEADING_AGAIN = "heading-repeated"
    HIDDEN_ROW = "hidden-row"
    HIDDEN_SHEET = "hidden-sheet"
    NO_HEADINGS = "no-headings-found"
    EMPTY_SHEET = "empty-sheet"
    EXACT_DUPLICATE = "exact-duplicate"
    NOT_A_TERMINAL = "not-a-terminal"


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """`row` counts from 1 as a spreadsheet does; 0 is the whole sheet."""

    sheet: str
    row: int
    reason: LeftOut
    text: str = ""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row's cells by field, as they stand; `others` by heading; `flaws`: fields whose formula holds no value."""

    sheet: str
    row: int
    values: dict[Field, tuple[Cell, ...]]
    others: dict[str, Cell]
    cells: tuple[Cell, ...]
    flaws: dict[Field, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What one sheet holds; `unit` and `told` come from the lines above the headings."""

    sheet: str
    header: Header | None
    unit: str | None
    rows: tuple[RawRow, ...]
    left_out: tuple[LeftOutRow, ...]


_UNIT_ABOVE = re.compile(
    r"(?:填报单位|填表单位|单位名称|使用单位|报送单位|接入单位|单位)\s*(?:\((?:盖章|公章|签章)\))?\s*:\s*"
    r"(?P<unit>[^:]+?)(?:\s*\((?:盖章|公章|签章)\))?(?=\s{2,}|\s*(?:填报人|填表人|联系人|填报日期|填表日期|填报时间|日期|时间|电话|联系电话)|\s*$)"
)
_SUBTOTAL = re.compile(r"(?:小\s*计|合\s*计|总\s*计|共\s*计)")
_FOOTER = re.compile(
    r"(?:填表说明|填报说明|说明|备注|注|填表人|填报人|制表人?|制表日期|审核人?|审批人?|负责人|单位负责人|经办人|签字|签名|盖章|"
    r"单位盖章|\(?盖章\)?|\(签字\)|联系人|联系电话|填表日期|填报日期|日期)\s*(?:\([^)]*\))?\s*(?::|$|\d+[.、])|.*(?:签字|盖章|签章)\s*[):]?"
)
_SAMPLE = re.compile(r"\(?(?:例|示例|样例|范例|举例|填写示例|填报示例)\)?(?:\d*$|\s*[:.)])|\((?:例|示例|样例)\)")
_FEW = 3
"""A footer or a sum fills at most so many cells."""


def extract(sheet: Sheet, corrections: Sequence[Correction], *, with_hidden: bool) -> Table:
    """The terminals' rows of a sheet."""
    name = sheet.name
    if not any(cell != "" for row in sheet.rows for cell in row):
        return Table(name, None, None, (), ())
    if sheet.is_hidden and not with_hidden:
        return Table(name, None, None, (), (LeftOutRow(name, 0, LeftOut.HIDDEN_SHEET),))
    header = find_header(sheet, corrections)
    if header is None:
        return Table(name, None, None, (), (LeftOutRow(name, 0, LeftOut.NO_HEADINGS),))
    rows, left_out = _rows(sheet, header, with_hidden=with_hidden)
    return Table(name, header, _unit_above(sheet, header.first), tuple(rows), tuple(left_out))


def _unit_above(sheet: Sheet, first: int) -> str | None:
    for row in sheet.rows[:first]:
        line = "  ".join(_plain(cell) for cell in row if cell != "")
        if (found := _UNIT_ABOVE.search(line)) is not None:
            return found["unit"].strip()
    return None


def _rows(sheet: Sheet, header: Header, *, with_hidden: bool) -> tuple[list[RawRow], list[LeftOutRow]]:
    fill = _merged_below(sheet, header.last)
    rows: list[RawRow] = []
    left_out: list[LeftOutRow] = []
    for place in range(header.last + 1, len(sheet.rows)):
        cells = sheet.rows[place]
        reason = _left_out(cells, header)
        if reason is None and place in sheet.hidden_rows and not with_hidden:
            reason = LeftOut.HIDDEN_ROW
        if reason is None:
            rows.append(_raw(sheet, place, _filled(cells, fill.get(place)), header.columns))
        elif reason is not LeftOut.BLANK:
            left_out.append(LeftOutRow(sheet.name, place + 1, reason, _shown(cells)))
    return rows, left_out


def _merged_below(sheet: Sheet, last: int) -> dict[int, dict[int, Cell]]:
    """What stands above within the same merge, by row and column: nothing is filled down beyond one."""
    fill: dict[int, dict[int, Cell]] = {}
    for merge in sheet.merges:
        if merge.top > last and merge.bottom > merge.top and merge.top < len(sheet.rows):
            source = sheet.rows[merge.top]
            value = source[merge.left] if merge.left < len(source) else ""
            for row in range(merge.top + 1, min(merge.bottom + 1, len(sheet.rows))):
                fill.setdefault(row, {})[merge.left] = value
    return fill


def _filled(cells: list[Cell], above: dict[int, Cell] | None) -> list[Cell]:
    if not above:
        return cells
    widened = cells + [""] * (max(above) + 1 - len(cells))
    return [above.get(place, cell) if cell == "" else cell for place, cell in enumerate(widened)]


def _left_out(cells: list[Cell], header: Header) -> LeftOut | None:
    texts = [_plain(cell) for cell in cells]
    filled = [text for text in texts if text]
    if not filled:
        return LeftOut.BLANK
    first = filled[0]
    if _SAMPLE.match(first):
        return LeftOut.SAMPLE
    if _SUBTOTAL.match(first) and len(filled) <= _FEW + 2:
        return LeftOut.SUBTOTAL
    if len(filled) <= _FEW and all(_FOOTER.match(text) or place for place, text in enumerate(filled)):
        return LeftOut.FOOTER
    if _repeats(texts, header):
        return LeftOut.HEADING_AGAIN
    return None


def _repeats(texts: list[str], header: Header) -> bool:
    known = [column for column in header.columns if column.field is not None]
    others = 0
    for column in known:
        others += column.place >= len(texts) or field_of(texts[column.place]) is not column.field
        # Most rows are told apart by their first cells.
        if others * 2 >= len(known):
            return False
    return True


def _raw(sheet: Sheet, place: int, cells: list[Cell], columns: Sequence[Column]) -> RawRow:
    values: dict[Field, tuple[Cell, ...]] = {}
    others: dict[str, Cell] = {}
    flaws: dict[Field, str] = {}
    hidden = set()
    for column in columns:
        cell = cells[column.place] if column.place < len(cells) else ""
        if column.field is None:
            if not column.by_person and cell != "":
                others[column.heading] = cell
            continue
        if column.field is Field.ID_NUMBER:
            hidden.add(column.place)
        if cell != "":
            values[column.field] = (*values.get(column.field, ()), cell)
        if sheet.flaws and (flaw := sheet.flaws.get((place, column.place))) is not None:
            flaws[column.field] = flaw
    # An identity card's number goes no further than this, not even back to who sent it.
    kept = tuple("" if at in hidden else cell for at, cell in enumerate(cells))
    return RawRow(sheet.name, place + 1, values, others, kept, flaws)


def _plain(cell: Cell) -> str:
    return to_ascii(cell) if isinstance(cell, str) else str(cell)


def _shown(cells: list[Cell]) -> str:
    return " ".join(text for text in (_plain(cell) for cell in cells) if text)[:80]
