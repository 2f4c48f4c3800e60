from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.order import Order
from protocol.schema import declared_fields
from tests.support.round_trip import assert_round_trips


def test_an_order_survives_the_wire() -> None:
    assert_round_trips(Order)


def test_no_order_can_ask_for_more_frames_than_an_agent_may_send() -> None:
    rate = next(item for item in declared_fields(Order) if item.name == "frames_per_second")
    assert (rate.field.least, rate.field.most) == (1, PROBE_FRAMES_PER_SECOND)
