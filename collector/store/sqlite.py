"""What is SQLite's own: opening the file, pragmas, how to begin, error codes. Another dialect gets another file."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from collector.errors import StoreError
from collector.store.sealed import Secrets
from protocol.phrases import say

BUSY_TIMEOUT_MS = 5_000
READERS = 32

# https://www.sqlite.org/rescode.html: primary codes that concern the file or the machine, not one statement.
_STORAGE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
_PRIMARY_CODE = 0xFF


def open_engine(
    path: Path, secrets: Secrets, *, mode: Literal["read", "write"], read_only_file: bool = False
) -> Engine:
    """An engine on the file. `write` begins IMMEDIATE, so that two writers meet at BEGIN and not in the middle."""

    def connect() -> sqlite3.Connection:
        query = "?mode=ro" if read_only_file else ""
        return sqlite3.connect(
            path.absolute().as_uri() + query,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
        )

    pool_size = 1 if mode == "write" else READERS
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=pool_size, max_overflow=0)
    begin = "BEGIN IMMEDIATE" if mode == "write" else "BEGIN"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        secrets.attach(record.info)
        if not read_only_file:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # A destroyed personal key must not live on in free pages.
        connection.execute("PRAGMA secure_delete=ON")
        if mode == "read":
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def is_storage_trouble(error: DBAPIError) -> bool:
    """Whether the disk, the file or a lock is the matter, which may pass, rather than the statement."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None and "decode" in str(error.orig):  # a text column whose bytes are no UTF-8: the file was altered
        return True
    return isinstance(code, int) and code & _PRIMARY_CODE in _STORAGE_TROUBLE


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of a live store (https://www.sqlite.org/backup.html), on disk when this returns."""
    with _closing(sqlite3.connect(source)) as old, _closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Holds the right to write this store; raises StoreError while another process has it.

    Two writers would each continue the chains from the same head, that is, fork them.
    """
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                say("store {path}", path=path),
                "another collector is writing to it",
                "stop that one, or give this one its own --state",
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()
