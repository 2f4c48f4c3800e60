import re

import pytest

from agent import errors
from agent.errors import AgentError, CouldNotLook, CouldNotOpen

TREE = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AgentError)]


@pytest.mark.parametrize("kind", TREE)
def test_error_is_drawn_in_the_tree_and_has_an_id_of_its_own(kind: type[AgentError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", kind.id)
    assert [other.id for other in TREE].count(kind.id) == 1


def test_sentence_names_what_why_and_what_to_do() -> None:
    error = CouldNotLook("/dev/rfkill", "permission denied", "run the agent with group netdev")

    assert str(error) == "/dev/rfkill: permission denied; run the agent with group netdev"


def test_next_step_may_be_missing() -> None:
    assert str(CouldNotOpen("nl80211", "family not registered")) == "nl80211: family not registered"
