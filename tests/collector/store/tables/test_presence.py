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
