import pytest
from sqlalchemy import BigInteger, Column, create_engine

from collector.store import tables
from collector.store.tables import metadata


def test_every_table_is_exported() -> None:
    assert set(metadata.tables) == set(tables.__all__) - {"metadata"}


@pytest.mark.parametrize("column", [item for table in metadata.sorted_tables for item in table.columns], ids=str)
def test_moments_hold_microseconds_until_the_year_294441(column: Column[object]) -> None:
    if column.name.endswith("_us"):
        assert isinstance(column.type, BigInteger)


def test_every_constraint_has_a_name_a_migration_can_use() -> None:
    for table in metadata.sorted_tables:
        assert table.primary_key.name == f"pk_{table.name}"
        assert all(index.name and index.name.startswith("ix_") for index in table.indexes)


def test_numbered_rows_are_numbered_by_sqlite() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        values = {"alert_id": "1" * 32, "at_us": 1, "what": "opened", "actor": "collector"}
        keys = [connection.execute(tables.alert_event.insert().values(values)).inserted_primary_key for _ in range(2)]
    engine.dispose()

    assert [key and key[0] for key in keys] == [1, 2]
