"""When a round begins, and that nothing is connected to that is not ordered; the connections are a fake's."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.outside.ceilings import LEAST_INTERVAL_US, TIMEOUT_SECONDS
from agent.outside.prober import Found, Prober
from agent.state import StateDirectory
from protocol.endpoint import Endpoint
from protocol.observations import OutsideReached
from protocol.policy import OutsideProbe
from tests.support.clock import FakeClock
from tests.support.observed import adapter

ONE, TWO, THREE = "192.0.2.1:443", "198.51.100.1:443", "203.0.113.1:80"
ORDER = OutsideProbe((ONE, TWO, THREE), 600_000, 60_000)
WAY = adapter()
TEN_MINUTES = LEAST_INTERVAL_US / 1_000_000


@dataclass
class World:
    folder: Path
    answering: frozenset[str] = frozenset({ONE, TWO})
    fraction: float = 0.0
    is_forbidden: bool = False
    clock: FakeClock = field(default_factory=FakeClock)
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    def connect(self, target: Endpoint, interface: str, timeout_seconds: float) -> bool:
        if self.is_forbidden:
            raise CouldNotLook("outside probe", "not permitted")
        self.asked.append((str(target), interface, timeout_seconds))
        return str(target) in self.answering

    def prober(self) -> Prober:
        state = StateDirectory(self.folder)
        state.make()
        return Prober(state, self.clock, self.found.append, lambda: self.fraction, self.connect)

    def turn(self, prober: Prober, order: OutsideProbe | None = ORDER) -> bool:
        began = prober.turn(order, (WAY,))
        prober.join(30)
        return began


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "state")


def test_each_target_is_asked_once_and_what_answered_is_told(world: World) -> None:
    assert world.turn(world.prober())

    assert world.asked == [(text, WAY.name, TIMEOUT_SECONDS) for text in ORDER.targets]
    assert world.found == [(OutsideReached(WAY.id, (ONE, TWO), (THREE,), world.clock.wall),)]


def test_without_an_order_or_a_way_nothing_is_asked(world: World) -> None:
    prober = world.prober()

    assert not world.turn(prober, None)
    assert not prober.turn(ORDER, ())
    world.clock.advance(10 * TEN_MINUTES)
    assert not world.turn(prober, None)
    assert world.asked == []


def test_never_sooner_than_the_interval(world: World) -> None:
    prober = world.prober()
    rounds = 0
    for _ in range(2 * 3600 // 30):
        rounds += world.turn(prober)
        world.clock.advance(30)

    assert rounds == 12


def test_an_order_that_asks_for_more_than_the_ceiling_asks_for_nothing(world: World) -> None:
    prober = world.prober()
    eager = OutsideProbe((ONE, TWO), 1_000, 0)

    for _ in range(100):
        assert not world.turn(prober, eager)
        world.clock.advance(30)
    assert world.asked == []


def test_jitter_is_added(world: World) -> None:
    world.fraction = 0.5
    prober = world.prober()

    assert not world.turn(prober)
    world.clock.advance(30)
    assert world.turn(prober)
    world.clock.advance(TEN_MINUTES)
    assert not world.turn(prober)
    world.clock.advance(30)
    assert world.turn(prober)


@pytest.mark.parametrize(
    ("seconds_later", "is_due"),
    [(0, False), (TEN_MINUTES - 1, False), (TEN_MINUTES, True), (86_400, True)],
)
def test_a_restart_probes_no_sooner(world: World, seconds_later: float, is_due: bool) -> None:
    assert world.turn(world.prober())
    world.clock.advance(seconds_later)

    assert world.turn(world.prober()) is is_due


def test_a_clock_that_was_set_back_means_a_whole_interval(world: World) -> None:
    assert world.turn(world.prober())
    world.clock.wall -= 86_400_000_000
    again = world.prober()

    assert not world.turn(again)
    world.clock.advance(TEN_MINUTES)
    assert world.turn(again)


def test_a_state_that_cannot_be_written_forbids_the_probe(world: World) -> None:
    prober = world.prober()
    (world.folder / ".outside.new").mkdir()

    assert not world.turn(prober)
    assert world.asked == []


def test_an_order_withdrawn_meanwhile_ends_the_round(world: World) -> None:
    prober: Prober

    class Withdrawing(World):
        def connect(self, target: Endpoint, interface: str, timeout_seconds: float) -> bool:
            reached = super().connect(target, interface, timeout_seconds)
            prober.turn(None, ())
            return reached

    there = Withdrawing(world.folder)
    prober = there.prober()
    there.turn(prober)

    assert [text for text, _, _ in there.asked] == [ONE]
    assert there.found == []


def test_an_order_replaced_meanwhile_ends_the_round_and_the_new_one_waits_for_its_turn(world: World) -> None:
    other = OutsideProbe(("203.0.113.7:443", "203.0.113.8:443"), 600_000, 0)
    prober: Prober

    class Replacing(World):
        def connect(self, target: Endpoint, interface: str, timeout_seconds: float) -> bool:
            reached = super().connect(target, interface, timeout_seconds)
            prober.turn(other, (WAY,))
            return reached

    there = Replacing(world.folder)
    prober = there.prober()
    there.turn(prober)
    there.turn(prober, other)

    assert [text for text, _, _ in there.asked] == [ONE]
    assert there.found == []
    there.clock.advance(TEN_MINUTES + 60)
    assert there.turn(prober, other)
    assert {text for text, _, _ in there.asked} == {ONE, *other.targets}


def test_a_kernel_that_refuses_is_told_as_such(world: World) -> None:
    world.is_forbidden = True
    world.turn(world.prober())

    (told,) = world.found
    assert isinstance(told, CouldNotLook)
