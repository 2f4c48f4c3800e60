"""A real store with its writer in a scratch folder, and a clock the test moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Connection, create_engine

from collector.store.database import Store
from collector.store.migrations import schema
from collector.store.transaction import Transaction
from collector.store.writer import Writer
from collector.trust.keys import CollectorKeys

T = TypeVar("T")

START_US = 1_772_000_000_000_000


@dataclass
class HandClock:
    """A collector's clock that stands still until it is told to move."""

    now: int = START_US

    def now_us(self) -> int:
        return self.now

    def monotonic_us(self) -> int:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += int(seconds * 1_000_000)


@dataclass
class CollectorStore:
    store: Store
    writer: Writer
    keys: CollectorKeys
    clock: HandClock

    def do(self, work: Callable[[Transaction], T]) -> T:
        """Runs a work to its commit."""
        return self.writer.submit(work).result(timeout=60)

    def read(self, question: Callable[[Connection], T]) -> T:
        with self.store.reading() as connection:
            return question(connection)


@cache
def _empty() -> bytes:
    """A store's file with every table and no collector, as all migrations leave it; made once a process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite3"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            schema.upgrade(connection)
        engine.dispose()
        return path.read_bytes()


@contextmanager
def open_collector_store(folder: Path) -> Iterator[CollectorStore]:
    clock = HandClock()
    keys = CollectorKeys.open_or_make(folder / "keys")
    path = folder / "store.sqlite3"
    if not path.exists():
        path.write_bytes(_empty())
    store = Store.open(path, keys=keys)
    store.migrate(clock)
    writer = Writer(store, clock, keys.receipt)
    writer.start()
    try:
        yield CollectorStore(store, writer, keys, clock)
    finally:
        writer.close()
        store.close()
