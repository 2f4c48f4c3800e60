"""A file to sheets, by what it holds: a name ends in .xls for many reasons."""

from collector.errors import InvalidValue
from collector.imports.sheets import markup
from collector.imports.sheets.book import MOST_BYTES, Book
from collector.imports.sheets.delimited import decoded, read_text
from collector.imports.sheets.markup import read_html
from collector.imports.sheets.spreadsheet import read_xls, read_xlsx
from protocol.phrases import say

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")


def read(content: bytes) -> Book:
    """The sheets of a file; raises InvalidValue for what is too large, protected or none of the formats."""
    if len(content) > MOST_BYTES:
        raise InvalidValue("file", say("more than {most} bytes", most=MOST_BYTES), "split it")
    if not content.strip():
        raise InvalidValue("file", "is empty", "check which file you meant")
    if content.startswith(_ZIP):
        return read_xlsx(content)
    if content.startswith((_COMPOUND, *_OLD_BIFF)):
        return read_xls(content)
    text = decoded(content)
    if markup.looks_like(text):
        return read_html(text)
    if text.lstrip("\ufeff \r\n").startswith("<?xml"):
        raise InvalidValue("file", "is XML, not a workbook", "open it and save it anew as .xlsx")
    return read_text(text)
