from pathlib import Path

from agent.self_description import describe
from agent.throttle import Throttle
from agent.timekeeping import Timers
from agent.witness import Witness
from tests.agent.test_witness import no_ear
from tests.support.captured_host import captured_host
from tests.support.sessions import settings


def test_agent_that_waits_says_why(tmp_path: Path) -> None:
    witness = Witness(
        settings(tmp_path), captured_host("wifi-station", tmp_path), Timers(), no_ear, lambda: None, Throttle()
    )
    status = describe(witness, "this agent: is not enrolled", {}, 7)

    assert (status.state, status.written_at_us, status.troubles) == (
        "not-enrolled",
        7,
        ("this agent: is not enrolled",),
    )
