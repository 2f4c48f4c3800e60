"""Times as people write and read them."""

from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.cli import moments
from collector.cli.failures import CommandFailed, ExitCode

SHANGHAI = timezone(timedelta(hours=8))
# 2026-03-02 14:05:30 +08:00
NOW = 1_772_431_530_000_000
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02 14:05:30", NOW),
        ("2026-03-02 14:05", NOW - 30_000_000),
        ("2026-3-2 14:05:30", NOW),
        ("2026/03/02 14:05:30", NOW),
        ("2026.3.2 14:05:30", NOW),
        ("2026年3月2日 14:05:30", NOW),
        ("2026年3月2日", NOW - 14 * HOUR - 330_000_000),
        ("2026-03-02T14:05:30", NOW),
        ("2026-03-02T14:05:30+08:00", NOW),
        ("2026-03-02T06:05:30Z", NOW),
        ("2026-03-02T06:05:30.250000+00:00", NOW + 250_000),
        ("2026-03-02 9:05", NOW - 5 * HOUR - 30_000_000),
        ("14:05:30", NOW),
        ("14:05", NOW - 30_000_000),
        ("9:05", NOW - 5 * HOUR - 30_000_000),
        ("\uff11\uff14\uff1a\uff10\uff15", NOW - 30_000_000),
        (" 14:05 ", NOW - 30_000_000),
        ("-10m", NOW - 600_000_000),
        ("-2h", NOW - 2 * HOUR),
        ("-30s", NOW - 30_000_000),
        ("-3d", NOW - 72 * HOUR),
        ("-1w", NOW - 168 * HOUR),
        ("now", NOW),
    ],
)
def test_notation(text: str, expected: int) -> None:
    assert moments.parse(text, NOW, SHANGHAI) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "25:00",
        "14:60",
        "2026-02-30 10:00",
        "2026-13-01",
        "-10",
        "10m",
        "-9999999d",
        "1969-12-31",
        "x" * 99,
    ],
)
def test_unreadable_time_is_a_sentence(text: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        moments.parse(text, NOW, SHANGHAI)

    assert caught.value.code is ExitCode.USAGE
    assert caught.value.error_id == "bad-time"
    assert "2026-03-02 14:05" in caught.value.next_step


def test_offset_is_the_one_of_that_date() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    winter, summer = (moments.parse(f"2026-{month}-01 12:00", NOW, berlin) for month in ("01", "07"))

    assert (moments.show(winter, UTC)[11:16], moments.show(summer, UTC)[11:16]) == ("11:00", "10:00")


def test_shown_with_zone() -> None:
    assert moments.show(NOW, SHANGHAI) == "2026-03-02 14:05:30 +08:00"
    assert moments.show(NOW, UTC) == "2026-03-02 06:05:30 +00:00"
    assert moments.show(None) == "—"


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_what_is_shown_can_be_typed(seconds: int) -> None:
    shown = moments.show(seconds * 1_000_000, SHANGHAI)

    assert moments.parse(shown.replace(" +", "+"), NOW, UTC) == seconds * 1_000_000


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_this_machines_zone_works_both_ways(seconds: int) -> None:
    shown = moments.show(seconds * 1_000_000)

    assert moments.parse(shown.replace(" +", "+").replace(" -", "-"), NOW) == seconds * 1_000_000


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (0, "0 ms"),
        (850_000, "850 ms"),
        (12_000_000, "12 s"),
        (3_600_000_000, "1 h"),
        (3_661_000_000, "1 h 1 min"),
        (273_600_000_000, "3 d 4 h"),
        (-1_500_000, "-1 s"),
    ],
)
def test_span(span: int, text: str) -> None:
    assert moments.show_span(span) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02 14:05:30", NOW),
        ("2026-03-02", NOW + 10 * HOUR - 330_000_000),
        ("2026年3月2日", NOW + 10 * HOUR - 330_000_000),
        ("+2h", NOW + 2 * HOUR),
        ("+30d", NOW + 720 * HOUR),
        ("now", NOW),
        ("-10m", NOW - HOUR // 6),
    ],
)
def test_a_day_as_an_end_is_included(text: str, expected: int) -> None:
    assert moments.parse_end(text, NOW, SHANGHAI) == expected


def test_the_last_day_before_a_clock_change_is_a_whole_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    end = moments.at(moments.parse_end("2026-03-29", NOW, berlin), berlin)
    assert (end.month, end.day, end.hour) == (3, 30, 0)


@pytest.mark.parametrize("text", ["+", "+3y", "+99999999d", "x" * 999, "9999-12-31"])
def test_an_end_that_cannot_be_read(text: str) -> None:
    with pytest.raises(CommandFailed):
        moments.parse_end(text, NOW, SHANGHAI)
