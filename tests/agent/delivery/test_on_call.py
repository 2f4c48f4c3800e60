"""The long poll against a collector behind real TLS, with a clock moved by hand where waiting is not the matter."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.delivery.collector_client import CollectorClient
from agent.delivery.on_call import UNKNOWN_US, WAIT_MS, OnCall
from agent.delivery.spool import Author
from agent.host.clock import SystemClock
from agent.identity import AgentKey
from protocol.identity import AgentId, BootId
from tests.support.clock import FakeClock
from tests.support.fake_collector import FakeCollector

AGENT = AgentId("a1" * 16)


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running:
        yield running


class Agent:
    def __init__(self, collector: FakeCollector, clock: SystemClock | FakeClock) -> None:
        key = AgentKey(bytes(32))
        collector.know(AGENT, key.public)
        self.client = CollectorClient(collector.site, 20)
        self.calls = 0
        author = Author(AGENT, key, BootId("b0" * 16))
        self.on_call = OnCall(author, self.client, clock, lambda: 0.5, self._called)

    def _called(self) -> None:
        self.calls += 1


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_nobody_is_asked_until_it_is_wanted(collector: FakeCollector) -> None:
    agent = Agent(collector, FakeClock())
    agent.on_call.step()

    assert collector.requests == []


def test_a_call_arrives_while_waiting(collector: FakeCollector) -> None:
    agent = Agent(collector, SystemClock())
    agent.on_call.want(True)
    waiting = threading.Thread(target=agent.on_call.step)
    waiting.start()
    wait_for(lambda: collector.standbys)
    assert agent.calls == 0
    collector.order()
    waiting.join(30)
    agent.on_call.close()

    assert agent.calls == 1
    (standby,) = collector.standbys
    assert (standby.agent, standby.boot, standby.wait_ms) == (AGENT, "b0" * 16, WAIT_MS)


def test_a_door_that_always_calls_is_asked_every_other_second_at_most(collector: FakeCollector) -> None:
    clock = FakeClock()
    agent = Agent(collector, clock)
    agent.on_call.want(True)
    pauses = []
    for _ in range(8):
        collector.called.set()
        pauses.append(agent.on_call.step() / 1e6)
        assert agent.on_call.step() > 0
        clock.advance(pauses[-1])
    agent.on_call.close()

    assert agent.calls == len(collector.standbys) == 8
    assert pauses == sorted(pauses)
    assert pauses[0] >= 0.25
    assert pauses[-1] > 1


def test_an_older_collector_is_hardly_ever_asked(collector: FakeCollector) -> None:
    collector.has_standby_door = False
    clock = FakeClock()
    agent = Agent(collector, clock)
    agent.on_call.want(True)

    assert agent.on_call.step() >= UNKNOWN_US
    clock.advance(UNKNOWN_US / 1e6 - 1)
    agent.on_call.step()
    assert (len(collector.requests), agent.calls) == (1, 0)
    assert "no door" in agent.on_call.trouble


def test_a_refusal_is_waited_out(collector: FakeCollector) -> None:
    collector.fail_with = (429, 7_000)
    agent = Agent(collector, FakeClock())
    agent.on_call.want(True)

    assert agent.on_call.step() == 7_000_000
    assert agent.on_call.trouble == "the collector answered 429"
    agent.on_call.close()


def test_an_unreachable_collector_is_tried_with_growing_pauses(tmp_path: Path) -> None:
    clock = FakeClock()
    with FakeCollector(tmp_path) as collector:
        agent = Agent(collector, clock)
    agent.on_call.want(True)
    pauses = []
    for _ in range(9):
        pauses.append(agent.on_call.step())
        clock.advance(pauses[-1] / 1e6)

    assert pauses == sorted(pauses)
    assert 20_000_000 < pauses[-1] <= 60_000_000
    assert "collector https://127.0.0.1" in agent.on_call.trouble


@pytest.mark.parametrize("ends", ["end", "unwanted"])
def test_a_wait_ends_when_nobody_wants_it_any_more(collector: FakeCollector, ends: str) -> None:
    agent = Agent(collector, SystemClock())
    agent.on_call.want(True)
    waiting = threading.Thread(target=agent.on_call.step)
    waiting.start()
    wait_for(lambda: collector.standbys)
    if ends == "end":
        agent.on_call.end()
    else:
        agent.on_call.want(False)
    waiting.join(20)

    assert not waiting.is_alive()
    assert (len(collector.standbys), agent.calls, agent.on_call.trouble) == (1, 0, "")
    agent.on_call.close()
