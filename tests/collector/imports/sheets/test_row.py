from datetime import date

from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import OF_UNIT, Field
from collector.imports.sheets.row import Declared, declare
from collector.imports.sheets.said import Level
from collector.imports.sheets.table import RawRow


def read(**said: Cell) -> Declared:
    values: dict[Field, tuple[Cell, ...]] = {Field(name): (cell,) for name, cell in said.items()}
    raw = RawRow("x", 2, values, {}, tuple(said.values()))
    return declare(raw, {}, {}, today=date(2026, 3, 1), from_1904=False)


def test_what_is_wrong_of_the_unit_never_costs_the_row() -> None:
    row = read(region="x", access_class="G", uscc="x", user="李明轩")

    assert row.is_good
    assert {item.field for item in row.findings if item.level is Level.WARNING} == OF_UNIT


def test_days_that_lie_ahead() -> None:
    online, applied = read(online_date="2027-01-01"), read(apply_date="2027-01-01")

    assert [(item.level, str(item.why)) for item in online.findings] == [(Level.ERROR, "lies in the future")]
    assert [(item.level, str(item.why)) for item in applied.findings] == [(Level.WARNING, "lies in the future")]


def test_the_antivirus_column_may_ask_or_name() -> None:
    assert read(antivirus="已安装").values == {Field.AV_INSTALLED: True}
    assert read(antivirus="未装").values == {Field.AV_INSTALLED: False}
    assert read(antivirus="360终端安全").values == {Field.ANTIVIRUS: "360终端安全"}
    contradicted = read(antivirus="火绒", av_installed="否")
    assert [str(item.why) for item in contradicted.findings] == ["names a product, but none is installed"]


def test_shared_as_the_user_s_cell_says() -> None:
    assert read(user="(公用)值班室").values == {Field.USER: None, Field.IS_SHARED: True}
    assert read(user="—").values == {Field.USER: None}


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
