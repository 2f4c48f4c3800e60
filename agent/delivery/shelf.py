"""The spool's tables, row by row: one open SQLite file, no rules about what may go."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.errors import SpoolError
from protocol.identity import Digest
from protocol.reasons import reason
from protocol.report import ReportKind

_SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (
    sequence INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,          -- of a gap: first sequence it stands for; otherwise = sequence
    kind TEXT NOT NULL,
    previous TEXT NOT NULL,
    follows TEXT NOT NULL,           -- what the next report names as previous
    lived_us INTEGER NOT NULL,       -- age of the spool when this was appended
    size INTEGER NOT NULL,
    offered INTEGER NOT NULL DEFAULT 0,
    message BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS droppable ON reports (offered, kind, sequence);
CREATE TABLE IF NOT EXISTS acknowledged (sequence INTEGER PRIMARY KEY, follows TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL, follows TEXT NOT NULL, lived_us INTEGER NOT NULL, wall_us INTEGER NOT NULL
) STRICT;
"""
_COLUMNS = "sequence, first, kind, previous, follows, lived_us, size, message, offered"
_ACKNOWLEDGED_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One report as it lies in the spool; `message` is signature and content."""

    sequence: int
    first: int
    kind: ReportKind
    previous: Digest
    follows: Digest
    lived_us: int
    size: int
    message: bytes
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link made, whether its report still lies here or not."""

    sequence: int
    follows: Digest
    lived_us: int
    wall_us: int


class Shelf:
    """One SQLite file in WAL mode, synchronous=FULL: what a transaction returned for survives a power cut."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file; raises sqlite3.DatabaseError when it is no database any more."""
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        try:
            self._connection.execute("PRAGMA auto_vacuum=FULL")
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA cache_size=-512")
            self._connection.executescript(_SCHEMA)
            check = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            if check != ("ok",):
                raise sqlite3.DatabaseError(f"quick_check: {check}")
        except sqlite3.Error:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on disk at the end; raises SpoolError when the disk will not take it."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise SpoolError("spool", reason(error), "free some space on the state directory's disk") from error

    def head(self) -> Head | None:
        found = self._connection.execute("SELECT sequence, follows, lived_us, wall_us FROM head").fetchone()
        return Head(*found) if found else None

    def set_head(self, head: Head) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?)",
            (head.sequence, head.follows, head.lived_us, head.wall_us),
        )

    def insert(self, row: Row) -> None:
        self._connection.execute(
            f"INSERT INTO reports ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608 - a constant
            (
                *(row.sequence, row.first, row.kind.value, row.previous, row.follows),
                *(row.lived_us, row.size, row.message, int(row.offered)),
            ),
        )

    def delete(self, sequences: list[int]) -> None:
        self._connection.executemany("DELETE FROM reports WHERE sequence = ?", [(one,) for one in sequences])

    def mark_offered(self, sequences: list[int]) -> None:
        self._connection.executemany("UPDATE reports SET offered = 1 WHERE sequence = ?", [(one,) for one in sequences])

    def acknowledge(self, sequence: int, follows: Digest) -> None:
        """Forgets the report but remembers its link, for a collector that is set back to an older backup."""
        self._connection.execute("DELETE FROM reports WHERE sequence = ?", (sequence,))
        self._connection.execute("INSERT OR REPLACE INTO acknowledged VALUES (?, ?)", (sequence, follows))
        self._connection.execute("DELETE FROM acknowledged WHERE sequence <= ?", (sequence - _ACKNOWLEDGED_KEPT,))

    def link_at(self, sequence: int) -> Digest | None:
        """The link after an acknowledged report, while it is remembered."""
        found = self._connection.execute("SELECT follows FROM acknowledged WHERE sequence = ?", (sequence,)).fetchone()
        return Digest(found[0]) if found else None

    def oldest(self, most: int) -> list[Row]:
        return self._rows("ORDER BY sequence LIMIT ?", (most,))

    def at(self, sequence: int) -> Row | None:
        return next(iter(self._rows("WHERE sequence = ?", (sequence,))), None)

    def starting_at(self, first: int) -> Row | None:
        """The report that stands for this sequence and those after it; `first` of a normal one is its sequence."""
        return next(iter(self._rows("WHERE sequence >= ? ORDER BY sequence LIMIT 1", (first,))), None)

    def first_droppable(self, kind: ReportKind) -> Row | None:
        return next(iter(self._rows("WHERE offered = 0 AND kind = ? ORDER BY sequence LIMIT 1", (kind.value,))), None)

    def first_aged(self, before_us: int) -> Row | None:
        condition = "WHERE offered = 0 AND kind != 'gap' AND lived_us < ? ORDER BY sequence LIMIT 1"
        return next(iter(self._rows(condition, (before_us,))), None)

    def totals(self) -> tuple[int, int]:
        """(reports, bytes) lying here."""
        reports, size = self._connection.execute("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM reports").fetchone()
        return int(reports), int(size)

    def close(self) -> None:
        self._connection.close()

    def _rows(self, condition: str, arguments: tuple[object, ...]) -> list[Row]:
        found = self._connection.execute(f"SELECT {_COLUMNS} FROM reports {condition}", arguments)  # noqa: S608
        return [
            Row(line[0], line[1], ReportKind(line[2]), line[3], line[4], line[5], line[6], line[7], bool(line[8]))
            for line in found
        ]
