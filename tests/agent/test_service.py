"""The service as a whole: this machine's real kernel, a real spool, a fake collector behind real TLS."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agent.config import Config, parse
from agent.delivery.collector_client import CollectorClient
from agent.enrolment import enrol
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.events import KernelEvents
from agent.host.netlink.sockets import RouteTables
from agent.identity import Identity
from agent.notification import Notifier
from agent.service import Service
from agent.state import StateDirectory
from agent.status import read_status
from protocol.codec import encode
from protocol.identity import SegmentId
from protocol.observations import (
    Adapter,
    AgentEvent,
    AgentEventKind,
    Attachment,
    HostIdentity,
    InterfaceAddress,
    Looked,
    Neighbour,
    Route,
)
from protocol.policy import DeclaredSegment, Policy
from protocol.report import ReportKind
from tests.support.fake_collector import FakeCollector

CODE = "ABCD-EFGH-JKLM-NPQR"
FAST = b"[timing]\nbeat_ms = 200\nsightings_ms = 200\n[log]\nlevel = 'warning'\n"
PRIVATE = (InterfaceAddress, Neighbour, Route, Attachment)


def host() -> Host:
    return Host(SystemClock(), RouteTables())


def config(folder: Path) -> Config:
    return replace(parse(FAST, "test"), state_directory=folder)


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def running(settings: Config) -> Iterator[Service]:
    with KernelEvents() as events:
        service = Service(settings, host(), events, Notifier(None))
        thread = threading.Thread(target=service.run)
        thread.start()
        try:
            yield service
        finally:
            service.stop()
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running_collector:
        yield running_collector


def enrolled(collector: FakeCollector, folder: Path) -> str:
    state = StateDirectory(folder)
    state.make()
    enrol(state, encode(collector.site), CODE, host(), 10)
    identity = Identity.load(state)
    assert identity is not None
    return identity.agent


def test_waits_until_it_is_enrolled_then_says_everything(collector: FakeCollector, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    state = StateDirectory(folder)
    with running(config(folder)):
        wait_for(lambda: (told := read_status(state)) is not None and told.state == "not-enrolled")
        assert not state.spool.exists()
        agent = enrolled(collector, folder)
        wait_for(lambda: any(isinstance(item, HostIdentity) for item in collector.observations(agent)))

    said = collector.observations(agent)
    assert [item.what for item in said if isinstance(item, AgentEvent)] == [
        AgentEventKind.STARTED,
        AgentEventKind.STOPPING,
    ]
    assert any(isinstance(item, Adapter) and item.name == "lo" for item in said)
    told = read_status(state)
    assert told is not None
    assert told.state == "stopped"


def test_says_why_it_is_stopped(collector: FakeCollector, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    agent = enrolled(collector, folder)
    with running(config(folder)):
        wait_for(lambda: any(isinstance(item, HostIdentity) for item in collector.observations(agent)))
        StateDirectory(folder).farewell.write_bytes(b"removed\n")

    last = [item for item in collector.observations(agent) if isinstance(item, AgentEvent)][-1]
    assert (last.what, last.detail) == (AgentEventKind.STOPPING, "package removed; identity and spool are kept")


def test_elsewhere_says_nothing_of_where_and_vouches_for_nothing(collector: FakeCollector, tmp_path: Path) -> None:
    agent = enrolled(collector, tmp_path / "state")
    with running(config(tmp_path / "state")):
        wait_for(lambda: len(collector.agents[agent].beats) >= 3)
        wait_for(lambda: any(isinstance(item, Looked) for item in collector.observations(agent)))

    assert not [item for item in collector.observations(agent) if isinstance(item, PRIVATE)]
    assert all(beat.claims == () for beat in collector.agents[agent].beats)
    counters = [beat.counter for beat in collector.agents[agent].beats]
    assert counters == sorted(set(counters))


def own_segment() -> DeclaredSegment:
    """A segment this machine is attached to, if it has any network."""
    from agent.probes.addressing import AddressingProbe
    from agent.probes.probe import Seen

    looking = AddressingProbe().look(host())
    assert isinstance(looking, Seen)
    held = [item for item in looking.observations if isinstance(item, InterfaceAddress) and item.scope == "global"]
    if not held:
        pytest.skip("this machine has no global address")
    from ipaddress import ip_network

    prefix = ip_network((held[0].address, held[0].prefix_length), strict=False)
    return DeclaredSegment(SegmentId("5e" * 16), (prefix,), (), ())


def policy(version: int, segment: DeclaredSegment) -> Policy:
    return Policy(version, "*", 1, 2**53, (segment,), 200, 200, 60_000, 86_400_000)


def test_policy_that_declares_the_segment_makes_it_say_and_vouch(collector: FakeCollector, tmp_path: Path) -> None:
    segment = own_segment()
    agent = enrolled(collector, tmp_path / "state")
    with running(config(tmp_path / "state")):
        wait_for(lambda: bool(collector.agents[agent].beats))
        with collector.lock:
            collector.policy = policy(1, segment)
        wait_for(lambda: any(beat.claims for beat in collector.agents[agent].beats))
        wait_for(lambda: any(isinstance(item, Attachment) for item in collector.observations(agent)))

    said = collector.observations(agent)
    assert any(isinstance(item, InterfaceAddress) for item in said)
    assert collector.agents[agent].beats[-1].policy_version == 1


def test_unchanged_answers_are_not_said_again(collector: FakeCollector, tmp_path: Path) -> None:
    agent = enrolled(collector, tmp_path / "state")
    with running(config(tmp_path / "state")) as service:
        wait_for(lambda: any(isinstance(item, Looked) for item in collector.observations(agent)))
        service.reload(config(tmp_path / "state"))
        wait_for(lambda: _count(collector, agent, AgentEventKind.STARTED) == 2)
        beats = len(collector.agents[agent].beats)
        wait_for(lambda: len(collector.agents[agent].beats) > beats + 2)

    inventories = [report for report in collector.agents[agent].reports if report.envelope.kind is ReportKind.INVENTORY]
    assert len(inventories) == 2


def _count(collector: FakeCollector, agent: str, what: AgentEventKind) -> int:
    said = collector.observations(agent)
    return sum(1 for item in said if isinstance(item, AgentEvent) and item.what is what)


def test_what_happened_while_the_collector_was_away_arrives_later(collector: FakeCollector, tmp_path: Path) -> None:
    agent = enrolled(collector, tmp_path / "state")
    with collector.lock:
        collector.fail_with = (503, 0)
    with running(config(tmp_path / "state")):
        wait_for(lambda: len(collector.requests) > 3)
        assert collector.agents[agent].reports == []
        with collector.lock:
            collector.fail_with = None
        wait_for(lambda: len(collector.agents[agent].reports) >= 2)

    assert collector.agents[agent].head.sequence == len(collector.agents[agent].reports)


def test_refused_report_is_said_once_and_wedges_nothing(collector: FakeCollector, tmp_path: Path) -> None:
    agent = enrolled(collector, tmp_path / "state")
    collector.refuse_sequences = frozenset({1, 2})
    with running(config(tmp_path / "state")):
        wait_for(lambda: _count(collector, agent, AgentEventKind.REPORT_REFUSED) > 0)

    assert _count(collector, agent, AgentEventKind.REPORT_REFUSED) == 1


def test_client_of_another_site_is_not_believed(collector: FakeCollector, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with FakeCollector(tmp_path / "other") as other:
        site = replace(other.site, url=collector.url)
        client = CollectorClient(site, 5)
        with pytest.raises(Exception, match="certificate does not hold"):
            client.post("/agents/v0/beats", b"x", {})
