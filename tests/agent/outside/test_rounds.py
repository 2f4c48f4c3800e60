"""Main loop, prober and wire together: the agent's own thread, a real kernel, real frames counted."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.outside.prober import Found
from agent.outside.rounds import TIMER, Rounds
from agent.state import StateDirectory
from agent.timekeeping import Timers
from protocol.observations import Adapter, OutsideReached
from protocol.policy import OutsideProbe
from tests.support.clock import FakeClock
from tests.support.inside import inside
from tests.support.laboratory import Host, Lan
from tests.support.observed import adapter
from tests.support.outside import TARGETS, FrameCounter, listening

pytestmark = pytest.mark.root

ORDER = OutsideProbe(TARGETS, 600_000, 0)
WAY = Adapter(**{name: getattr(adapter(), name) for name in Adapter.__slots__} | {"name": "eth0"})


class Orders:
    """As much of a Witness as Rounds uses."""

    def __init__(self, order: OutsideProbe | None) -> None:
        self.order = order
        self.found: list[Found] = []

    def outside_order(self) -> tuple[OutsideProbe | None, tuple[Adapter, ...]]:
        return self.order, (WAY,)

    def say_outside(self, found: Found) -> None:
        self.found.append(found)


@pytest.fixture
def lan() -> Iterator[Lan]:
    with Lan() as made:
        yield made


@pytest.fixture
def router(lan: Lan) -> Host:
    return lan.host("router", address="10.37.12.1/24")


@pytest.fixture
def pc(lan: Lan, router: Host) -> Host:
    return lan.host("pc", address="10.37.12.21/24", gateway="10.37.12.1")


def wait_for(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def rounds_of(folder: Path, orders: Orders, rung: list[None]) -> tuple[Rounds, Timers, FakeClock]:
    state = StateDirectory(folder)
    state.make()
    timers, clock = Timers(), FakeClock()
    return Rounds(state, clock, timers, orders, lambda: rung.append(None)), timers, clock


def test_an_order_is_carried_out_and_what_was_found_comes_back(router: Host, pc: Host, tmp_path: Path) -> None:
    orders, rung = Orders(ORDER), list[None]()
    rounds, timers, clock = rounds_of(tmp_path, orders, rung)
    with listening(router, *TARGETS), FrameCounter(router) as counter:
        with inside(pc.namespace):
            rounds.turn()
        wait_for(lambda: bool(rung))
        rounds.say()
        clock.advance(30)
        assert timers.take_due(clock.boot_us()) == [TIMER]

    assert orders.found == [(OutsideReached(WAY.id, TARGETS, (), clock.wall - 30_000_000),)]
    assert counter.to(TARGETS) > 0


def test_without_an_order_no_packet_leaves(router: Host, pc: Host, tmp_path: Path) -> None:
    orders = Orders(None)
    rounds, _, clock = rounds_of(tmp_path, orders, [])
    with listening(router, *TARGETS), FrameCounter(router) as counter:
        with inside(pc.namespace):
            for _ in range(100):
                rounds.turn()
                clock.advance(30)
        pc.speak_to("10.37.12.1")
        time.sleep(1)

    assert counter.destinations == []
    assert orders.found == []
