import pytest

from protocol.observations import AgentEvent, Elsewhere, Gap, Looked
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize("observation_type", [AgentEvent, Elsewhere, Gap, Looked])
def test_what_an_agent_says_of_itself_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
