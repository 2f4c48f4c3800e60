from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from agent.errors import OrderRefused
from agent.lan.decode.frame import decode
from agent.lan.encode import arp_request, neighbour_solicitation
from agent.orders.ceilings import Place, place_of
from agent.orders.underway import begin, frame_for
from protocol.observations import OrderCarriedOut, OrderOutcome
from tests.support.observed import ADAPTER, OWN_MAC, SEGMENT, policy
from tests.support.order_ground import ASKABLE, OrderGround
from tests.support.ordered import ask, canary, sweep


@pytest.fixture
def place() -> Iterator[Place]:
    ground = OrderGround()
    yield place_of(ADAPTER, SEGMENT, ground.attached, policy(1, ASKABLE))
    ground.close()


def test_questions_are_asked_in_the_adapters_own_name(place: Place) -> None:
    four, six = IPv4Address("59.207.0.99"), IPv6Address("fe80::99")
    assert frame_for(four, place) == arp_request(OWN_MAC, IPv4Address("59.207.0.23"), four)
    assert frame_for(six, place) == neighbour_solicitation(OWN_MAC, IPv6Address("fe80::3"), six)
    assert decode(frame_for(None, place))[0][:2] == (OWN_MAC, ip_address("fe80::3"))


def test_an_order_ends_with_what_was_asked(place: Place) -> None:
    underway = begin(ask("59.207.0.65/32", "59.207.0.66/32"), place, 1_000_000, 5_000_000)
    assert (underway.deadline_us, underway.due_us(), underway.over_us(), str(underway)) == (
        61_000_000,
        0,
        None,
        "a5c1 ask 0/2",
    )
    assert underway.take_frame(place, 1_000_000)[0] == ip_address("59.207.0.65")
    assert underway.carried_out(OrderOutcome.REFUSED, "why", 4_000_000) == OrderCarriedOut(
        "a5c1", ADAPTER, OrderOutcome.REFUSED, "why", 0, 0, 0, 5_000_000, 5_000_000
    )
    underway.frames = 1

    assert underway.carried_out(OrderOutcome.DONE, None, 9_000_000).asked == 1
    assert str(underway) == "a5c1 ask 1/2"


def test_a_canary_is_one_frame(place: Place) -> None:
    underway = begin(canary(), place, 0, 0)
    assert (underway.due_us(), underway.over_us(), underway.goes_first, str(underway)) == (0, None, True, "ca4a canary")
    underway.frames = 1

    assert (underway.due_us(), underway.over_us()) == (None, 0)


def test_what_may_not_be_carried_out_does_not_begin(place: Place) -> None:
    for order in (sweep("10.0.0.0/30"), canary(address="59.207.0.23")):
        with pytest.raises(OrderRefused):
            begin(order, place, 0, 0)
    with pytest.raises(OrderRefused, match="no probe frame"):
        begin(ask("59.207.0.65/32"), replace(place, declared=replace(ASKABLE, probe_frames_per_second=0)), 0, 0)
