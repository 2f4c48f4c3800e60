import pytest

from protocol.observations import (
    Antivirus,
    HostFirewall,
    ListeningSocket,
    LocalAccount,
    PasswordRules,
    TimeSynchronisation,
)
from tests.support.round_trip import assert_observation_round_trips

POSTURE = [Antivirus, HostFirewall, ListeningSocket, LocalAccount, PasswordRules, TimeSynchronisation]


@pytest.mark.parametrize("observation_type", POSTURE)
def test_posture_survives_the_wire(observation_type: type) -> None:
    assert_observation_round_trips(observation_type)


@pytest.mark.parametrize("observation_type", POSTURE)
def test_there_is_no_field_for_a_secret(observation_type: type) -> None:
    assert not {"password", "hash", "secret"} & set(observation_type.__annotations__)
