import pytest

from protocol.policy import DeclaredSegment, Duty, Policy
from tests.support.round_trip import assert_round_trips


@pytest.mark.parametrize("message_type", [DeclaredSegment, Duty, Policy])
def test_a_policy_survives_the_wire(message_type: type) -> None:
    assert_round_trips(message_type)
