"""A real `mingce serve` on loopback, and the real command to work with it. Reused by end-to-end tests."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collector.cli.client import Client, Target
from collector.cli.session_file import Known, SessionFile

PASSWORD = "Xue-Hua 7 piao"
MINGCE = (sys.executable, "-m", "collector")
CHECKOUT = Path(__file__).parents[2]
_DEADLINE_SECONDS = 60


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class CollectorProcess:
    """`folder` holds the state and each operator's home. `stop` and `kill` end it, `start` starts it again."""

    folder: Path
    options: Sequence[str] = ()
    prefix: Sequence[str] = ()
    host: str = "127.0.0.1"
    process: subprocess.Popen[str] | None = None
    listening: dict[str, Any] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def ca(self) -> str:
        return str(self.listening["ca"])

    @property
    def operators_url(self) -> str:
        return str(self.listening["operators"])

    @property
    def agents_url(self) -> str:
        return str(self.listening["agents"])

    @property
    def bundle(self) -> Path:
        """The site bundle as a file."""
        return self.state / "site-bundle.json"

    @property
    def log(self) -> str:
        return (self.folder / "collector.log").read_text(encoding="utf-8")

    def start(self, **ports: int) -> None:
        """Starts it and waits until its doors listen; raises with its log when it ends instead."""
        (self.state / "listening.json").unlink(missing_ok=True)
        chosen = {"agents_port": 0, "operators_port": 0} | ports
        command = [*self.prefix, *MINGCE, "serve", "--state", str(self.state), "--host", self.host, *self.options]
        for name, port in chosen.items():
            command += [f"--{name.replace('_', '-')}", str(port)]
        with (self.folder / "collector.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, text=True, env=self._environment("collector"), cwd=CHECKOUT
            )
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while not (self.state / "listening.json").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the collector does not listen:\n{self.log}")
            time.sleep(0.05)
        self.listening = json.loads((self.state / "listening.json").read_text(encoding="utf-8"))

    def restart(self) -> None:
        """Starts it again on the ports it had, for clients that know them."""
        agents, operators = (int(self.listening[door].rpartition(":")[2]) for door in ("agents", "operators"))
        self.start(agents_port=agents, operators_port=operators)

    def stop(self) -> int:
        """SIGTERM; gives its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL: as in a power failure, but for what the kernel still writes."""
        return self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None, "started"
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=_DEADLINE_SECONDS)

    def run(self, *arguments: str, home: str = "nobody", stdin: str = "", lang: str = "en") -> Ran:
        """Runs `mingce` as the operator whose sessions lie in that home."""
        done = subprocess.run(
            [*self.prefix, *MINGCE, "--lang", lang, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_DEADLINE_SECONDS,
            check=False,
            env=self._environment(home),
            cwd=CHECKOUT,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def do(self, *arguments: str, home: str, stdin: str = "") -> Ran:
        """As `run`, for what must succeed."""
        ran = self.run(*arguments, home=home, stdin=stdin)
        assert ran.code == 0, f"mingce {' '.join(arguments)}: {ran.code}\n{ran.out}{ran.err}\n{self.log}"
        return ran

    def bootstrap(self) -> None:
        """Makes the three administrators sys, sec and audit over the socket and logs each in under its own home."""
        socket = Client(Target(str(self.listening["socket"]), None, None))
        for name, role in (("wang-sys", "sysadmin"), ("wang-sec", "secadmin"), ("wang-audit", "auditor")):
            account = {"name": name, "display_name": "王思远", "os_user": None, "password": PASSWORD, "role": role}
            socket.post("operators/bootstrap", account)
            self.log_in(name)

    def client(self, name: str) -> Client:
        """The API as that operator uses it: what the commands use, without starting one."""
        return Client(Target(self.operators_url, self.ca, self._tokens.get(name)))

    def log_in(self, name: str, password: str = PASSWORD) -> None:
        """Opens a session and leaves it in the home of that name, as `mingce login` does."""
        self._tokens.pop(name, None)
        self._tokens[name] = self.client(name).post("session", {"name": name, "password": password})["token"]
        home = SessionFile(self.folder / "homes" / name)
        home.remember(self.operators_url, Known(self._tokens[name], self.ca))

    def add_operator(self, name: str, role: str, unit: str | None = None) -> None:
        """Made by wang-sys, granted by wang-sec, with a password of its own, logged in."""
        first = "Chun-Yu 9 luo"
        account = {"name": name, "display_name": f"周敏 {name}", "os_user": None, "password": first}
        self.client("wang-sys").post("operators", account)
        self.reauthenticate("wang-sec")
        self.client("wang-sec").post(f"operators/{name}/grant", {"role": role, "unit": unit, "reason": None})
        self.log_in(name, first)
        self.client(name).post("session/password", {"password": first, "new_password": PASSWORD})
        self.log_in(name)

    def reauthenticate(self, name: str) -> None:
        """What approving and granting want lately."""
        self.client(name).post("session/reauthenticate", {"password": PASSWORD})

    def _environment(self, home: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return kept | {
            "XDG_STATE_HOME": str(self.folder / "homes" / home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


@contextmanager
def collector_process(
    folder: Path | None = None, options: Sequence[str] = (), prefix: Sequence[str] = (), host: str = "127.0.0.1"
) -> Iterator[CollectorProcess]:
    """A running collector; stopped at the end. Without a folder, one with a path short enough for a UNIX socket."""
    with tempfile.TemporaryDirectory(prefix="mingce-") as scratch:
        place = folder or Path(scratch)
        running = CollectorProcess(place, options, prefix, host)
        running.start()
        try:
            yield running
        finally:
            running.stop()
