"""A real `mingce-agent` in a directory of its own: on this machine, or in a network namespace as a PC of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.support.laboratory import Namespace

# PCs in namespaces would else all be this one machine, which the referee rightly asks about.
# In a chroot "/" is no mount point: what it lies in is made private from the namespace's own root.
_OWN_MACHINE = """
mount --make-rprivate / 2>/dev/null || nsenter --mount=/proc/self/ns/mnt mount --make-rprivate / || exit 125
[ ! -e /etc/machine-id ] || mount --bind "$1" /etc/machine-id || exit 125
[ ! -d /sys/devices/virtual/dmi/id ] || mount -t tmpfs none /sys/devices/virtual/dmi/id || exit 125
shift
exec "$@"
"""


class CommandFailed(Exception):
    """A command of mingce-agent ended with another exit code than 0; the text holds what it said."""


class AgentProcess:
    """Enrol once, then start, stop, kill and start again; state, log and settings stay in `directory`."""

    def __init__(
        self,
        directory: Path,
        namespace: Namespace | None = None,
        settings: Mapping[str, int | str | bool] | None = None,
    ) -> None:
        self.directory = directory
        self.namespace = namespace
        self.state = directory / "state"
        self.log = directory / "agent.log"
        self._settings = directory / "agent.toml"
        self.started_us = 0
        self._process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True)
        self._machine_id = directory / "machine-id"
        if not self._machine_id.exists():
            self._machine_id.write_text(f"{uuid.uuid4().hex}\n")
        self._settings.write_text(_toml({"state_directory": str(self.state)} | dict(settings or {})))

    def command(self, *arguments: str | Path) -> list[str]:
        own = [sys.executable, "-m", "agent", "--config", str(self._settings), *map(str, arguments)]
        if self.namespace is None:
            return own
        machine = [
            "unshare",
            "--mount",
            "--propagation",
            "unchanged",
            "sh",
            "-c",
            _OWN_MACHINE,
            "machine",
            str(self._machine_id),
        ]
        return self.namespace.enter(*machine, *own)

    def call(self, *arguments: str | Path, typed: str = "", check: bool = True) -> str:
        """Standard output of a command; raises CommandFailed with its error text."""
        done = subprocess.run(
            self.command(*arguments), input=typed, capture_output=True, text=True, check=False, timeout=120
        )
        if check and done.returncode:
            said = f"{done.stdout}{done.stderr}"
            raise CommandFailed(f"mingce-agent {' '.join(map(str, arguments))}: exit code {done.returncode}\n{said}")
        return done.stdout

    def enrol(self, site: Path, code: str) -> str:
        return self.call("enrol", "--site", site, typed=f"{code}\n")

    def start(self) -> None:
        self.started_us = time.time_ns() // 1000
        with self.log.open("ab") as output:
            self._process = self._spawn(output)

    def _spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command("run"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=dict(os.environ) | {"PYTHONUNBUFFERED": "1"},
        )

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def stop(self) -> int:
        """SIGTERM, as the service manager does; returns the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self.send(number)
        return self._process.wait(timeout=60)

    def status(self) -> dict[str, Any]:
        """Empty until the service has written one."""
        said = self.call("status", "--json", check=False)
        status: dict[str, Any] = json.loads(said) if said else {}
        return status


def _toml(settings: Mapping[str, int | str | bool]) -> str:
    """Dotted keys: every setting on a line of its own."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
