from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.imports.sheets.dates import end_us, moment, written_end
from collector.imports.sheets.headings import Field
from collector.imports.sheets.said import Said, Unusable
from collector.ledger.terminal import LAST_END_US

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def read(cell: str | float | date, *, from_1904: bool = False) -> date | None:
    return moment(Said(Field.EXPIRES, (cell,), from_1904))


@given(DAYS)
def test_a_day_written_is_read_back(day: date) -> None:
    assert read(written_end(end_us(day))) == day


def test_the_last_end_a_terminal_may_have_is_the_last_a_sheet_can_say() -> None:
    assert end_us(date(2099, 12, 31)) == LAST_END_US
    assert read(written_end(LAST_END_US)) == date(2099, 12, 31)
    with pytest.raises(Unusable, match="2099"):
        read(written_end(LAST_END_US + 1_000_000))


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 31)))  # noqa: DTZ001 - wall clocks of sheets
def test_a_moment_written_is_read_back(moment_said: datetime) -> None:
    text = written_end(end_us(moment_said))
    back = read(text)
    assert back is not None
    assert end_us(back) == end_us(moment_said)


@given(DAYS)
def test_serial_numbers_of_both_epochs(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert read(float(serial)) == day
    if serial - 1462 >= 10_000:
        assert read(float(serial - 1462), from_1904=True) == day


@pytest.mark.parametrize("text", ["2026-02-30", "1900-01-00", "明年", "2026", "0001-01-01", "2026年1月"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(Unusable):
        read(text)
