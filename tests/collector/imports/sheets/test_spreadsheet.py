from datetime import date
from pathlib import Path

import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.spreadsheet import read_xls, read_xlsx
from tests.support.messy_sheets import SheetMade, xlsx

FIXTURES = Path("tests/fixtures/ledger")


def test_cells_stand_where_the_sheet_has_them() -> None:
    book = read_xlsx(xlsx(SheetMade([[], ["", "x", date(2026, 1, 5)], [], ["", 0.5]], merges={(4, 0, 5, 0): "m"})))

    assert book.sheets[0].rows == [[], ["", "x", date(2026, 1, 5)], ["", "", ""], ["", 0.5, ""], ["m", "", ""]]
    assert [(item.top, item.bottom) for item in book.sheets[0].merges] == [(4, 5)]


def test_biff() -> None:
    book = read_xls((FIXTURES / "biff8.xls").read_bytes())

    assert book.sheets[0].name == "预算科"
    assert book.sheets[0].rows[2][:5] == ["示例市财政局", "预算科", "李明轩", 19900000001.0, 312.0]


@pytest.mark.parametrize("damage", [b"", b"\0" * 600, bytes(range(256)) * 8])
def test_compound_files_that_hold_no_workbook(damage: bytes) -> None:
    with pytest.raises(InvalidValue, match="no workbook that can be read"):
        read_xls(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + damage)
