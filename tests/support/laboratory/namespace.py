"""One network namespace with a host name of its own, held open by a sleeping process and gone with it."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

# The command, not /proc/sys/kernel/hostname: that file stays root's in a user namespace.
_HOLD = 'hostname "$1"; echo; exec sleep 86400'
_TOOLS = {"ip": "iproute2", "unshare": "util-linux", "nsenter": "util-linux"}


def why_no_namespaces() -> str | None:
    """Why this process cannot make network namespaces, in one sentence; None when it can."""
    for tool, package in _TOOLS.items():
        if shutil.which(tool) is None:
            return f"the command `{tool}` is missing (Debian package {package})"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return None
    return f"this user may not make network namespaces ({tried.stderr.strip() or 'unshare failed'})"


class Namespace:
    """Commands run in it by `nsenter`; every process started here is killed with it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._processes: list[subprocess.Popen[bytes]] = []
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--uts", "--", "sh", "-c", _HOLD, "hold", name],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._holder.stdout is not None
        # The line says that the namespace exists.
        self._holder.stdout.readline()
        self._holder.stdout.close()
        self.run("ip", "link", "set", "lo", "up")

    @property
    def pid(self) -> int:
        return self._holder.pid

    def enter(self, *command: str | Path) -> list[str]:
        """The command line that runs `command` in here."""
        return ["nsenter", "--target", str(self.pid), "--net", "--uts", "--", *map(str, command)]

    def run(self, *command: str | Path, check: bool = True, timeout: float = 60) -> str:
        """Standard output; raises CalledProcessError with the error text."""
        done = subprocess.run(self.enter(*command), capture_output=True, text=True, check=False, timeout=timeout)
        if check and done.returncode:
            raise subprocess.CalledProcessError(
                done.returncode, done.args, done.stdout, done.stderr + f" in {self.name}"
            )
        return done.stdout

    def start(
        self,
        command: Sequence[str | Path],
        *,
        output: IO[bytes] | int = subprocess.DEVNULL,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """A process in here, in a session of its own; nsenter becomes the command, so its pid is the command's."""
        process = subprocess.Popen(
            self.enter(*command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=None if environment is None else dict(environment),
        )
        self._processes.append(process)
        return process

    def close(self) -> None:
        for process in (*self._processes, self._holder):
            _kill(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
