import pytest

from protocol.observations import Forwarding, SharingService, Translation
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize("observation_type", [Forwarding, SharingService, Translation])
def test_sharing_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
