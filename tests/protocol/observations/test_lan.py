import pytest

from protocol.observations import (
    DhcpClientHeard,
    NameHeard,
    OwnMacHeard,
    ServerHeard,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize(
    "observation_type", [DhcpClientHeard, NameHeard, OwnMacHeard, ServerHeard, Sighting, SightingsFolded, SwitchPort]
)
def test_what_was_heard_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
