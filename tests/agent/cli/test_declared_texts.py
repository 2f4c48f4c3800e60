from agent.cli.declared_texts import TEXTS
from tests.agent.cli.declared import shown_texts


def test_every_declared_text_is_offered_to_the_catalogue() -> None:
    assert set(TEXTS) == shown_texts()
    assert len(TEXTS) == len(set(TEXTS))
