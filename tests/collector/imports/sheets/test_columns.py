import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.book import Cell, Sheet
from collector.imports.sheets.columns import Column, correction, find_header
from collector.imports.sheets.headings import Field


def sheet(*rows: list[Cell]) -> Sheet:
    return Sheet("x", list(rows))


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(place: int, letter: str) -> None:
    assert Column(place, "", None).letter == letter


def test_no_headings() -> None:
    assert find_header(sheet(["a", "b"], ["使用人", "x"])) is None


def test_the_upper_of_equal_rows() -> None:
    header = find_header(sheet(["使用人", "电话", "IP"], ["使用人", "电话", "IP"]))

    assert header is not None
    assert (header.first, header.last) == (0, 0)


def test_the_second_column_of_a_field_is_told_not_taken() -> None:
    header = find_header(sheet(["使用人", "姓名", "电话", "IP", "有线MAC", "无线MAC"]))

    assert header is not None
    assert [(column.field, column.is_extra) for column in header.columns] == [
        (Field.USER, False),
        (None, True),
        (Field.MOBILE, False),
        (Field.ADDRESSES, False),
        (Field.MACS, False),
        (Field.MACS, False),
    ]


def test_a_correction_takes_the_field_from_a_recognised_column() -> None:
    header = find_header(sheet(["使用人", "保管员", "电话", "IP"]), [correction("保管员=user")])

    assert header is not None
    assert [column.field for column in header.columns][:2] == [None, Field.USER]
    assert [column.by_person for column in header.columns][:2] == [False, True]


@pytest.mark.parametrize("text", ["物理地址", "=macs", "x=nothing-known"])
def test_corrections_that_say_nothing(text: str) -> None:
    with pytest.raises(InvalidValue, match="HEADING=FIELD"):
        correction(text)
