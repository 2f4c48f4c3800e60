import pytest

from agent.errors import CouldNotLook
from agent.privileged.nobody import Nobody


@pytest.mark.parametrize("question", ["packet_rules", "accounts", "serials", "port_owners"])
def test_without_helper_the_answer_is_why(question: str) -> None:
    with pytest.raises(CouldNotLook, match="not started here"):
        getattr(Nobody("not started here"), question)()
