import pytest

from protocol.observations import NameHeard, OwnMacHeard, ServerHeard, Sighting
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize("observation_type", [NameHeard, OwnMacHeard, ServerHeard, Sighting])
def test_what_was_heard_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
