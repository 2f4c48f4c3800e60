import io
import logging
from collections.abc import Iterator

import pytest

from agent import logs
from tests.support.clock import FakeClock


@pytest.fixture(autouse=True)
def _root_logger() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level


def test_rate_is_bounded_and_what_was_held_back_is_said() -> None:
    clock, stream = FakeClock(), io.StringIO()
    logs.set_up(stream, "info", 3, clock, for_journal=False)
    for number in range(10):
        logging.getLogger("agent.x").info("line %d", number)
    clock.advance(61)
    logging.getLogger("agent.x").info("%d%% sure", 100)
    lines = stream.getvalue().splitlines()

    assert lines[:3] == [f"INFO agent.x: line {number}" for number in range(3)]
    assert lines[3:] == ["INFO agent.x: [7 lines held back] 100% sure"]


def test_journal_gets_severity_and_one_line() -> None:
    stream = io.StringIO()
    logs.set_up(stream, "warning", 9, FakeClock(), for_journal=True)
    logging.getLogger("agent.x").info("not this")
    try:
        raise ValueError("of the\nprobe")
    except ValueError:
        logging.getLogger("agent.x").exception("failed")

    (line,) = stream.getvalue().splitlines()
    assert line.startswith("<3>agent.x: failed | Traceback")
