from datetime import date

from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import HEADINGS, NOT_KEPT, Field
from collector.imports.sheets.row import READERS, Declared, declare
from collector.imports.sheets.said import Level
from collector.imports.sheets.table import RawRow


def read(**said: Cell) -> Declared:
    values: dict[Field, tuple[Cell, ...]] = {Field(name): (cell,) for name, cell in said.items()}
    raw = RawRow("x", 2, values, {}, tuple(said.values()))
    return declare(raw, {}, {}, today=date(2026, 3, 1), from_1904=False)


def test_every_field_of_an_export_is_read() -> None:
    assert set(HEADINGS) <= set(READERS)


def test_a_wrong_field_that_is_not_kept_never_costs_the_row() -> None:
    row = read(apply_date="gestern", uscc="x", user="李明轩")

    assert row.is_good
    assert {item.field for item in row.findings if item.level is Level.WARNING} <= NOT_KEPT


def test_a_date_of_entry_in_the_future_is_told() -> None:
    assert [str(item.why) for item in read(online_date="2027-01-01").findings] == ["lies in the future"]


def test_numbers_that_lost_digits() -> None:
    assert not read(serial_no=1.2345678901234567e16).is_good
    assert not read(reg_no=3.714992026000001e15).is_good
    assert read(reg_no="3714992026000001").values[Field.REG_NO] == "3714992026000001"


def test_what_is_said_is_known_also_where_it_could_not_be_read() -> None:
    row = read(mobile="199****0001", macs="wrong")

    assert row.said == {Field.MOBILE, Field.MACS}
    assert row.values == {}


def test_fillers_are_no_serial_numbers() -> None:
    assert not read(serial_no="To be filled by O.E.M.").is_good
