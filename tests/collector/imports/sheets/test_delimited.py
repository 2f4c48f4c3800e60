import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.delimited import decoded, read_text


def test_quotes_and_line_breaks_in_a_cell() -> None:
    assert read_text('a,"b\nc","d ""e"""\n').sheets[0].rows == [["a", "b\nc", 'd "e"']]


def test_the_delimiter_that_most_lines_hold() -> None:
    assert read_text("a;b,c;d\ne;f;g\n").sheets[0].rows == [["a", "b,c", "d"], ["e", "f", "g"]]


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(InvalidValue, match="neither a workbook nor text"):
        decoded(bytes(range(256)))


def test_a_cell_without_end_is_refused() -> None:
    with pytest.raises(InvalidValue, match="cannot be read"):
        read_text('a,"' + "x" * 200_000)


def test_too_many_columns() -> None:
    with pytest.raises(InvalidValue, match="columns"):
        read_text("," * 300)
