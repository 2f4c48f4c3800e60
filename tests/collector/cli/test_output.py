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


@pytest.mark.parametrize("most", [100, 80, 60])
def test_a_table_fits_and_loses_nothing(most: int) -> None:
    row = {
        "verdict": "speaks for others, unapproved (suspected)",
        "segment": "示例市财政局三楼办公网段",
        "mac": "00-00-5E-00-53-66",
    }
    headings = {"verdict": "verdict", "segment": "segment", "mac": "MAC"}
    text = output.fitted([row], headings, {"verdict": 12, "segment": 10}, most)

    assert max(map(output.width, text.splitlines())) <= most
    assert "00-00-5E-00-53-66" in text
    place = text.splitlines()[1].index("  ")
    assert " ".join(line[:place].strip() for line in text.splitlines()[2:]).strip() == row["verdict"]


@given(st.text(alphabet="ab -:/,)财政局(", max_size=40), st.integers(2, 30))
def test_a_wrapped_cell_loses_blanks_only(text: str, most: int) -> None:
    lines = output.fitted([{"a": text}], {"a": "a"}, {"a": 2}, most).splitlines()[2:]

    assert "".join("".join(lines).split()) == "".join(output.cell(text).split())
    assert all(output.width(line) <= most for line in lines)


def test_what_may_not_be_wrapped_stands_whatever_its_width() -> None:
    assert "00-00-5E-00-53-66" in output.fitted([{"mac": "00-00-5E-00-53-66"}], {"mac": "MAC"}, {}, 5)
