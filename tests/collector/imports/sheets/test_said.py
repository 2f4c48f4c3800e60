from datetime import datetime

import pytest

from collector.imports.sheets.headings import Field
from collector.imports.sheets.said import Level, Said, as_text, clean, code, shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [(312.0, "312"), (0.5, "0.5"), (True, "是"), (datetime(2026, 1, 5), "2026-01-05"), ("a\u200bb", "ab")],  # noqa: DTZ001
)
def test_cells_as_a_person_types_them(cell: str | float | datetime, text: str) -> None:
    assert as_text(cell) == text


def test_clean_and_code() -> None:
    assert clean("'0301") == "0301"
    assert clean(" a\u3000 b\n\u00a0c ") == "a b c"
    assert code("\uff27\uff250/0/13") == "GE0/0/13"


def test_a_status_hint_is_cut_and_told_once() -> None:
    said = Said(Field.BRAND, ("联想(停用)",))

    assert said.without_status_hint() == "联想"
    assert [item.level for item in said.findings] == [Level.WARNING]


def test_numbers_are_told_from_texts() -> None:
    assert Said(Field.ROOM, (312.0,)).number == 312.0
    assert Said(Field.ROOM, ("312",)).number is None
    assert Said(Field.ROOM, (True,)).number is None


def test_long_values_are_cut() -> None:
    assert shown("x" * 100) == "x" * 60 + "…"
