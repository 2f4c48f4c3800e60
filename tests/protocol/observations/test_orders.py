from protocol.observations import OrderCarriedOut
from tests.support.round_trip import assert_observation_round_trips


def test_it_survives_the_wire() -> None:
    assert_observation_round_trips(OrderCarriedOut)
