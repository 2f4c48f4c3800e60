"""The two threads of a session, against a collector behind real TLS."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from agent.delivering import Delivering
from tests.support.fake_collector import FakeCollector
from tests.support.sessions import begin


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_a_call_brings_a_beat_long_before_it_is_due(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        session, _, _ = begin(collector, tmp_path)
        session.sender.set_beat_interval(3_600_000)
        delivering = Delivering(session)
        delivering.start()
        stored = collector.agents[session.identity.agent]
        wait_for(lambda: stored.beats)
        assert collector.standbys == []
        session.stand_by(may_be_called=True)
        wait_for(lambda: collector.standbys)
        collector.called.set()
        wait_for(lambda: len(stored.beats) > 1)
        delivering.end()

    assert not [thread for thread in threading.enumerate() if thread.name in ("delivery", "on-call")]


def test_a_pending_agent_does_not_stand_by(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        session, _, _ = begin(collector, tmp_path)
        session.is_told_of(may_vouch=False)
        session.stand_by(may_be_called=True)
        session.on_call.step()
        session.close()

    assert collector.standbys == []


def test_without_the_door_orders_come_with_beats(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        collector.has_standby_door = False
        session, _, news = begin(collector, tmp_path)
        session.stand_by(may_be_called=True)
        delivering = Delivering(session)
        delivering.start()
        wait_for(lambda: news and any(path.endswith("/standby") for path in collector.requests))
        session.sender.beat_now()
        wait_for(lambda: len(collector.agents[session.identity.agent].beats) > 1)
        delivering.end()

    assert sum(path.endswith("/standby") for path in collector.requests) == 1
