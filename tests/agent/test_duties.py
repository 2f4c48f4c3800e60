from dataclasses import replace
from pathlib import Path

from agent.attachment import attachments
from agent.duties import DutyKeeper, in_force, may_be_asked, watched
from agent.state import StateDirectory
from protocol.identity import AdapterId, SegmentId
from protocol.policy import Duty, DutyKind
from tests.support.observed import ADAPTER, SEGMENT, office, policy, segment

HERE = attachments(office(), (segment(),), {})
WATCH = Duty("lease-1", DutyKind.WATCH, SEGMENT, ADAPTER, 1_000)
ELSEWHERE = Duty("lease-2", DutyKind.WATCH, SegmentId("0" * 32), ADAPTER, 1_000)
OTHER_ADAPTER = Duty("lease-3", DutyKind.WATCH, SEGMENT, AdapterId("0" * 32), 5_000)


def keeper(folder: Path) -> DutyKeeper:
    return DutyKeeper(StateDirectory(folder))


def test_duties_hold_until_the_collector_answers_anew_and_survive_a_restart(tmp_path: Path) -> None:
    keeper(tmp_path).take((WATCH, ELSEWHERE))

    again = keeper(tmp_path)

    assert again.held == (WATCH, ELSEWHERE)
    again.take(())
    assert keeper(tmp_path).held == ()


def test_unreadable_duties_are_none_until_the_next_answer(tmp_path: Path) -> None:
    StateDirectory(tmp_path).duties.write_bytes(b"\xff{")

    assert keeper(tmp_path).held == ()


def test_a_disk_that_takes_nothing_does_not_end_a_duty(tmp_path: Path) -> None:
    kept = keeper(tmp_path / "gone")
    kept.take((WATCH,))

    assert kept.held == (WATCH,)


def test_duty_needs_its_adapter_on_its_segment() -> None:
    duties = (ELSEWHERE, OTHER_ADAPTER, WATCH)

    assert in_force(duties, HERE) == (WATCH,)
    assert in_force(duties, ()) == ()
    assert watched((WATCH,)) == {ADAPTER}


def test_an_agent_may_be_asked_where_the_policy_lets_it_send() -> None:
    askable = replace(segment(), probe_frames_per_second=1)

    assert may_be_asked(HERE, policy(1, askable))
    assert not may_be_asked(HERE, policy(1, segment()))
    assert not may_be_asked((), policy(1, askable))
    assert not may_be_asked(HERE, None)
