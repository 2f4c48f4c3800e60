from collector.store.tables import agents


def test_agent_and_terminal_are_joined_by_an_interval() -> None:
    assert "terminal_id" not in agents.agent.c
    assert [column.name for column in agents.agent_binding.primary_key] == ["agent_id", "from_us"]
    assert agents.agent_binding.c.to_us.nullable


def test_a_code_is_stored_only_as_its_digest() -> None:
    assert "code" not in agents.enrolment_code.c
    assert any(index.unique for index in agents.enrolment_code.indexes if "code_digest" in index.columns)
