from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.enrolment import clean_code, enrol
from agent.errors import AnswerNotTrusted, CollectorRefused, ConfigurationError, EnrolmentRefused
from agent.identity import Identity, load_enrolled
from agent.state import StateDirectory
from protocol.codec import encode
from tests.support.captured_host import captured_host
from tests.support.fake_collector import FakeCollector, Key
from tests.support.observed import policy, segment

CODE = "ABCD-EFGH-JKLM-NPQR"


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running:
        yield running


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    made = StateDirectory(tmp_path / "state")
    made.make()
    return made


def attempt(collector: FakeCollector, state: StateDirectory, folder: Path, code: str = CODE) -> str:
    (folder / "host").mkdir(exist_ok=True)
    host = captured_host("phone-tether-rndis", folder / "host") if not any((folder / "host").iterdir()) else None
    from tests.support.captured_host import CapturedTables, host_of

    answer = enrol(state, encode(collector.site), code, host or host_of(folder / "host", CapturedTables({})), 5)
    return answer.terminal


def test_enrolled_agent_has_everything(collector: FakeCollector, state: StateDirectory, tmp_path: Path) -> None:
    collector.policy = policy(4, segment())
    assert attempt(collector, state, tmp_path) == "3714992026000001"
    enrolled = load_enrolled(state)

    assert (enrolled.identity.state, enrolled.identity.unit) == ("active", "示例市政务服务中心")
    assert enrolled.site == collector.site
    assert state.policy.exists()
    assert state.key.stat().st_mode & 0o777 == 0o600


def test_repetition_after_a_lost_answer_has_the_same_key_and_agent(
    collector: FakeCollector, state: StateDirectory, tmp_path: Path
) -> None:
    collector.sign_with = Key()
    with pytest.raises(AnswerNotTrusted):
        attempt(collector, state, tmp_path)
    requested = Identity.load(state)
    collector.sign_with = None
    attempt(collector, state, tmp_path)
    enrolled = Identity.load(state)

    assert requested is not None
    assert enrolled is not None
    assert (requested.state, enrolled.state) == ("requested", "active")
    assert (enrolled.agent, enrolled.key) == (requested.agent, requested.key)
    assert len(collector.agents) == 1


def test_wrong_code_is_refused(collector: FakeCollector, state: StateDirectory, tmp_path: Path) -> None:
    with pytest.raises(EnrolmentRefused, match="code-unknown"):
        attempt(collector, state, tmp_path, "WRONG")


def test_collector_in_trouble_is_no_refusal(collector: FakeCollector, state: StateDirectory, tmp_path: Path) -> None:
    collector.fail_with = (503, 0)
    with pytest.raises(CollectorRefused) as caught:
        attempt(collector, state, tmp_path)

    assert not isinstance(caught.value, EnrolmentRefused)


def test_code_as_people_type_it() -> None:
    assert clean_code(" ABCD-EFGH\n") == "ABCD-EFGH"
    for text in ("", "  ", "x" * 99, "编号", "a\tb"):
        with pytest.raises(ConfigurationError, match="one-time code"):
            clean_code(text)
