"""The root helper's own server in a process of its own, on a machine laid out in a folder.

`python -m tests.support.root_helper FOLDER UID` with the listening socket as standard input; UID may ask.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.host.clock import SystemClock
from agent.privileged.direct import Direct
from agent.privileged.helper import Patience, serve
from tests.support.agent_command import environment
from tests.support.captured_host import CapturedTables, host_of

PATIENCE = Patience(question=0.3, idle=170)


@dataclass(frozen=True)
class RootHelper:
    path: Path
    process: subprocess.Popen[str]
    log: Path


def listening_socket(folder: Path) -> tuple[socket.socket, Path]:
    path = folder / "helper.sock"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(os.fspath(path))
    listening.listen(16)
    return listening, path


@contextmanager
def root_helper(folder: Path, allowed_uid: int) -> Iterator[RootHelper]:
    """Of a machine already laid out in `folder`; killed at the end, before which it must still run."""
    listening, path = listening_socket(folder)
    log = folder / "helper.log"
    with listening, log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.root_helper", os.fspath(folder), str(allowed_uid)],
            stdin=listening.fileno(),
            stdout=written,
            stderr=written,
            text=True,
            env=environment(),
        )
    try:
        yield RootHelper(path, process, log)
        assert process.poll() is None, f"a client made the helper end:\n{log.read_text()}"
    finally:
        process.kill()
        process.wait(60)


def main(folder: Path, allowed_uid: int) -> None:
    host = host_of(folder, CapturedTables({}))
    serve(socket.socket(fileno=0), Direct(host), frozenset({allowed_uid}), SystemClock(), PATIENCE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
