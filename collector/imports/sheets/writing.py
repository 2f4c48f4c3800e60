"""Sheets written: workbooks by xlsxwriter, delimited text. No cell of ours is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_WIDTH = 16
_MOST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def workbook(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]], heading_rows: int = 1) -> bytes:
    """A .xlsx whose cells are all text: 0301 and a MAC of digits stay as they are. The first rows are headings."""
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True})
        for number, (name, rows) in enumerate(sheets, start=1):
            sheet = book.add_worksheet(_sheet_name(name, number))
            sheet.freeze_panes(heading_rows, 0)
            sheet.set_column(0, 63, _WIDTH, text)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(place, column, cell, heading if place < heading_rows else text)
    return made.getvalue()


def _sheet_name(name: str, number: int) -> str:
    clean = name.translate(_NOT_IN_NAMES).strip(" '")[:_MOST_NAME]
    return clean or f"Sheet{number}"


def delimited(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """Comma-separated text; UTF-8 has a mark, without which spreadsheets misread Chinese.

    An apostrophe stands before what a spreadsheet would run as a formula; reading takes it away.
    """
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in row])
    return made.getvalue().encode(encoding, "replace")
