import sqlite3
from pathlib import Path

import pytest

from collector.errors import StoreError
from collector.store import care
from collector.verification import verify
from protocol.identity import AgentId
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.signing_agent import SigningAgent


def test_a_living_store_is_tended(rig: CollectorStore) -> None:
    sender = SigningAgent(AgentId("a" * 32))
    rig.do(sender.enrol)
    for _ in range(20):
        rig.do(sender.store_report)
    state = care.tend(rig.store.path)

    assert state.size > 0
    assert rig.do(sender.store_report) == 21
    assert rig.read(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar_one()) > 0
    assert verify(rig.store).is_intact


def test_the_log_is_folded_in(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        rig.do(SigningAgent(AgentId("a" * 32)).enrol)
        assert (tmp_path / "store.sqlite3-wal").stat().st_size > 0
        care.tend(rig.store.path)
        assert (tmp_path / "store.sqlite3-wal").stat().st_size == 0


def test_much_free_space_is_given_back(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        rig.do(lambda tx: tx.connection.exec_driver_sql("CREATE TABLE bulk (x BLOB)"))
        rig.do(
            lambda tx: tx.connection.exec_driver_sql(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
                " INSERT INTO bulk SELECT zeroblob(4000) FROM n"
            )
        )
        rig.do(lambda tx: tx.connection.exec_driver_sql("DELETE FROM bulk"))
        before = care.tend(rig.store.path)

        assert before.size < 1_000_000
        assert before.free == 0


def test_a_whole_file_has_no_problems(rig: CollectorStore) -> None:
    assert care.integrity_problems(rig.store.path) == []


def test_a_harmed_index_is_a_problem(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        sender = SigningAgent(AgentId("a" * 32))
        rig.do(sender.enrol)
        rig.do(sender.store_report)
    connection = sqlite3.connect(tmp_path / "store.sqlite3")
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_report_received_us'")
    connection.commit()
    connection.close()

    assert "never used" in " ".join(care.integrity_problems(tmp_path / "store.sqlite3"))


def test_a_flipped_byte_is_a_problem_of_one_line(tmp_path: Path) -> None:
    with open_collector_store(tmp_path):
        pass
    content = bytearray((tmp_path / "store.sqlite3").read_bytes())
    content[4096 + 8] ^= 0xFF
    (tmp_path / "store.sqlite3").write_bytes(content)

    problems = care.integrity_problems(tmp_path / "store.sqlite3")

    assert problems
    assert not [line for line in problems if "\n" in line or "***" in line]


def test_what_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"nonsense" * 1000)

    assert care.integrity_problems(tmp_path / "x") == ["file is not a database"]
    with pytest.raises(StoreError, match="not a database"):
        care.tend(tmp_path / "x")


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert care.integrity_problems(tmp_path / "x") != []
    with pytest.raises(StoreError):
        care.tend(tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(("size", "free", "worth"), [(1000, 250, False), (1000, 251, True), (0, 0, False)])
def test_when_rewriting_is_worth_it(size: int, free: int, worth: bool) -> None:
    assert care.FileState(size, free).is_worth_rewriting is worth
