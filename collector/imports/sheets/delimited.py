"""Delimited text as spreadsheets write it: UTF-8, GB18030 or UTF-16 with a mark; comma, tab or semicolon."""

import csv
import io

from collector.errors import InvalidValue
from collector.imports.sheets.book import LONGEST_CELL, Book, FileKind, Sheet
from collector.imports.sheets.package import require_bounded
from protocol.phrases import say

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;"
_LOOKED_AT = 20


def decoded(content: bytes) -> str:
    """The text of a file; raises InvalidValue for what is in none of the encodings, or is no text."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidValue("file", "is neither a workbook nor text in UTF-8, UTF-16 or GB18030", "save it as .xlsx")


def read_text(text: str) -> Book:
    """One sheet; raises InvalidValue."""
    delimiter = _delimiter(text)
    rows, filled = [], 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([cell[:LONGEST_CELL] for cell in row])
            filled += any(row)
            require_bounded(filled, len(rows), len(row))
    except csv.Error as error:
        raise InvalidValue(
            "file", say("row {row} cannot be read: {error}", row=len(rows) + 1, error=error), "save it as .xlsx"
        ) from error
    return Book(FileKind.TEXT, (Sheet("", [list(row) for row in rows]),))


def _delimiter(text: str) -> str:
    """The one that most of the first lines hold, and most often."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:_LOOKED_AT]

    def weight(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(_DELIMITERS, key=weight)
