from pathlib import Path

from agent.delivery.beats import Vouched
from agent.identity import Identity
from agent.session import random_fraction
from agent.state import StateDirectory
from tests.support.fake_collector import FakeCollector
from tests.support.observed import policy, segment
from tests.support.sessions import begin


def test_session_begins_with_the_policy_of_its_enrolment(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        collector.policy = policy(4, segment())
        session, host, _ = begin(collector, tmp_path)
        assert session.policy.in_force.version == 4
        assert session.clock_offset_us == 0
        session.vouch(Vouched(policy_version=4))
        session.sender.step()
        session.close()

        (beat,) = collector.agents[session.identity.agent].beats
        assert (beat.boot, beat.policy_version) == (host.boot_id(), 4)


def test_fractions_are_fractions() -> None:
    assert all(0 <= random_fraction() < 1 for _ in range(100))


def test_what_a_person_decided_of_this_agent_is_taken_over_and_survives_a_restart(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        collector.policy = policy(4, segment())
        session, _, _ = begin(collector, tmp_path)

        assert not session.is_told_of(may_vouch=True)
        assert session.is_told_of(may_vouch=False)
        assert not session.is_told_of(may_vouch=False)
        session.close()

    kept = Identity.load(StateDirectory(tmp_path / "state"))
    assert kept is not None
    assert (kept.state, kept.terminal) == ("pending", session.identity.terminal)
