"""Group commit: acknowledged is durable, a failing work is alone in failing, and the thread outlives its troubles."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from collector.errors import InvalidValue, StoreBroken, StoreError
from collector.store import chains, checkpoints, journal
from collector.store.database import Store
from collector.store.tables import journal as journal_table
from collector.store.transaction import Transaction
from collector.store.writer import CHECKPOINT_EVERY_US, Writer, WriterLoad
from collector.trust.keys import CollectorKeys, SigningKeyPair, verifier
from collector.verification import verify
from tests.support.collector_store import CollectorStore, open_collector_store

ROOT = Path(__file__).resolve().parents[3]


def enter(tx: Transaction, subject: str = "s") -> str:
    return journal.append(tx, actor="collector", action="tested", subject_kind="test", subject_id=subject, content={})


def numbered(tx: Transaction, number: int) -> int:
    enter(tx, str(number))
    return number


def subjects(rig: CollectorStore) -> list[str]:
    return rig.read(lambda connection: [entry.subject_id for entry in journal.entries(connection)])


def test_load_tells_what_waits_and_how_long_the_newest_commit_took(rig: CollectorStore) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(_tx: Transaction) -> None:
        begun.set()
        assert may_end.wait(60)
        rig.clock.advance(2)

    rig.writer.submit(slow)
    assert begun.wait(60)
    later = [rig.writer.submit(lambda _tx: rig.writer.load) for _ in range(3)]
    assert rig.writer.load.waiting == 3
    may_end.set()

    assert [future.result(60) for future in later] == [WriterLoad(0, 1, 2_000_000)] * 3
    rig.do(enter)
    assert rig.writer.load == WriterLoad(0, 1, 0)


def test_works_come_out_in_order_with_their_results(rig: CollectorStore) -> None:
    futures = [rig.writer.submit(partial(numbered, number=number)) for number in range(600)]

    assert [future.result(60) for future in futures] == list(range(600))
    assert subjects(rig) == [str(n) for n in range(600)]
    assert verify(rig.store).is_intact


def test_waiting_works_share_one_transaction(rig: CollectorStore) -> None:
    holding, held = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        held.set()
        holding.wait(60)

    seen: list[int] = []

    def look(tx: Transaction) -> None:
        enter(tx)
        # Another connection sees only what is committed: nothing of this group.
        seen.append(len(subjects(rig)))

    first = rig.writer.submit(hold)
    held.wait(60)
    futures = [rig.writer.submit(look) for _ in range(20)]
    holding.set()
    for future in [first, *futures]:
        future.result(60)

    assert seen == [0] * 20
    assert len(subjects(rig)) == 20


def test_a_failing_work_is_undone_alone(rig: CollectorStore) -> None:
    def fail(tx: Transaction) -> None:
        enter(tx, "never")
        tx.after_commit(lambda: told.append("never"))
        raise InvalidValue("field", "not allowed")

    told: list[str] = []
    futures: list[Future[object]] = [rig.writer.submit(lambda tx: enter(tx, "before")), rig.writer.submit(fail)]
    futures.append(rig.writer.submit(lambda tx: enter(tx, "after")))

    assert isinstance(futures[1].exception(60), InvalidValue)
    assert futures[2].result(60)
    assert subjects(rig) == ["before", "after"]
    assert told == []
    assert verify(rig.store).is_intact


def test_a_statement_that_fails_is_its_works_own_affair(rig: CollectorStore) -> None:
    def twice(tx: Transaction) -> None:
        enter(tx, "never")
        tx.connection.exec_driver_sql("INSERT INTO journal SELECT * FROM journal")

    failing, fine = rig.writer.submit(twice), rig.writer.submit(enter)

    assert "UNIQUE" in str(failing.exception(60))
    assert fine.result(60)


def test_callbacks_run_after_the_commit_and_may_fail(rig: CollectorStore, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[list[str]] = []
    done = threading.Event()

    def fail() -> None:
        raise InvalidValue("callback", "fails")

    def work(tx: Transaction) -> None:
        enter(tx, "told")
        tx.after_commit(lambda: seen.append(subjects(rig)))
        tx.after_commit(fail)
        tx.after_commit(done.set)

    rig.do(work)

    assert done.wait(60)
    assert seen == [["told"]]
    assert "callback after commit failed" in caplog.text
    assert rig.do(enter)


def test_a_cancelled_work_is_not_run(rig: CollectorStore) -> None:
    holding = threading.Event()
    rig.writer.submit(lambda tx: holding.wait(60))
    waiting = rig.writer.submit(lambda tx: enter(tx, "cancelled"))
    rig.writer.submit(lambda tx: enter(tx, "kept"))
    cancelled = waiting.cancel()
    holding.set()
    rig.do(lambda tx: None)

    assert cancelled
    with pytest.raises(CancelledError):
        waiting.result(60)
    assert subjects(rig) == ["kept"]


def test_the_head_is_signed_whenever_a_chain_moves(rig: CollectorStore) -> None:
    for _ in range(3):
        rig.do(enter)
        head = rig.read(chains.stored)
        assert head == rig.writer.head
        assert head is not None
        assert chains.is_authentic(head, rig.store.collector_id, verifier(rig.keys.receipt.public))
    assert rig.writer.head.heads.journal_count == 3


def test_closing_finishes_what_was_submitted(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        futures = [rig.writer.submit(enter) for _ in range(300)]
        rig.writer.close()

        assert all(future.done() for future in futures)
        assert len(subjects(rig)) == 300
        with pytest.raises(StoreError, match="not running"):
            rig.writer.submit(enter)


def test_checkpoints_at_start_hourly_and_at_close(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        rig.do(enter)
        rig.clock.now += CHECKPOINT_EVERY_US
        rig.do(enter)
        rig.do(enter)
        rig.writer.close()

        counts = [point.head.heads.journal_count for point in checkpoints.read(rig.store.path)]
    assert counts == [0, 2, 3]


def test_a_second_writer_is_refused(rig: CollectorStore) -> None:
    other = Writer(rig.store, rig.clock, rig.keys.receipt)

    with pytest.raises(StoreError, match="another collector"):
        other.start()
    other.close()


def test_it_does_not_sign_on_over_altered_rows(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        rig.do(enter)
        rig.do(enter)
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        connection.execute("DELETE FROM journal WHERE sequence = 2")
    connection.close()

    with pytest.raises(StoreBroken, match="end elsewhere"), open_collector_store(tmp_path):
        pass


def test_it_does_not_sign_on_over_a_forged_head(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        forged = chains.signed(rig.writer.head.heads, rig.store.collector_id, SigningKeyPair(bytes(32)))
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        connection.execute("UPDATE chain_head SET signature = ?", (forged.signature,))
    connection.close()

    with pytest.raises(StoreBroken, match="not signed"), open_collector_store(tmp_path):
        pass


def test_a_lock_that_passes_only_delays(rig: CollectorStore) -> None:
    other = sqlite3.connect(rig.store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    future = rig.writer.submit(enter)
    timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    timer.start()

    assert future.result(60)
    timer.join()
    other.close()


def test_a_full_disk_is_told_and_outlived(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the full disk: the kernel refuses to let any file grow (getrlimit(2))."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_collector_store(tmp_path) as rig:
        rig.do(enter)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        wal = rig.store.path.with_name("store.sqlite3-wal")
        resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 100, limits[1]))
        try:
            failed = rig.writer.submit(lambda tx: enter(tx, "x" * 60))
            error = failed.exception(120)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)

        assert isinstance(error, StoreError)
        assert "nothing can be written" in str(error)
        assert rig.do(enter)
        assert len(subjects(rig)) == 2
        assert verify(rig.store).is_intact


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_nine(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    intakes: set[int] = set()
    for attempt, lines in enumerate((1, 35, 150), start=1):
        for kind, value in _run_and_kill(tmp_path, attempt, lines):
            if kind == "entry":
                acknowledged.add(value)
            else:
                intakes.add(int(value))

    store = Store.open(tmp_path / "store.sqlite3", keys=CollectorKeys.open_or_make(tmp_path / "keys"), read_only=True)
    with store.reading() as connection:
        kept = set(connection.execute(select(journal_table.c.digest)).scalars())
    verdict = verify(store)
    store.close()
    assert len(acknowledged) >= 150
    assert acknowledged <= kept
    assert verdict.breaks == ()
    assert verdict.counts.reports >= max(intakes)


def _run_and_kill(folder: Path, attempt: int, lines: int) -> list[tuple[str, str]]:
    """Kills the process after so many acknowledgements; returns all that it managed to say whole."""
    command = [sys.executable, "-m", "tests.collector.store.writer_process", str(folder), str(attempt)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    assert process.wait(60) == -signal.SIGKILL
    return [(kind, value) for kind, value in (line.split() for line in said if line.endswith("\n"))]


def test_a_head_changed_while_running_is_not_signed_over(rig: CollectorStore) -> None:
    rig.do(enter)
    other = sqlite3.connect(rig.store.path)
    other.execute("UPDATE chain_head SET journal_count = 0")
    other.commit()
    other.close()

    assert isinstance(rig.writer.submit(enter).exception(60), StoreBroken)
    assert len(subjects(rig)) == 1
