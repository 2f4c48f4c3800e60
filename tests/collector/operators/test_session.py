"""When a session ends and when its password is fresh."""

import pytest

from collector.operators.session import (
    ABSOLUTE_US,
    FRESH_US,
    IDLE_US,
    TOUCH_US,
    PasswordNeeded,
    Session,
    require_fresh,
)

START = 1_772_000_000_000_000


def session(last_us: int = START, reauthenticated_us: int = START) -> Session:
    return Session("0" * 64, "1" * 32, START, last_us, START + ABSOLUTE_US, "192.0.2.1", reauthenticated_us)


@pytest.mark.parametrize(
    ("last", "now", "alive"),
    [
        (START, START, True),
        (START, START + IDLE_US - 1, True),
        (START, START + IDLE_US, False),
        (START + ABSOLUTE_US - 1, START + ABSOLUTE_US - 1, True),
        (START + ABSOLUTE_US - 1, START + ABSOLUTE_US, False),
    ],
)
def test_life(last: int, now: int, alive: bool) -> None:
    assert session(last).is_alive(now) is alive


def test_touch_is_wanted_once_a_minute() -> None:
    assert not session().wants_touch(START + TOUCH_US - 1)
    assert session().wants_touch(START + TOUCH_US)


@pytest.mark.parametrize("now", [START, START + FRESH_US - 1])
def test_fresh(now: int) -> None:
    require_fresh(session(), now, "granting")


@pytest.mark.parametrize("now", [START + FRESH_US, START - 1], ids=["too-old", "clock-set-back"])
def test_not_fresh(now: int) -> None:
    with pytest.raises(PasswordNeeded, match="granting"):
        require_fresh(session(), now, "granting")


def test_socket_without_session_is_never_fresh() -> None:
    with pytest.raises(PasswordNeeded, match="log in"):
        require_fresh(None, START, "granting")
