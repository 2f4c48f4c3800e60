"""Tables, CSV and what strangers put into them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.cli import output


def test_wide_letters_are_aligned() -> None:
    lines = output.table([["单位", "id"], ["示例市财政局", "1"], ["A", "2"]]).splitlines()

    assert lines == ["单位          id", "────────────  ──", "示例市财政局  1", "A             2"]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_columns_begin_at_the_same_cell(cells: list[str]) -> None:
    clean = [output.harmless_line(cell) for cell in cells]
    lines = output.table([["h", "x"], *([cell, "|"] for cell in clean)]).splitlines()

    assert len({output.width(line[: line.rindex("|")]) for line in lines[2:]}) == 1


def test_terminal_cannot_be_steered() -> None:
    assert "\x1b" not in output.details([("host", "\x1b]0;owned\x07")])


def test_csv_starts_no_formula_and_has_a_mark() -> None:
    stream = io.StringIO()
    output.write_csv(
        [{"a": "=cmd()", "b": "+1"}, {"a": "-", "b": "@x"}, {"a": "ok", "b": None}], {"a": "A", "b": "B"}, stream
    )

    assert stream.getvalue() == "\ufeffA,B\r\n'=cmd(),'+1\r\n'-,'@x\r\nok,\r\n"


def test_lists_and_nothing() -> None:
    assert output.details([("a", ["x", "y"]), ("bb", None), ("c", [])]) == "a   x, y\nbb  —\nc   —"


def test_csv_leaves_empty_what_is_empty() -> None:
    stream = io.StringIO()
    output.write_csv([{"room": None, "macs": []}], {"room": "room", "macs": "MACs"}, stream)

    assert stream.getvalue().splitlines()[1] == ","


def test_a_sentence_stands_for_a_table_without_rows_and_only_for_that(capsys: pytest.CaptureFixture[str]) -> None:
    output.show([], {"name": "NAME"}, empty="nothing")
    output.show([{"name": "a"}], {"name": "NAME"}, empty="nothing")
    output.show([], {"name": "NAME"}, as_json=True, empty="nothing")

    assert capsys.readouterr().out == "nothing\nNAME\n────\na\n[]\n"
