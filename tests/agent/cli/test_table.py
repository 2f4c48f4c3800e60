from hypothesis import given
from hypothesis import strategies as st

from agent.cli.table import aligned, clean, width_of


def test_chinese_takes_two_columns() -> None:
    assert width_of("名册 a") == 6
    assert aligned([("名称", "x"), ("ab", "y")], "  ") == ["  名称  x", "  ab    y"]


def test_control_characters_cannot_move_the_cursor() -> None:
    assert clean("a\x1b[2Jb\n") == "a?[2Jb?"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=8))
def test_one_line_for_each_row_and_the_second_column_is_aligned(rows: list[tuple[str, str]]) -> None:
    lines = aligned([(first, "|") for first, _ in rows])

    assert len(lines) == len(rows)
    assert len({width_of(line) for line in lines}) <= 1
