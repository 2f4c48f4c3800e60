"""When a product's signatures were made: from ClamAV's own header, else from the newest file of its store."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from agent.host.machine import Host, open_regular
from protocol.antivirus import SignatureDate, SignatureStore

_HEADER_BYTES = 512
_MOST_FILES = 2000
_DEEPEST = 3
_HEADER = re.compile(
    r"ClamAV-VDB:(?P<day>\d\d?) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4}) (?P<hour>\d\d)-(?P<minute>\d\d)"
    r"(?: (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d))?:",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def signatures_at_us(host: Host, stores: tuple[SignatureStore, ...]) -> int | None:
    """Microseconds since 1970 of the newest signatures; None where no store tells."""
    found = [at_us for store in stores for at_us in _dates(host, store)]
    return max(found, default=None)


def parse_clamav_header(header: bytes) -> int | None:
    """Build time of a .cvd or .cld file (libclamav, cvd.c), microseconds since 1970; None for what is none."""
    match = _HEADER.match(header[:_HEADER_BYTES].decode("ascii", "replace"))
    if match is None or match["month"] not in _MONTHS:
        return None
    offset = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    try:
        zone = timezone(-offset if match["sign"] == "-" else offset)
        month = _MONTHS.index(match["month"]) + 1
        clock = int(match["hour"]), int(match["minute"])
        built = datetime(int(match["year"]), month, int(match["day"]), *clock, tzinfo=zone)
    except ValueError:
        return None
    return (built - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _dates(host: Host, store: SignatureStore) -> Iterator[int]:
    folder = place_of(host, store.path)
    for _, path in zip(range(_MOST_FILES), _files(folder, store.suffixes, _DEEPEST), strict=False):
        at_us = _date(path, store.dated_by)
        if at_us is not None:
            yield at_us


def _date(path: Path, dated_by: SignatureDate) -> int | None:
    try:
        if dated_by is SignatureDate.NEWEST_FILE:
            return path.stat().st_mtime_ns // 1000
        with open_regular(path) as file:
            return parse_clamav_header(file.read(_HEADER_BYTES))
    except OSError:
        return None  # replaced at this moment by an update, or closed to us: another file may tell


def _files(folder: Path, suffixes: tuple[str, ...], depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth > 0:
                yield from _files(Path(entry.path), suffixes, depth - 1)
        elif not suffixes or entry.name.endswith(suffixes):
            yield Path(entry.path)


def place_of(host: Host, path: str) -> Path:
    """An absolute path of a list on this machine, whose roots may be a folder's; any other place is below /opt's."""
    roots = {"opt": host.opt, "usr": host.usr, "var": host.var, "etc": host.etc, "run": host.run}
    first, _, rest = path.lstrip("/").partition("/")
    # A list never leads outside by "..": it is signed, but its author may err.
    inner = "/".join(part for part in rest.split("/") if part not in ("..", "."))
    return roots[first] / inner if first in roots else host.opt.parent / first / inner
