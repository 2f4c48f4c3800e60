import pytest

from protocol.answer import Answer, Fault, Receipt
from tests.support.round_trip import assert_round_trips


@pytest.mark.parametrize("message_type", [Answer, Fault, Receipt])
def test_an_answer_survives_the_wire(message_type: type) -> None:
    assert_round_trips(message_type)
