import pytest
from sqlalchemy import Table

from collector.store.tables import ledger

VERSIONED = [
    ledger.unit,
    ledger.person,
    ledger.terminal,
    ledger.adapter,
    ledger.terminal_address,
    ledger.custody,
    ledger.segment,
    ledger.exemption,
]


@pytest.mark.parametrize("table", VERSIONED, ids=str)
def test_a_row_is_one_version(table: Table) -> None:
    assert [column.name for column in table.primary_key] == ["id", "from_us"]
    assert table.c.to_us.nullable


def test_nothing_personal_has_a_column_of_its_own() -> None:
    assert {"name", "mobile", "office_phone", "title"}.isdisjoint(ledger.person.c.keys())
    assert ledger.person_key.c.sealed_key.nullable
