"""When accounts last logged in: wtmp and lastlog (utmp(5)), and the databases that follow them, wtmpdb and lastlog2."""

import os
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

from agent.errors import CouldNotLook
from agent.host.machine import Host, could_not_read, open_regular

_TAIL = 1024 * 1024
"""Bytes of wtmp that are read, from its end: some 2,700 log-ins."""
_USER_PROCESS = 7
_WIDE = frozenset({"aarch64", "loongarch64", "riscv64"})
"""Where glibc keeps a 64-bit time in these files (__WORDSIZE_TIME64_COMPAT32 is 0)."""
_UTMP = {
    False: struct.Struct("<hxxi32s4s32s256shhiIi36x"),
    True: struct.Struct("<hxxi32s4s32s256shhqqq40x"),
}
"""Type, pid, line, id, user, host, exit (two), session, seconds, microseconds; 384 and 400 bytes."""
_LASTLOG = {False: struct.Struct("<I32s256s"), True: struct.Struct("<q32s256s")}
_LONGEST_NAME = 64
_WTMPDB = "SELECT User, MAX(Login) FROM wtmp WHERE Type = 3 GROUP BY User LIMIT 1000"
"""Type 3 is a user's session, Login in microseconds (wtmpdb.h)."""
_LASTLOG2 = "SELECT Name, MAX(Time) FROM Lastlog2 WHERE Time > 0 GROUP BY Name LIMIT 1000"

LastLogins = dict[str, int]
"""Microseconds since 1970, by account."""


def last_log_ins(host: Host, uids: dict[str, int], machine: str) -> tuple[LastLogins, list[str]]:
    """The newest log-in of each account on record, and what could not be read; `machine` as uname(2) says it."""
    is_wide = machine in _WIDE
    found: LastLogins = {}
    unseen: list[str] = []
    readers: tuple[Callable[[], LastLogins], ...] = (
        lambda: parse_wtmp(_tail(host.var / "log/wtmp", _UTMP[is_wide].size), is_wide),
        lambda: _lastlog(host.var / "log/lastlog", uids, is_wide),
        lambda: _database(host.var / "lib/wtmpdb/wtmp.db", _WTMPDB, 1),
        lambda: _database(host.var / "lib/lastlog/lastlog2.db", _LASTLOG2, 1_000_000),
    )
    for read in readers:
        try:
            for name, at_us in read().items():
                found[name] = max(at_us, found.get(name, at_us))
        except CouldNotLook as error:
            unseen.append(str(error))
    return found, unseen


def parse_wtmp(content: bytes, is_wide: bool) -> LastLogins:
    """Log-ins in whole records of struct utmp; a torn last one is left out."""
    record = _UTMP[is_wide]
    found: LastLogins = {}
    for start in range(0, len(content) - record.size + 1, record.size):
        fields = record.unpack_from(content, start)
        kind, user = fields[0], _text(fields[4])
        seconds, micros = fields[9], fields[10]
        if kind == _USER_PROCESS and user and 0 <= micros < 1_000_000 and 0 < seconds < 2**40:
            found[user] = max(seconds * 1_000_000 + micros, found.get(user, 0))
    return found


def _tail(path: Path, record: int) -> bytes:
    """The newest whole records of a file; empty where it is not there. Raises CouldNotLook."""
    try:
        with open_regular(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - size % record - _TAIL // record * record))
            return file.read(_TAIL)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise could_not_read(path, error) from None


def _lastlog(path: Path, uids: dict[str, int], is_wide: bool) -> LastLogins:
    """One record for each number of an account, in a file with holes."""
    record = _LASTLOG[is_wide]
    found: LastLogins = {}
    try:
        with open_regular(path) as file:
            for name, uid in uids.items():
                file.seek(uid * record.size)
                content = file.read(record.size)
                if len(content) == record.size and 0 < (seconds := record.unpack(content)[0]) < 2**40:
                    found[name] = seconds * 1_000_000
    except FileNotFoundError:
        return found
    except OSError as error:
        raise could_not_read(path, error) from None
    return found


def _database(path: Path, query: str, unit_us: int) -> LastLogins:
    """By account, of an SQLite file that is read and never written. Raises CouldNotLook."""
    if not path.exists():
        return {}
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
        try:
            rows = connection.execute(query).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CouldNotLook(f"read {path}", str(error)) from None
    return {
        name[:_LONGEST_NAME]: at * unit_us
        for name, at in rows
        if isinstance(name, str) and isinstance(at, int) and 0 < at * unit_us < 2**60
    }


def _text(octets: bytes) -> str:
    return octets.split(b"\0", 1)[0].decode("utf-8", "replace")
