import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from collector.errors import StoreBroken, StoreError, StoreTooNew
from collector.store import chains, people
from collector.store.database import Store
from collector.store.migrations import schema
from collector.store.scope import CITY
from collector.store.sealed import secrets_of
from collector.store.tables import unit
from collector.trust.keys import CollectorKeys
from tests.support import small_ledger
from tests.support.collector_store import CollectorStore, HandClock


def open_new(folder: Path) -> Store:
    return Store.open(folder / "store.sqlite3", keys=CollectorKeys.open_or_make(folder / "keys"))


def revise(folder: Path, revision: str) -> None:
    with sqlite3.connect(folder / "store.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_first_migration_founds_the_collector_once(tmp_path: Path) -> None:
    store = open_new(tmp_path)
    store.migrate(HandClock())
    identity = store.collector_id
    store.migrate(HandClock())
    with store.reading() as connection:
        head = chains.stored(connection)
    store.close()

    assert len(identity) == 32
    assert open_new(tmp_path).collector_id == identity
    assert head is not None
    assert head.heads == chains.genesis(identity)
    assert stat.S_IMODE((tmp_path / "store.sqlite3").stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.before-*")) == []


def test_it_keeps_a_write_ahead_log_and_syncs_fully(rig: CollectorStore) -> None:
    pragmas = rig.do(
        lambda tx: [
            tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )

    assert pragmas == ["wal", 2, 1]


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = open_new(tmp_path)
    store.migrate()
    store.close()
    revise(tmp_path, "9999")
    before = (tmp_path / "store.sqlite3").read_bytes()

    again = open_new(tmp_path)
    with pytest.raises(StoreTooNew, match="9999"):
        again.migrate()
    again.close()
    assert (tmp_path / "store.sqlite3").read_bytes() == before


def test_a_real_upgrade_leaves_a_copy_of_what_was(tmp_path: Path) -> None:
    older = Store.open(tmp_path / "store.sqlite3", keys=CollectorKeys.open_or_make(tmp_path / "keys"))
    with older.writing() as connection:
        schema.upgrade(connection, "0001")
    older.migrate()
    with older.reading() as connection:
        assert schema.revision(connection) == schema.HEAD
    older.close()

    copy = tmp_path / f"store.sqlite3.before-{schema.HEAD}"
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    old.close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_reader_keeps_its_snapshot(rig: CollectorStore) -> None:
    open_units = select(unit.c.id).where(unit.c.to_us.is_(None))
    with rig.store.reading() as connection:
        before = connection.execute(open_units).all()
        rig.do(small_ledger.fill)
        during = connection.execute(open_units).all()
    after = rig.read(lambda connection: connection.execute(open_units).all())

    assert (len(before), len(during), len(after)) == (0, 0, 2)


def test_many_readers_at_once(rig: CollectorStore) -> None:
    with rig.store.reading() as first, rig.store.reading() as second:
        assert first.execute(select(unit)).all() == second.execute(select(unit)).all()


def test_readers_cannot_write(rig: CollectorStore) -> None:
    with rig.store.reading() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM unit")


def test_connections_carry_the_keys(rig: CollectorStore) -> None:
    with rig.store.reading() as connection:
        assert secrets_of(connection).index_key == rig.keys.index_key


def test_read_only_never_writes(rig: CollectorStore) -> None:
    rig.do(small_ledger.fill)
    other = Store.open(rig.store.path, keys=rig.keys, read_only=True)
    with other.reading() as connection:
        names = [item.value.name for item in people.list_all(connection, CITY)]
    with pytest.raises(StoreError, match="read only"), other.writing():
        pass
    other.close()

    assert names == ["李明轩", "王思远", "赵建国"]


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not there"):
        Store.open(tmp_path / "x.sqlite3", keys=CollectorKeys.open_or_make(tmp_path / "keys"), read_only=True)
    assert not (tmp_path / "x.sqlite3").exists()


def test_a_store_without_identity_is_broken(tmp_path: Path) -> None:
    store = open_new(tmp_path)
    with store.writing() as connection:
        schema.upgrade(connection)
    with pytest.raises(StoreBroken, match="no identity"):
        _ = store.collector_id
    store.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"not a database at all" * 100)
    store = open_new(tmp_path)
    with pytest.raises(StoreError, match="not a database"), store.reading() as connection:
        connection.execute(select(unit))
    with pytest.raises(StoreError, match="not a database"):
        store.migrate()
    store.close()


def test_nothing_personal_can_be_read_in_the_file(rig: CollectorStore) -> None:
    rig.do(small_ledger.fill)
    files = [path.read_bytes() for path in rig.store.path.parent.glob("store.sqlite3*")]

    assert any("示例市财政局".encode() in content for content in files)
    assert not any(secret.encode() in content for content in files for secret in ("李明轩", "19900000001"))
