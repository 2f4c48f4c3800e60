"""What the witness lets be probed, and what of the answers it says."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from agent.errors import CouldNotLook, CouldNotOpen
from agent.listening import Ear
from agent.session import Session
from agent.throttle import Throttle
from agent.timekeeping import Timers
from agent.witness import Witness
from protocol.identity import SegmentId
from protocol.observations import Looked, LookOutcome, Observation, OutsideReached
from protocol.policy import DeclaredSegment, OutsideProbe
from tests.support.fake_collector import FakeCollector
from tests.support.observed import policy
from tests.support.sessions import begin, settings
from tests.support.spools import report_in

ORDER = OutsideProbe(("192.0.2.1:443", "198.51.100.1:443"), 600_000, 0)
HERE = DeclaredSegment(SegmentId("5e" * 16), (ip_network("192.168.77.0/24"),), (), ())
ELSEWHERE = DeclaredSegment(SegmentId("6e" * 16), (ip_network("10.37.12.0/24"),), (), ())


def no_ear(index: int, for_multicast: bool) -> Ear:
    raise CouldNotOpen("packet socket", "CAP_NET_RAW is missing")


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running:
        yield running


def witness_of(
    collector: FakeCollector,
    folder: Path,
    order: OutsideProbe | None = ORDER,
    segment: DeclaredSegment = HERE,
    expires_at_us: int = 2**53,
    *,
    allowed: bool = True,
) -> tuple[Witness, Session]:
    collector.policy = replace(policy(1, segment, expires_at_us=expires_at_us), outside_probe=order)
    session, host, _ = begin(collector, folder)
    own = replace(settings(folder), may_probe_outside=allowed)
    witness = Witness(own, host, Timers(), no_ear, lambda: None, Throttle())
    witness.begin(session)
    return witness, session


def said(session: Session) -> list[Observation]:
    told = [item for row in session.spool.offer() for item in report_in(row).observations]
    return [i for i in told if isinstance(i, OutsideReached) or (isinstance(i, Looked) and i.probe == "outside")]


def test_ordered_attached_and_allowed(collector: FakeCollector, tmp_path: Path) -> None:
    order, ways = witness_of(collector, tmp_path)[0].outside.outside_order()

    assert order == ORDER
    assert [way.name for way in ways] == ["wlan0"]


def test_no_policy_means_no_order(collector: FakeCollector, tmp_path: Path) -> None:
    assert witness_of(collector, tmp_path, None)[0].outside.outside_order()[0] is None


def test_this_pc_s_settings_forbid_it(collector: FakeCollector, tmp_path: Path) -> None:
    assert witness_of(collector, tmp_path, allowed=False)[0].outside.outside_order() == (None, ())


def test_never_while_attached_to_no_declared_segment(collector: FakeCollector, tmp_path: Path) -> None:
    assert witness_of(collector, tmp_path, segment=ELSEWHERE)[0].outside.outside_order() == (None, ())


def test_an_expired_policy_orders_nothing(collector: FakeCollector, tmp_path: Path) -> None:
    assert witness_of(collector, tmp_path, expires_at_us=1_000)[0].outside.outside_order() == (None, ())


def test_answers_are_said_once_unless_something_was_reached(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path)
    (way,) = witness.outside.outside_order()[1]
    none = (OutsideReached(way.id, (), ORDER.targets, 1),)
    reached = (OutsideReached(way.id, ORDER.targets, (), 2),)
    for found in (none, none, reached, reached, none, CouldNotLook("outside", "why"), CouldNotLook("outside", "why")):
        witness.outside.say_outside(found)

    looked = Looked("outside", LookOutcome.SEEN, None)
    failed = Looked("outside", LookOutcome.COULD_NOT_LOOK, str(CouldNotLook("outside", "why")))
    assert said(session) == [looked, *none, looked, *reached, looked, *reached, looked, *none, failed]


def test_what_was_found_is_said_nowhere_else(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path, segment=ELSEWHERE)
    witness.outside.say_outside((OutsideReached(witness.attached[0].evidence.adapter, ORDER.targets, (), 2),))

    assert said(session) == []


def test_a_probe_that_is_ordered_no_more_takes_its_answer_back(collector: FakeCollector, tmp_path: Path) -> None:
    witness, session = witness_of(collector, tmp_path)
    (way,) = witness.outside.outside_order()[1]
    witness.outside.say_outside((OutsideReached(way.id, ORDER.targets, (), 2),))
    session.policy.in_force = policy(2, HERE)
    witness.outside.outside_order()
    witness.outside.outside_order()

    assert said(session)[-1] == Looked("outside", LookOutcome.NOTHING_HERE, None)
    assert len(said(session)) == 3
