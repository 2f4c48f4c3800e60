import pytest
from sqlalchemy import text

from tests.support.collector_store import CollectorStore


@pytest.mark.parametrize("column", ["address", "mac"])
def test_a_trace_reads_bindings_by_index(rig: CollectorStore, column: str) -> None:
    question = text(
        f"EXPLAIN QUERY PLAN SELECT id FROM binding WHERE {column} = 'x' AND first_us <= 5 AND closed_us < 3"
    )
    plan = rig.read(lambda connection: [row.detail for row in connection.execute(question)])

    index = f"ix_binding_{column}_first_us_closed_us"
    assert plan == [f"SEARCH binding USING COVERING INDEX {index} ({column}=? AND first_us<?)"]


def test_what_went_quiet_is_found_without_reading_what_is_over(rig: CollectorStore) -> None:
    question = text("EXPLAIN QUERY PLAN UPDATE binding SET closed_us = last_us WHERE closed_us IS NULL AND last_us < 5")
    plan = rig.read(lambda connection: [row.detail for row in connection.execute(question)])

    assert plan == ["SEARCH binding USING INDEX ix_binding_open (last_us<?)"]
