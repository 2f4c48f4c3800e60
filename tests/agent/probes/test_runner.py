from pathlib import Path

from agent.bounded import size_of
from agent.errors import CouldNotLook
from agent.probes.probe import Seen
from agent.probes.runner import ask
from protocol.limits import REPORT_BYTES
from protocol.observations import AgentEvent, AgentEventKind, LookOutcome
from tests.support.captured_host import CapturedTables, host_of
from tests.support.probes import FailingProbe, ToldProbe


def test_each_outcome_is_said_and_no_failure_stops_the_rest(tmp_path: Path) -> None:
    event = AgentEvent(AgentEventKind.STARTED, "", 1)
    probes = (
        FailingProbe("failing"),
        ToldProbe("could-not", answer=CouldNotLook("dmi", "permission denied")),
        ToldProbe("nothing"),
        ToldProbe("seen", answer=Seen((event,), "half of it")),
    )
    answers = ask(probes, host_of(tmp_path, CapturedTables({})))

    assert [(one.looked.probe, one.looked.outcome) for one in answers] == [
        ("failing", LookOutcome.COULD_NOT_LOOK),
        ("could-not", LookOutcome.COULD_NOT_LOOK),
        ("nothing", LookOutcome.NOTHING_HERE),
        ("seen", LookOutcome.SEEN),
    ]
    assert "ZeroDivisionError: an odd machine" in (answers[0].looked.reason or "")
    assert answers[1].looked.reason == "dmi: permission denied"
    assert answers[3].whole == (answers[3].looked, event)
    assert answers[3].looked.reason == "half of it"


def test_answer_too_long_for_a_report_is_cut_and_says_so(tmp_path: Path) -> None:
    many = tuple(AgentEvent(AgentEventKind.STARTED, "", number) for number in range(700))
    (answered,) = ask((ToldProbe(answer=Seen(many)),), host_of(tmp_path, CapturedTables({})))

    assert len(answered.observations) == 520
    assert answered.looked.reason == "only the first 520 of 700"


def test_answer_too_large_for_a_report_is_cut_and_says_so_beside_what_it_says_itself(tmp_path: Path) -> None:
    large = tuple(AgentEvent(AgentEventKind.STARTED, "x" * 500, number) for number in range(500))
    (answered,) = ask((ToldProbe(answer=Seen(large, "half of it")),), host_of(tmp_path, CapturedTables({})))

    assert 0 < size_of(answered.whole) < REPORT_BYTES - 8192
    assert answered.looked.reason == f"half of it; only the first {len(answered.observations)} of 500"
