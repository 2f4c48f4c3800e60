from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from agent.errors import CouldNotOpen
from agent.host.netlink.events import Wake
from agent.listening import Ear
from agent.self_description import describe
from agent.session import Session
from agent.throttle import Allowance, Throttle
from agent.timekeeping import Timers
from agent.witness import Witness
from protocol.identity import SegmentId
from protocol.observations import (
    Adapter,
    AgentEvent,
    Attachment,
    InterfaceAddress,
    Looked,
    LookOutcome,
    Observation,
    WirelessDevice,
)
from protocol.policy import DeclaredSegment, Duty, DutyKind
from tests.support.captured_host import CapturedTables
from tests.support.clock import FakeClock
from tests.support.fake_collector import FakeCollector
from tests.support.observed import policy
from tests.support.sessions import begin, settings
from tests.support.spools import report_in

LAB = DeclaredSegment(SegmentId("5e" * 16), (ip_network("192.168.77.0/24"),), (), ())


def no_ear(index: int, for_multicast: bool) -> Ear:
    raise CouldNotOpen("packet socket", "CAP_NET_RAW is missing")


def witness_of(collector: FakeCollector, folder: Path, throttle: Throttle | None = None) -> tuple[Witness, Session]:
    session, host, _ = begin(collector, folder)
    witness = Witness(settings(folder), host, Timers(), no_ear, lambda: None, throttle or Throttle())
    witness.begin(session)
    return witness, session


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running:
        yield running


def said(session: Session) -> list[Observation]:
    return [item for row in session.spool.offer() for item in report_in(row).observations]


def test_beside_a_declared_segment_everything_is_said_and_vouched_for(collector: FakeCollector, tmp_path: Path) -> None:
    collector.policy = policy(1, LAB)
    _, session = witness_of(collector, tmp_path)
    everything = said(session)

    assert isinstance(everything[0], AgentEvent)
    assert [str(item.addresses[0]) for item in everything if isinstance(item, Attachment)] == ["192.168.77.18"]
    assert any(isinstance(item, WirelessDevice) and item.ssid for item in everything)
    assert len(session.beats.make().claims) == 1
    session.close()


def test_elsewhere_nothing_is_vouched_for_and_the_place_is_not_said(collector: FakeCollector, tmp_path: Path) -> None:
    _, session = witness_of(collector, tmp_path)
    everything = said(session)

    assert not any(isinstance(item, InterfaceAddress | Attachment) for item in everything)
    assert Looked("attachment", LookOutcome.NOTHING_HERE, None) in everything
    assert all(item.ssid is None for item in everything if isinstance(item, WirelessDevice))
    assert session.beats.make().claims == ()
    session.close()


def test_second_look_at_an_unchanged_machine_says_nothing(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path)
    waiting = session.spool.waiting
    witness.sweep()
    assert session.spool.waiting == waiting
    witness.inventory()

    assert session.spool.waiting == waiting + 1
    session.close()


def test_description_names_what_does_not_work(collector: FakeCollector, tmp_path: Path) -> None:
    collector.policy = policy(1, LAB)
    witness, session = witness_of(collector, tmp_path)
    status = describe(witness, "", {"rfkill": "not there"}, 5)

    assert (status.state, status.terminal, status.is_attached) == ("active", "3714992026000001", True)
    assert status.segments == (LAB.id,)
    assert any("CAP_NET_RAW" in trouble for trouble in status.troubles)
    assert status.unheard == ("rfkill: not there",)
    witness.end("stopped")
    assert describe(witness, "not enrolled", {}, 6).state == "not-enrolled"
    session.close()


def test_a_duty_taken_up_is_in_the_status_at_once(collector: FakeCollector, tmp_path: Path) -> None:
    collector.policy = policy(1, LAB)
    witness, session = witness_of(collector, tmp_path)
    (adapter,) = [item.evidence.adapter for item in witness.attached if item.segments]
    witness._timers.set("status", 2**60)

    session.duties.take((Duty("lease-1", DutyKind.WATCH, LAB.id, adapter, 1_000),))
    witness.take_up_duties()

    assert "status" in witness._timers.take_due(witness._clock.boot_us())
    session.close()


def test_a_duty_is_not_named_while_nothing_can_be_heard(collector: FakeCollector, tmp_path: Path) -> None:
    collector.policy = policy(1, LAB)
    witness, session = witness_of(collector, tmp_path)
    (adapter,) = [item.evidence.adapter for item in witness.attached if item.segments]
    session.duties.take((Duty("lease-1", DutyKind.WATCH, LAB.id, adapter, 1_000),))
    witness.take_up_duties()

    assert [duty.id for duty in witness.duties] == ["lease-1"]
    assert session.beats.make().duties == ()
    session.close()


def test_an_answer_said_too_often_is_owed_and_its_last_state_said(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path, Throttle(sayings=Allowance(1, 2_000_000)))
    clock, tables = witness._clock, witness._observer._host.netlink
    assert isinstance(clock, FakeClock)
    assert isinstance(tables, CapturedTables)
    wire = next(row for row in tables.tables["links"] if row["name"] == "enp0s3")
    for flags in (0, 1, 0):
        clock.advance(0.1)
        wire["flags"] = flags
        witness.look(frozenset({Wake.LINKS}), {})
    assert [item.is_up for item in said(session) if isinstance(item, Adapter) and item.name == "enp0s3"] == [True]
    assert session.beats.make().throttled

    clock.advance(2)
    assert "throttle" in witness._timers.take_due(clock.boot_us())
    witness.place()

    assert [item.is_up for item in said(session) if isinstance(item, Adapter) and item.name == "enp0s3"] == [
        True,
        False,
    ]
    clock.advance(60)
    witness.place()
    told = [item.detail for item in said(session) if isinstance(item, AgentEvent) and item.what == "throttled"]
    assert told[0].startswith("begins: adapters")
    assert any(text.startswith("ended; adapters: 2 changes") and "into 1 reports" in text for text in told)
    assert [session.beats.make().throttled for _ in range(2)] == [True, False]
    session.close()


def test_without_a_session_nothing_is_owed(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path, Throttle(sayings=Allowance(1, 2_000_000)))
    witness.inventory()
    assert witness._throttle.in_force
    witness.end("stopped")
    witness.place()
    clock = witness._clock
    assert isinstance(clock, FakeClock)
    clock.advance(600)
    witness.place()

    assert witness._throttle.next_us() is None
    session.close()
