"""Care of SQLite's file: statistics for its planner, space given back, and whether the file is whole."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from collector.errors import StoreError
from protocol.phrases import say

BUSY_TIMEOUT_S = 30.0
MOST_PROBLEMS = 20
VACUUM_ABOVE = 0.25
"""Share of free pages from which rewriting the file is worth it."""
_PAGES_WORTH_IT = 2_500


@dataclass(frozen=True, slots=True)
class FileState:
    """Sizes in bytes; `free` is what VACUUM would give back."""

    size: int
    free: int

    @property
    def is_worth_rewriting(self) -> bool:
        return self.free > VACUUM_ABOVE * self.size


def tend(path: Path) -> FileState:
    """Once a day and at close: planner statistics, the write-ahead log folded in, free space given back if it is much.

    Raises StoreError when the file stays locked or cannot be written; nothing is lost then.
    """
    try:
        database = _open(path)
        try:
            database.analyze()
            database.execute("PRAGMA optimize")
            if _pages(database) > _PAGES_WORTH_IT and _state(database).is_worth_rewriting:
                database.vacuum()
            # TRUNCATE also frees the log's disk space, https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return _state(database)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise StoreError(
            say("store {path}", path=path),
            say("care of the file failed ({error})", error=error),
            "it is tried again in a day",
        ) from error


def integrity_problems(path: Path) -> list[str]:
    """What SQLite finds wrong with its own file (PRAGMA integrity_check), in its words; empty when it is whole."""
    try:
        database = _open(path, read_only=True)
        try:
            rows = [row["integrity_check"] for row in database.query(f"PRAGMA integrity_check({MOST_PROBLEMS})")]
        finally:
            database.close()
    except sqlite3.Error as error:
        return [str(error)]
    # A row may hold many lines, the first of them a heading: "*** in database main ***".
    lines = [line for row in rows for line in str(row).splitlines() if not line.startswith("***")]
    return [] if lines == ["ok"] else lines


def _open(path: Path, *, read_only: bool = False) -> Database:
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT_S)
    return Database(connection, execute_plugins=False)


def _pages(database: Database) -> int:
    return int(database.execute("PRAGMA page_count").fetchone()[0])


def _state(database: Database) -> FileState:
    page = int(database.execute("PRAGMA page_size").fetchone()[0])
    free = int(database.execute("PRAGMA freelist_count").fetchone()[0])
    return FileState(size=_pages(database) * page, free=free * page)
