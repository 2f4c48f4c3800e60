import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from collector.errors import StoreError
from collector.store import sqlite
from tests.support.collector_store import CollectorStore


def failing(path: Path, statement: str) -> DBAPIError:
    connection = sqlite3.connect(path, timeout=0)
    try:
        connection.execute(statement).fetchall()
    except sqlite3.Error as error:
        return DBAPIError(statement, None, error)
    finally:
        connection.close()
    raise AssertionError(f"{statement} did not fail")


def test_a_locked_file_is_storage_trouble(rig: CollectorStore) -> None:
    holder = sqlite3.connect(rig.store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    error = failing(rig.store.path, "DELETE FROM unit")
    holder.close()

    assert sqlite.is_storage_trouble(error)


def test_a_file_that_is_no_database_is_storage_trouble(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"nonsense" * 512)

    assert sqlite.is_storage_trouble(failing(tmp_path / "x", "SELECT * FROM sqlite_master"))


def test_text_that_is_no_text_is_storage_trouble(tmp_path: Path) -> None:
    assert sqlite.is_storage_trouble(failing(tmp_path / "x", "SELECT CAST(x'ff' AS TEXT)"))


@pytest.mark.parametrize("statement", ["SELECT * FROM nothing", "INSERT INTO unit (id) VALUES ('x')", "SELEC"])
def test_a_wrong_statement_is_not(rig: CollectorStore, statement: str) -> None:
    assert not sqlite.is_storage_trouble(failing(rig.store.path, statement))


def test_a_copy_of_a_live_store_is_whole(rig: CollectorStore, tmp_path: Path) -> None:
    sqlite.copy_file(rig.store.path, tmp_path / "copy")
    copy = sqlite3.connect(tmp_path / "copy")

    assert copy.execute("SELECT id FROM collector").fetchall() == [(rig.store.collector_id,)]
    copy.close()


def test_only_one_may_write(tmp_path: Path) -> None:
    with (
        sqlite.only_writer(tmp_path / "s"),
        pytest.raises(StoreError, match="another collector"),
        sqlite.only_writer(tmp_path / "s"),
    ):
        pass
    with sqlite.only_writer(tmp_path / "s"):
        pass
