"""Dates as they stand in sheets (domain.md §3.2; case 17). Days are days in China (UTC+8)."""

import re
from datetime import date, datetime, timedelta, timezone

from collector.imports.sheets.said import NOTHING, Level, Said, Unusable, code
from protocol.phrases import say

CHINA = timezone(timedelta(hours=8))
_FOR_EVER = frozenset({"长期", "长期有效", "永久", "无限期", "不限"})
_EPOCH = date(1899, 12, 30)
# What a serial number of a Macintosh workbook is short of.
_DAYS_TO_1904 = 1462
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_FORMS = (
    re.compile(
        r"(?P<y>\d{4})[-/.年]\s*(?P<m>\d{1,2})[-/.月]\s*(?P<d>\d{1,2})日?"
        r"(?:[ T]+(?P<t>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?"
    ),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<t>)"),
    re.compile(r"(?P<y>\d{2})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?P<t>)"),
)
_MONTH_ONLY = re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})月?")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")


def moment(said: Said) -> date | datetime | None:
    """A day, or a moment of one; None for 长期 and —. Raises Unusable: also where no day is given."""
    cell = said.cells[0]
    if isinstance(cell, datetime):
        return _bounded(cell) if cell.time() != datetime.min.time() else _bounded(cell.date())
    if isinstance(cell, date):
        return _bounded(cell)
    text = code(said.text)
    if said.text in NOTHING or text in _FOR_EVER:
        return None
    if _SERIAL.fullmatch(text):
        days = int(float(text)) + (_DAYS_TO_1904 if said.from_1904 else 0)
        found = _bounded(_EPOCH + timedelta(days=days))
        said.tell(Level.NOTE, say("is a spreadsheet's number of a day"), suggestion=found.isoformat())
        return found
    return _written(said, text)


def _written(said: Said, text: str) -> date | datetime:
    for form in _FORMS:
        if (found := form.fullmatch(text)) is not None:
            year = int(found["y"])
            if len(found["y"]) == 2:
                year += 2000
                said.tell(Level.NOTE, say("has a year of two digits"), suggestion=f"{year}")
            return _date(year, int(found["m"]), int(found["d"]), found["t"])
    if (month := _MONTH_ONLY.fullmatch(text)) is not None:
        raise Unusable("names no day", "write the day, too", f"{month['y']}-{int(month['m']):02d}-01")
    raise Unusable("is no date", "write it like 2026-01-05")


def _date(year: int, month: int, day: int, clock: str | None) -> date | datetime:
    try:
        found = date(year, month, day)
        if clock:
            return _bounded(datetime.combine(found, datetime.strptime(_padded(clock), "%H:%M:%S.%f").time()))  # noqa: DTZ007 - a wall clock's time
    except ValueError:
        raise Unusable("is no day of the calendar", "write it like 2026-01-05") from None
    return _bounded(found)


def _padded(clock: str) -> str:
    whole = clock if clock.count(":") == 2 else f"{clock}:00"
    return whole if "." in whole else f"{whole}.0"


def _bounded(found: date) -> date:
    day = found.date() if isinstance(found, datetime) else found
    if not _FIRST <= day <= _LAST:
        raise Unusable("lies outside 1990 to 2099", "write it like 2026-01-05")
    return found


def end_us(found: date | datetime) -> int:
    """When something good until then ends, microseconds since 1970: a day lasts until midnight in China."""
    if isinstance(found, datetime):
        return int(found.replace(tzinfo=CHINA).timestamp()) * 1_000_000 + found.microsecond
    following = datetime.combine(found, datetime.min.time(), CHINA) + timedelta(days=1)
    return int(following.timestamp()) * 1_000_000


def written_end(moment_us: int) -> str:
    """An end as an export has it: the last day of it, or the moment where it is not midnight."""
    seconds, rest = divmod(moment_us, 1_000_000)
    end = datetime.fromtimestamp(seconds, CHINA).replace(tzinfo=None, microsecond=rest)
    if end.time() == datetime.min.time():
        return (end - timedelta(days=1)).date().isoformat()
    return end.isoformat(" ")
