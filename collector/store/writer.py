"""The one thread that writes. Many works share one transaction and one fsync (group commit).

Rule 1: a future resolves only after the commit that holds its work, so what was acknowledged is on disk.
Rule 2: a work that raises is undone alone; the others of its group are not.
Rule 3: the thread does not die; trouble with disk or locks is retried a little, then told to those who wait.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from collector.clock import Clock
from collector.errors import StoreBroken, StoreError
from collector.store import chains, checkpoints, sqlite
from collector.store.chains import Heads, SignedHeads
from collector.store.database import Store
from collector.store.transaction import Transaction
from collector.trust.keys import SigningKeyPair, verifier
from protocol.phrases import Phrase, say

T = TypeVar("T")

_log = logging.getLogger(__name__)

WORKS_AT_ONCE = 256
ATTEMPTS = 5
FIRST_PAUSE_S = 0.05
CHECKPOINT_EVERY_US = 3_600_000_000


@dataclass(slots=True)
class _Job:
    work: Callable[[Transaction], Any]
    future: Future[Any]
    result: Any = None
    error: Exception | None = None
    callbacks: tuple[Callable[[], None], ...] = ()


@dataclass(frozen=True, slots=True)
class WriterLoad:
    """Works not yet begun; and of the newest commit, how many works it held and how long they took to be on disk."""

    waiting: int
    works: int
    commit_us: int


class Writer:
    """`submit` from any thread; `await asyncio.wrap_future(writer.submit(work))` from a loop."""

    def __init__(self, store: Store, clock: Clock, receipt_key: SigningKeyPair) -> None:
        self._store = store
        self._clock = clock
        self._receipt_key = receipt_key
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._open = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._resources = ExitStack()
        self._stop = threading.Event()
        self._checkpoint_us = 0
        self._head: SignedHeads | None = None
        self._last_commit = (0, 0)

    def start(self) -> None:
        """Takes the right to write and reads where the chains end.

        Raises StoreError while another collector writes, StoreBroken when the stored head was not signed by this
        collector or does not meet the rows: signing on would cover up what happened.
        """
        self._resources.enter_context(sqlite.only_writer(self._store.path))
        try:
            self._head = self._verified_head()
            self._write_checkpoint()
        except BaseException:
            self._resources.close()
            raise
        self._open = True
        self._thread.start()

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Runs `work` in the next group; the future gives its result once that is on disk, or what it raised.

        After trouble with the disk a work is run again, so it must have no effect but on its transaction.
        """
        future: Future[T] = Future()
        with self._door:
            if not self._open:
                raise StoreError("writer", "is not running", "start the collector")
            self._waiting.put(_Job(work, future))
        return future

    def close(self) -> None:
        """Finishes what was submitted, writes a checkpoint and gives the right to write back."""
        with self._door:
            was_open, self._open = self._open, False
            if was_open:
                self._waiting.put(None)
        if was_open:
            self._stop.set()
            self._thread.join()
            self._write_checkpoint()
        self._resources.close()

    @property
    def head(self) -> SignedHeads:
        """Where both chains end on disk."""
        assert self._head is not None, "started"  # noqa: S101
        return self._head

    @property
    def load(self) -> WriterLoad:
        """How busy it is; may be asked from any thread, also from within a work."""
        return WriterLoad(self._waiting.qsize(), *self._last_commit)

    def _run(self) -> None:
        running = True
        while running:
            jobs, running = self._next_group()
            ready = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            if ready:
                self._settle(ready)

    def _next_group(self) -> tuple[list[_Job], bool]:
        first = self._waiting.get()
        if first is None:
            return [], False
        jobs = [first]
        while len(jobs) < WORKS_AT_ONCE and not self._waiting.empty():
            job = self._waiting.get()
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True

    def _settle(self, jobs: list[_Job]) -> None:
        began_us = self._clock.monotonic_us()
        try:
            self._commit_with_patience(jobs)
        # The thread must outlive whatever went wrong: everyone who waits is told, the next group is tried afresh.
        except Exception as error:  # noqa: BLE001
            _log.exception("a group of %d works could not be committed", len(jobs))
            for job in jobs:
                job.future.set_exception(error)
            return
        finally:
            self._last_commit = (len(jobs), self._clock.monotonic_us() - began_us)
        for job in jobs:
            _resolve(job)
        for job in jobs:
            self._call_back(job)
        if self._clock.now_us() - self._checkpoint_us >= CHECKPOINT_EVERY_US:
            self._write_checkpoint()

    def _commit_with_patience(self, jobs: list[_Job]) -> None:
        pause = FIRST_PAUSE_S
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._head = self._commit(jobs)
                return
            except StoreBroken:
                raise
            except StoreError as error:
                if attempt == ATTEMPTS:
                    raise StoreError(
                        error.what,
                        say("nothing can be written ({reason})", reason=Phrase(error.why)),
                        "check space and disk",
                    ) from error
                _log.warning("store: %s; attempt %d of %d", error.why, attempt, ATTEMPTS)
            self._stop.wait(pause)
            pause *= 2

    def _commit(self, jobs: list[_Job]) -> SignedHeads:
        head = self.head
        with self._store.writing() as connection:
            if chains.stored(connection) != head:
                raise StoreBroken(
                    "chain head", "was changed by another hand", "stop the collector, run `mingce verify`"
                )
            heads = head.heads
            for job in jobs:
                heads = self._attempt(connection, job, heads)
            if heads != head.heads:
                head = chains.signed(heads, self._store.collector_id, self._receipt_key)
                chains.store(connection, head)
        return head

    def _attempt(self, connection: Connection, job: _Job, heads: Heads) -> Heads:
        tx = Transaction(connection, self._clock.now_us(), heads)
        job.error = None
        savepoint = connection.begin_nested()
        try:
            job.result = job.work(tx)
            savepoint.commit()
        # A work is other people's code: its own failure goes to its future and must not cost the others theirs.
        except Exception as error:
            if isinstance(error, DBAPIError) and sqlite.is_storage_trouble(error):
                raise
            savepoint.rollback()
            job.error = error
            return heads
        job.callbacks = tuple(tx.callbacks)
        return tx.heads

    def _call_back(self, job: _Job) -> None:
        for callback in () if job.error else job.callbacks:
            try:
                callback()
            # A callback only tells others of what is already on disk; its failure must not stop the writer.
            except Exception:  # noqa: BLE001
                _log.exception("a callback after commit failed")

    def _verified_head(self) -> SignedHeads:
        identity = self._store.collector_id
        with self._store.reading() as connection:
            head = chains.stored(connection)
            last = chains.last_links(connection, identity)
        if head is None or not chains.is_authentic(head, identity, verifier(self._receipt_key.public)):
            raise StoreBroken(
                "chain head", "not signed by this collector", "run `mingce verify`, then restore a backup"
            )
        if head.heads != last:
            raise StoreBroken(
                "chain head", "the chains end elsewhere than it says", "run `mingce verify`, then restore a backup"
            )
        return head

    def _write_checkpoint(self) -> None:
        self._checkpoint_us = self._clock.now_us()
        try:
            checkpoints.append(self._store.path, self._store.collector_id, self._checkpoint_us, self.head)
        except OSError as error:
            _log.error("checkpoint not written: %s", error)


def _resolve(job: _Job) -> None:
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)
