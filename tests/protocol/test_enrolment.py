import pytest

from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, SiteBundle
from tests.support.round_trip import assert_round_trips


@pytest.mark.parametrize("message_type", [EnrolmentAnswer, EnrolmentRequest, SiteBundle])
def test_an_enrolment_survives_the_wire(message_type: type) -> None:
    assert_round_trips(message_type)
