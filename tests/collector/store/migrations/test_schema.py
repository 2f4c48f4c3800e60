import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

from collector.errors import StoreTooNew
from collector.rules.finding import Severity
from collector.store import exemptions
from collector.store.migrations import schema
from collector.store.scope import CITY
from collector.store.tables import metadata


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")


def test_migrations_make_the_schema_the_tables_describe(engine: Engine) -> None:
    with engine.begin() as connection:
        schema.upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
        found = schema.revision(connection)
    engine.dispose()

    assert differences == []
    assert found == schema.HEAD


def test_a_difference_would_be_noticed(engine: Engine) -> None:
    with engine.begin() as connection:
        schema.upgrade(connection)
        connection.exec_driver_sql("DROP INDEX ix_adapter_mac")
        connection.exec_driver_sql("ALTER TABLE unit ADD COLUMN extra TEXT")
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert {difference[0] for difference in differences} == {"add_index", "remove_column"}


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        schema.upgrade(connection)
        schema.upgrade(connection)
        schema.require_not_newer(connection)
    engine.dispose()


def test_an_empty_store_has_no_revision(engine: Engine) -> None:
    with engine.connect() as connection:
        assert schema.revision(connection) is None
        schema.require_not_newer(connection)
    engine.dispose()


def test_a_newer_schema_is_refused(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        schema.upgrade(connection)
    with sqlite3.connect(tmp_path / "new.sqlite3") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()

    with engine.connect() as connection, pytest.raises(StoreTooNew, match="9999"):
        schema.require_not_newer(connection)
    engine.dispose()


def test_an_upgrade_that_stops_half_way_leaves_nothing(engine: Engine) -> None:
    """SQLite's DDL is transactional (lang_transaction.html); a crash in between must not leave half a schema."""
    connection = engine.connect()
    connection.connection.isolation_level = None  # type: ignore[attr-defined]
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    schema.upgrade(connection)
    connection.exec_driver_sql("ROLLBACK")

    assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    connection.close()
    engine.dispose()


def test_an_exemption_of_the_eighth_schema_reaches_as_far_as_before(engine: Engine) -> None:
    row = "INSERT INTO exemption VALUES ('x', 1, NULL, 'r', 'mac', 's', '1', 9, 'z', NULL, NULL)"
    with engine.begin() as connection:
        schema.upgrade(connection, "0008")
        connection.exec_driver_sql(row)
        schema.upgrade(connection)
        held = exemptions.find(connection, CITY, "x")
    engine.dispose()

    assert held.value.up_to is Severity.CRITICAL


def test_alerts_of_the_sixth_schema_get_their_part_and_whether_they_were_told(engine: Engine) -> None:
    row = (
        "INSERT INTO alert (id, rule, dedup_key, severity, certainty, state, subject_kind, subject_id, evidence,"
        " first_us, opened_us, confirmed_us, renewed_us, times, episode, outcome)"
        " VALUES (?, 'r', ?, 'high', 'confirmed', 'open', 'terminal', 't', '{}', 1, 1, 7, 1, 1, 1, ?)"
    )
    with engine.begin() as connection:
        schema.upgrade(connection, "0006")
        connection.exec_driver_sql(row, ("told", "r|terminal|t||usb|1", None))
        connection.exec_driver_sql(row, ("silent", "r|terminal|t||", "exempted"))
        schema.upgrade(connection)
        found = connection.exec_driver_sql("SELECT id, part, told_us, outcome FROM alert ORDER BY id").all()
    engine.dispose()

    assert [tuple(item) for item in found] == [("silent", None, None, None), ("told", "usb|1", 7, None)]
