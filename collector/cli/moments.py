"""Times as people write and read them. Pure: the zone and now are arguments; None is this machine's zone."""

import re
from datetime import datetime, time, timedelta, tzinfo

from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _
from protocol.notation import to_ascii

_LONGEST = 40
_AGO = re.compile(r"-(\d{1,6})\s*([smhdw])\Z")
_AHEAD = re.compile(r"\+(\d{1,6})\s*([smhdw])\Z")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\Z")
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*")
_LOOSE_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)\Z", re.DOTALL)


def parse(text: str, now_us: int, zone: tzinfo | None = None) -> int:
    """Microseconds since 1970 of what a person typed, local time unless a zone is given.

    Takes `2026-03-02 14:05[:30]`, `2026/3/2`, `2026年3月2日 14:05`, ISO 8601 with a zone, `14:05` (today), `-10m`
    (s m h d w) and `now`; full-width characters too. Raises CommandFailed.
    """
    plain = to_ascii(text[: _LONGEST + 1])
    if len(plain) > _LONGEST:
        raise _unreadable(text)
    if plain == "now":
        return now_us
    if ago := _AGO.match(plain):
        return now_us - int(ago[1]) * _UNITS[ago[2]] * 1_000_000
    try:
        moment = _clock(plain, at(now_us, zone)) or _date(plain)
        return _microseconds(moment if moment.tzinfo else _local(moment, zone))
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def parse_end(text: str, now_us: int, zone: tzinfo | None = None) -> int:
    """As `parse`, for an end: also `+30d` (s m h d w); a day without a clock time counts to its last second.

    Raises CommandFailed.
    """
    plain = to_ascii(text[:_LONGEST])
    if ahead := _AHEAD.match(plain):
        return now_us + int(ahead[1]) * _UNITS[ahead[2]] * 1_000_000
    moment_us = parse(text, now_us, zone)
    if plain == "now" or ":" in plain or _AGO.match(plain):
        return moment_us
    try:
        return _microseconds(_local(at(moment_us, zone).replace(tzinfo=None) + timedelta(days=1), zone))
    except OverflowError:
        raise _unreadable(text) from None


def show(moment_us: int | None, zone: tzinfo | None = None) -> str:
    """Local time with its zone, whole seconds: `2026-03-02 14:05:30 +08:00`; a dash for None."""
    if moment_us is None:
        return "—"
    moment = at(moment_us, zone)
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def brief(moment_us: int | None, zone: tzinfo | None = None) -> str:
    """Month, day and clock time, where a table has no room for more: `03-02 14:05:30`; a dash for None."""
    return "—" if moment_us is None else f"{at(moment_us, zone):%m-%d %H:%M:%S}"


def show_span(span_us: int) -> str:
    """A length of time in its two largest units: `3 d 4 h`, `12 s`, `850 ms`."""
    if span_us < 0:
        return f"-{show_span(-span_us)}"
    if span_us < 1_000_000:
        return f"{span_us // 1000} ms"
    seconds = span_us // 1_000_000
    parts = []
    for name, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if count := seconds // size:
            parts.append(f"{count} {name}")
        seconds %= size
    return " ".join(parts[:2])


def at(moment_us: int, zone: tzinfo | None = None) -> datetime:
    """The aware local time of microseconds since 1970."""
    whole, rest = divmod(moment_us, 1_000_000)
    return datetime.fromtimestamp(whole, zone).astimezone(zone).replace(microsecond=rest)


def _clock(plain: str, now: datetime) -> datetime | None:
    found = _CLOCK.match(plain)
    if not found:
        return None
    return datetime.combine(now.date(), time(int(found[1]), int(found[2]), int(found[3] or 0)))


def _date(plain: str) -> datetime:
    plain = _CHINESE_DATE.sub(r"\1-\2-\3 ", plain).strip()
    if loose := _LOOSE_DATE.match(plain):
        plain = f"{loose[1]}-{int(loose[2]):02d}-{int(loose[3]):02d}{loose[4]}"
    # "9:05" is how people write mornings.
    return datetime.fromisoformat(re.sub(r"([ T])(\d):", r"\g<1>0\2:", plain))


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    """A wall clock time of that zone; of this machine's, by its rules at that date, for None."""
    return moment.replace(tzinfo=zone) if zone else moment.astimezone()


def _microseconds(moment: datetime) -> int:
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    microseconds = (moment - epoch) // timedelta(microseconds=1)
    if microseconds < 0:
        raise ValueError("before 1970")
    return microseconds


def _unreadable(text: str) -> CommandFailed:
    return CommandFailed(
        ExitCode.USAGE,
        _("time {text!r}").format(text=text[:_LONGEST]),
        _("cannot be read as a time"),
        _("write it like 2026-03-02 14:05, 14:05 (today), -10m or 2026-03-02T14:05:00+08:00"),
        "bad-time",
    )
