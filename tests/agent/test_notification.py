import socket
from pathlib import Path

import pytest

from agent.notification import Notifier


@pytest.mark.parametrize("is_abstract", [False, True])
def test_states_arrive(tmp_path: Path, is_abstract: bool) -> None:
    name = f"@mingce-test-{tmp_path.name}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if is_abstract else name)
        Notifier(name).tell("READY=1", "STATUS=3 reports waiting")

        assert manager.recv(100) == b"READY=1\nSTATUS=3 reports waiting"


def test_nobody_to_tell_is_no_failure(tmp_path: Path) -> None:
    Notifier(None).tell("READY=1")
    Notifier(str(tmp_path / "gone")).tell("READY=1")
