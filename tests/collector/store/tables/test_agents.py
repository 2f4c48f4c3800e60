import pytest
from sqlalchemy import text

from collector.store.tables import agents
from tests.support.collector_store import CollectorStore


def test_agent_and_terminal_are_joined_by_an_interval() -> None:
    assert "terminal_id" not in agents.agent.c
    assert [column.name for column in agents.agent_binding.primary_key] == ["agent_id", "from_us"]
    assert agents.agent_binding.c.to_us.nullable


def test_a_code_is_stored_only_as_its_digest() -> None:
    assert "code" not in agents.enrolment_code.c
    assert any(index.unique for index in agents.enrolment_code.indexes if "code_digest" in index.columns)


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("last_us < 5", "ix_agent_stretch_beat (last_us<?)"),
        ("agent_id = 'x'", "ix_agent_stretch_open (agent_id=?)"),
    ],
)
def test_runs_of_beats_that_last_are_found_without_reading_those_over(
    rig: CollectorStore, condition: str, index: str
) -> None:
    question = text(f"EXPLAIN QUERY PLAN SELECT * FROM agent_stretch WHERE to_us IS NULL AND {condition}")
    plan = rig.read(lambda connection: [row.detail for row in connection.execute(question)])

    assert plan == [f"SEARCH agent_stretch USING INDEX {index}"]
