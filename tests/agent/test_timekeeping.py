import pytest

from agent.timekeeping import ClockWatch, Timers
from protocol.observations import AgentEventKind

SECOND = 1_000_000
WALL = 1_767_225_600 * SECOND


@pytest.mark.parametrize(
    ("wall_s", "boot_s", "expected"),
    [
        pytest.param(5, 5, [], id="nothing"),
        pytest.param(19, 19, [], id="a busy machine"),
        pytest.param(3600, 3600, [AgentEventKind.SUSPENDED], id="suspended, or SIGSTOP"),
        pytest.param(605, 5, [AgentEventKind.CLOCK_JUMPED], id="clock set ahead"),
        pytest.param(-86_400, 5, [AgentEventKind.CLOCK_JUMPED], id="clock set back"),
        pytest.param(6, 5, [], id="slewed"),
        pytest.param(0, 3600, [AgentEventKind.SUSPENDED, AgentEventKind.CLOCK_JUMPED], id="both"),
    ],
)
def test_what_the_clocks_say(wall_s: int, boot_s: int, expected: list[AgentEventKind]) -> None:
    watch = ClockWatch(WALL, 0, longest_sleep_us=5 * SECOND)

    assert [event.what for event in watch.turn(WALL + wall_s * SECOND, boot_s * SECOND)] == expected
    assert watch.turn(WALL + (wall_s + 1) * SECOND, (boot_s + 1) * SECOND) == []


def test_timers_are_due_once_and_in_order() -> None:
    timers = Timers()
    timers.set("b", 20)
    timers.set("a", 30)
    timers.set_earlier("a", 10)
    timers.set_earlier("b", 99)

    assert timers.sleep_us(5, longest_us=100) == 5
    assert timers.take_due(20) == ["a", "b"]
    assert timers.take_due(99) == []
    assert timers.sleep_us(20, longest_us=100) == 100


def test_cancelled_timer_is_not_due() -> None:
    timers = Timers()
    timers.set("a", 1)
    timers.cancel("a")
    timers.cancel("never set")

    assert timers.take_due(5) == []
