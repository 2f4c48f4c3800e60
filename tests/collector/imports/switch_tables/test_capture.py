import pytest

from collector.errors import InvalidValue
from collector.imports.switch_tables import capture


def test_encodings_of_chinese_terminals() -> None:
    text = "<财政局三楼>display arp"

    assert all(capture.decoded(text.encode(name)) == text for name in ("utf-8", "utf-8-sig", "utf-16", "gb18030"))
    with pytest.raises(InvalidValue, match="is no text"):
        capture.decoded(b"\xff\xff\xff")


def test_pager_and_terminal_leave_no_trace_and_lines_keep_their_number() -> None:
    text = "a\r\n  ---- More ----\x1b[42D          \x1b[42Db\n --More-- \x08\x08\x08   c\n---- More ----[16D   [16Dd\n"

    assert [line.strip() for line in capture.lines_of(text)] == ["a", "b", "c", "d", ""]
    assert capture.lines_of("a\rb") == ["a", "b"]


def test_size_and_lines_are_bounded() -> None:
    with pytest.raises(InvalidValue, match="more than 16777216 bytes"):
        capture.decoded(bytes(capture.MOST_BYTES + 1))
    with pytest.raises(InvalidValue, match="more than 400000 lines"):
        capture.lines_of("\n" * capture.MOST_LINES)
    assert len(capture.lines_of("x" * 10_000_000)[0]) < 10_000


def test_what_is_shown_steers_no_terminal() -> None:
    assert capture.shown("a\x9b31mb\u202e") == "a\\u009b31mb\\u202e"
    assert len(capture.shown("x" * 500)) == 121
