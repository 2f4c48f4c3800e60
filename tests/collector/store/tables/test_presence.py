import pytest
from sqlalchemy import text

from tests.support.collector_store import CollectorStore


@pytest.mark.parametrize("column", ["address", "mac"])
def test_a_trace_reads_bindings_by_index(rig: CollectorStore, column: str) -> None:
    question = text(f"EXPLAIN QUERY PLAN SELECT * FROM binding WHERE {column} = 'x' AND first_us <= 5")
    plan = rig.read(lambda connection: [row.detail for row in connection.execute(question)])

    assert plan == [f"SEARCH binding USING INDEX ix_binding_{column}_first_us ({column}=? AND first_us<?)"]
