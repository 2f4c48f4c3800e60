import pytest

from protocol.observations import Adapter, WirelessDevice
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize("observation_type", [Adapter, WirelessDevice])
def test_an_adapter_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
