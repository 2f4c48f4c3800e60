import pytest

from protocol.observations import Attachment, InterfaceAddress, Neighbour, Resolver, Route
from tests.support.round_trip import assert_observation_round_trips


@pytest.mark.parametrize("observation_type", [Attachment, InterfaceAddress, Neighbour, Resolver, Route])
def test_where_a_pc_is_attached_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)
