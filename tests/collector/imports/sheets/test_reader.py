from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import InvalidValue
from collector.imports.sheets.book import MOST_BYTES
from collector.imports.sheets.reader import read
from tests.support.messy_sheets import sheet_of

XLSX = sheet_of({})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"0" * (MOST_BYTES + 1), "more than"),
        (b'<?xml version="1.0"?><Workbook/>', "is XML"),
    ],
)
def test_refusals(content: bytes, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        read(content)


@given(st.data())
def test_damaged_workbooks_are_read_or_refused_never_more(data: st.DataObject) -> None:
    """Damaged .xls files can end the whole process: tests/collector/ingest/test_sheet_reading.py has them."""
    content, damaged = XLSX, bytearray(XLSX)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    with suppress(InvalidValue):
        read(bytes(damaged[: data.draw(st.integers(8, len(content)))]))


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    with suppress(InvalidValue):
        read(content)
