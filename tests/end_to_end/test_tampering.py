"""Hands on a stopped collector's state directory: `mingce verify --state` names the first break and exits with 1."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from protocol.observations import AgentEvent, AgentEventKind
from tests.support.collector_process import CollectorProcess, Ran, collector_process
from tests.support.registered_site import RegisteredSite, now_us

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MAC = "00-00-5E-00-53-01"
REPORTS_TOLD = 5


@dataclass
class Stopped:
    """A copy of a stopped collector's state, made for one test."""

    collector: CollectorProcess
    state: Path

    def execute(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.state / "store.sqlite3")) as store, store:
            assert store.execute(statement, values).rowcount == 1, "the test's own statement must hit a row"

    def newest(self, table: str, column: str) -> int:
        with closing(sqlite3.connect(self.state / "store.sqlite3")) as store:
            return int(store.execute(f"SELECT max({column}) FROM {table}").fetchone()[0])

    def verify(self, *options: str) -> Ran:
        return self.collector.run("verify", "--state", str(self.state), *options)

    def first_break(self) -> str:
        """What the command says first; it must exit with 1 and say the same as JSON."""
        ran = self.verify()
        assert ran.code == 1, ran.out + ran.err
        told = self.verify("--json")
        assert told.code == 1
        first = json.loads(told.out)["breaks"][0]
        line = next(line for line in ran.out.splitlines() if line.startswith("first break: "))
        assert first["what"] in line
        assert first["why"] in line
        return line.removeprefix("first break: ")


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CollectorProcess]:
    with collector_process() as collector:
        site = RegisteredSite(collector)
        site.declare()
        voice = site.voice("pc-1", MAC)
        for number in range(REPORTS_TOLD):
            site.deliver(voice, voice.report(AgentEvent(AgentEventKind.STARTED, f"told {number}", now_us())))
        site.close()
        assert collector.stop() == 0
        yield collector


@pytest.fixture
def copy(stopped: CollectorProcess, tmp_path: Path) -> Stopped:
    shutil.copytree(stopped.state, tmp_path / "state", copy_function=shutil.copy2)
    return Stopped(stopped, tmp_path / "state")


def test_untouched(copy: Stopped) -> None:
    ran = copy.verify()
    assert ran.code == 0, ran.out
    assert "integrity: intact" in ran.out


def test_a_flipped_byte_in_a_stored_report(copy: Stopped) -> None:
    with closing(sqlite3.connect(copy.state / "store.sqlite3")) as store, store:
        (message,) = store.execute("SELECT message FROM report WHERE intake = 3").fetchone()
        flipped = message[:50] + bytes([message[50] ^ 1]) + message[51:]
        store.execute("UPDATE report SET message = ? WHERE intake = 3", (flipped,))
    assert copy.first_break().startswith("report 3: ")


def test_a_deleted_journal_entry(copy: Stopped) -> None:
    copy.execute("DELETE FROM journal WHERE sequence = 7")
    assert copy.first_break().startswith("journal 7: entry 7: is missing")


def test_an_edited_journal_entry(copy: Stopped) -> None:
    copy.execute("UPDATE journal SET actor = 'operator:00000000000000000000000000000000' WHERE sequence = 7")
    assert copy.first_break().startswith("journal 7: content: ")


def test_a_cut_journal_tail(copy: Stopped) -> None:
    last = copy.newest("journal", "sequence")
    copy.execute("DELETE FROM journal WHERE sequence = ?", last)
    assert copy.first_break().startswith(f"journal {last}: ")


def test_a_cut_report_tail(copy: Stopped) -> None:
    last = copy.newest("report", "intake")
    copy.execute("DELETE FROM report WHERE intake = ?", last)
    assert copy.first_break().startswith(f"report {last}: ")


def test_a_cut_tail_with_a_head_row_put_back(copy: Stopped) -> None:
    """An old head row was signed, too: the checkpoint outside the database still knows better."""
    with closing(sqlite3.connect(copy.state / "store.sqlite3")) as store, store:
        store.execute("DELETE FROM report")
        store.execute("DELETE FROM journal WHERE sequence > 1")
    assert "journal 2: " in copy.first_break()


def test_an_edited_ledger_row(copy: Stopped) -> None:
    """Another PC in the place of the one registered: no chain holds that row, the journal does."""
    copy.execute("UPDATE adapter SET mac = '00-00-5E-00-53-99' WHERE mac = ?", MAC)
    line = copy.first_break()
    assert line.startswith("ledger: adapter ")
    assert "mac" in line


def test_a_flipped_byte_in_the_file(copy: Stopped) -> None:
    store = copy.state / "store.sqlite3"
    content = bytearray(store.read_bytes())
    # The second page of the file holds rows or an index; SQLite's own check or a chain must notice.
    content[4096 + 8] ^= 0xFF
    store.write_bytes(content)
    assert copy.first_break()


def test_a_state_without_its_store(copy: Stopped) -> None:
    (copy.state / "store.sqlite3").unlink()
    ran = copy.verify()
    assert ran.code == 1
    assert "is not there" in ran.err


def test_a_tampered_collector_does_not_start(copy: Stopped) -> None:
    """Signing on would cover up what happened."""
    copy.execute("DELETE FROM report WHERE intake = ?", copy.newest("report", "intake"))
    again = CollectorProcess(copy.state.parent)
    with pytest.raises(AssertionError, match="the chains end elsewhere"):
        again.start()
