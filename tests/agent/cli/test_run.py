import signal
import subprocess
import sys
import time
from pathlib import Path

from agent.state import StateDirectory
from agent.status import read_status
from tests.support.agent_command import environment


def test_service_waits_unenrolled_survives_a_reload_and_ends_when_told(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path / "state")
    command = [sys.executable, "-m", "agent", "run", "--state", str(state.path)]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as service:
        deadline = time.monotonic() + 30
        while read_status(state) is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        told = read_status(state)
        service.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert service.poll() is None
        service.send_signal(signal.SIGTERM)
        _, log = service.communicate(timeout=30)

    assert told is not None
    assert told.state == "not-enrolled"
    assert service.returncode == 0
    assert "is not enrolled" in log
    assert "Traceback" not in log
