"""The store: one file, many readers, one writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from collector.clock import Clock, SystemClock
from collector.errors import StoreBroken, StoreError
from collector.store import chains, sqlite
from collector.store.migrations import schema
from collector.store.sealed import Secrets
from collector.store.tables import collector
from collector.trust.keys import CollectorKeys
from collector.trust.sealing import Sealer
from protocol.identity import CollectorId
from protocol.phrases import say
from protocol.reasons import reason

__all__ = ["Connection", "Store"]  # Connection: for those who pass on what `reading` gives and import no database


class Store:
    """Made by `Store.open`. Readers take `reading()`; everything that writes goes through collector.store.writer."""

    def __init__(self, path: Path, keys: CollectorKeys, readers: Engine, writers: Engine | None) -> None:
        self.path = path
        self.keys = keys
        self.sealer = Sealer(keys.store_key)
        self.index_key = keys.index_key
        self._readers = readers
        self._writers = writers
        self._collector_id: CollectorId | None = None

    @classmethod
    def open(cls, path: Path, *, keys: CollectorKeys, read_only: bool = False) -> Self:
        """Opens the store's file, which `migrate` makes; `read_only` never writes, not even the file's journal mode.

        Raises StoreError when a file to be read only is not there.
        """
        if read_only and not path.is_file():
            raise StoreError(
                say("store {path}", path=path), "is not there", "give the --state directory of a collector"
            )
        secrets = Secrets(Sealer(keys.store_key), keys.index_key)
        readers = sqlite.open_engine(path, secrets, mode="read", read_only_file=read_only)
        writers = None if read_only else sqlite.open_engine(path, secrets, mode="write")
        return cls(path, keys, readers, writers)

    def migrate(self, clock: Clock | None = None) -> None:
        """Brings the schema to this program's, after a copy of the file; on first use makes the collector's identity.

        Raises StoreTooNew when a newer program made the store.
        """
        with self.writing() as connection:
            schema.require_not_newer(connection)
            before = schema.revision(connection)
        if before is not None and before != schema.HEAD:
            sqlite.copy_file(self.path, self.path.with_name(f"{self.path.name}.before-{schema.HEAD}"))
        with self.writing() as connection:
            if before != schema.HEAD:
                schema.upgrade(connection)
            if connection.execute(select(collector.c.id)).first() is None:
                self._found(connection, (clock or SystemClock()).now_us())
        self.path.chmod(0o600)

    def _found(self, connection: Connection, now_us: int) -> None:
        identity = CollectorId(uuid4().hex)
        connection.execute(insert(collector).values(id=identity, created_us=now_us))
        chains.store_first(connection, chains.signed(chains.genesis(identity), identity, self.keys.receipt))

    @property
    def collector_id(self) -> CollectorId:
        """This store's own identity: each has its own chains. Raises StoreBroken when it was never founded."""
        if self._collector_id is None:
            with self.reading() as connection:
                found = connection.execute(select(collector.c.id)).scalar_one_or_none()
            if found is None:
                raise StoreBroken(
                    say("store {path}", path=self.path),
                    "has no identity",
                    "run `mingce serve` on it once, or restore it",
                )
            self._collector_id = CollectorId(found)
        return self._collector_id

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot: what it reads first fixes what it sees. Any number at once, none waits for the writer.

        Raises StoreError where the disk or the file is the matter.
        """
        with self._told_apart(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that excludes other writers; for the writer and migrations only. Raises as `reading`."""
        if self._writers is None:
            raise StoreError(say("store {path}", path=self.path), "was opened to be read only", "open it for writing")
        with self._told_apart(), self._writers.begin() as connection:
            yield connection

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        """Trouble with the file becomes a StoreError; a wrong statement stays what it is."""
        try:
            yield
        except DBAPIError as error:
            if not sqlite.is_storage_trouble(error):
                raise
            raise StoreError(
                say("store {path}", path=self.path), reason(error.orig or error), "check the disk and the file"
            ) from error

    def close(self) -> None:
        self._readers.dispose()
        if self._writers is not None:
            self._writers.dispose()
