import pytest

from agent.errors import AgentError
from collector.errors import CollectorError
from protocol.errors import ProtocolError
from protocol.failure import Failure


@pytest.mark.parametrize("tree", [AgentError, CollectorError, ProtocolError])
def test_every_tree_says_what_why_and_what_to_do_next(tree: type[Failure]) -> None:
    error = tree("disk", "is full", "make room")

    assert (error.what, error.why, error.next_step) == ("disk", "is full", "make room")
    assert str(error) == "disk: is full; make room"
    assert str(tree("disk", "is full")) == "disk: is full"


def test_ids_of_the_trees_differ() -> None:
    assert len({AgentError.id, CollectorError.id, ProtocolError.id, Failure.id}) == 4
