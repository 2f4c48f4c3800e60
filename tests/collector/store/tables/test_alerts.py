from sqlalchemy import text

from tests.support.collector_store import CollectorStore


def test_what_is_due_is_found_by_index(rig: CollectorStore) -> None:
    question = text("EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE sent_us IS NULL AND dead_us IS NULL AND due_us <= 5")
    (plan,) = rig.read(lambda connection: [row.detail for row in connection.execute(question)])

    assert "USING INDEX" in plan
    assert "due_us<" in plan
