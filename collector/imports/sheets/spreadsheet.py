"""Workbooks (.xlsx, .xlsm, .xls, .et) by python-calamine, which runs no macro and opens no link."""

import io

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from collector.errors import InvalidValue
from collector.imports.sheets.book import LONGEST_CELL, MOST_SHEETS, Book, Cell, FileKind, Merge, Sheet
from collector.imports.sheets.package import PackageTraits, SheetTraits, inspect, require_bounded
from protocol.phrases import say

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds a password-protected .xlsx ([MS-OFFCRYPTO] section 2.3.4.4)."""


def read_xlsx(content: bytes) -> Book:
    """Raises InvalidValue."""
    traits = inspect(content)
    sheets = _sheets(content, traits)
    return Book(FileKind.XLSX, sheets, traits.from_1904, tuple(traits.left_alone))


def read_xls(content: bytes) -> Book:
    """BIFF in a compound file; raises InvalidValue. Its hidden rows and errors of formulas are not told apart."""
    if _ENCRYPTED in content:
        raise InvalidValue("file", "is protected by a password", "save it without a password and import that")
    return Book(FileKind.XLS, _sheets(content, PackageTraits()))


def _sheets(content: bytes, traits: PackageTraits) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            metadata = [item for item in book.sheets_metadata if item.typ is SheetTypeEnum.WorkSheet]
            if len(metadata) > MOST_SHEETS:
                raise InvalidValue("file", say("more than {most} sheets", most=MOST_SHEETS), "split the file")
            found = []
            for item in metadata:
                more = traits.sheets.get(traits.names.get(item.name, ""), SheetTraits())
                is_hidden = item.visible is not SheetVisibleEnum.Visible
                found.append(_sheet(book.get_sheet_by_name(item.name), is_hidden=is_hidden, traits=more))
            return tuple(found)
    except PasswordError:
        raise InvalidValue("file", "is protected by a password", "save it without a password and import that") from None
    except CalamineError as error:
        raise InvalidValue(
            "file", say("is no workbook that can be read: {error}", error=error), "open it and save it anew as .xlsx"
        ) from error


def _sheet(sheet: CalamineSheet, *, is_hidden: bool, traits: SheetTraits) -> Sheet:
    require_bounded(0, sheet.total_height, sheet.total_width)
    # Calamine leaves out the empty rows and columns before the first cell; places are counted from the sheet's corner.
    top, left = sheet.start or (0, 0)
    before: list[Cell] = [""] * left
    rows: list[list[Cell]] = [[] for _ in range(top)]
    filled = 0
    for row in sheet.to_python():
        rows.append(before + [_cell(value) for value in row])
        filled += any(value != "" for value in row)
    require_bounded(filled, len(rows), 0)
    merges = tuple(Merge(*begin, *end) for begin, end in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows, merges, is_hidden, frozenset(traits.hidden_rows), traits.flaws)


def _cell(value: Cell) -> Cell:
    return value[:LONGEST_CELL] if isinstance(value, str) and len(value) > LONGEST_CELL else value
