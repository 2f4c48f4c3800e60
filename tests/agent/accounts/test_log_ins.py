import sqlite3
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.accounts.log_ins import last_log_ins, parse_wtmp
from tests.support.captured_host import CapturedTables, host_of, lay_out

NARROW = struct.Struct("<hxxi32s4s32s256shhiII4I20x")
WIDE = struct.Struct("<hxxi32s4s32s256shhqqq4I20x4x")
AT = 1_767_225_600


def record(user: str, seconds: int, kind: int = 7, is_wide: bool = False) -> bytes:
    layout = WIDE if is_wide else NARROW
    return layout.pack(kind, 812, b"tty7", b":0", user.encode(), b":0", 0, 0, 812, seconds, 250_000, 0, 0, 0, 0)


def test_layouts_are_glibcs() -> None:
    assert (NARROW.size, WIDE.size) == (384, 400)


@pytest.mark.parametrize("is_wide", [False, True])
def test_newest_log_in_of_each(is_wide: bool) -> None:
    rows = [("li", AT, 7), ("wang", AT + 5, 7), ("li", AT + 9, 7), ("reboot", AT, 2), ("", AT, 7), ("zhao", AT, 8)]
    content = b"".join(record(*row, is_wide=is_wide) for row in rows) + b"torn"

    assert parse_wtmp(content, is_wide) == {
        "li": (AT + 9) * 1_000_000 + 250_000,
        "wang": (AT + 5) * 1_000_000 + 250_000,
    }


@given(st.binary(max_size=2000), st.booleans())
def test_no_bytes_make_it_fail(content: bytes, is_wide: bool) -> None:
    parse_wtmp(content, is_wide)


def database(path: Path, *statements: str) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_all_four_records_of_a_machine(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    (tmp_path / "var/log").mkdir(parents=True)
    (tmp_path / "var/log/wtmp").write_bytes(record("li", AT) * 3000 + record("wang", AT + 1))
    lastlog = bytearray(292 * 1001)
    struct.pack_into("<I", lastlog, 292 * 1000, AT + 60)
    (tmp_path / "var/log/lastlog").write_bytes(lastlog)
    database(
        tmp_path / "var/lib/wtmpdb/wtmp.db",
        "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT, Login INTEGER, Logout INTEGER)",
        f"INSERT INTO wtmp VALUES (1, 3, 'zhao', {AT}000000, NULL), (2, 1, 'reboot', {AT}000000, NULL)",
    )
    database(
        tmp_path / "var/lib/lastlog/lastlog2.db",
        "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT)",
        f"INSERT INTO Lastlog2 VALUES ('sun', {AT}, 'tty1'), ('never', 0, ''), ('odd', 'text', '')",
    )
    host = host_of(tmp_path, CapturedTables({}))

    assert last_log_ins(host, {"li": 1000, "beyond": 99_999}, "x86_64") == (
        {
            "li": (AT + 60) * 1_000_000,
            "wang": (AT + 1) * 1_000_000 + 250_000,
            "zhao": AT * 1_000_000,
            "sun": AT * 1_000_000,
        },
        [],
    )


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    lay_out({"var/lib/lastlog/lastlog2.db": "this is not a database, whatever its name says " * 100}, tmp_path)
    found, unseen = last_log_ins(host_of(tmp_path, CapturedTables({})), {}, "x86_64")

    assert found == {}
    assert ["lastlog2.db" in line for line in unseen] == [True]


def test_a_machine_without_records(tmp_path: Path) -> None:
    assert last_log_ins(host_of(tmp_path, CapturedTables({})), {"li": 1000}, "aarch64") == ({}, [])
