"""A collector on loopback in a scratch folder, and the people who work with it."""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.demonstration.stage import Desk, DidNotHappen, Stage

# Quicker than in earnest, so that a reboot fits into a demonstration: signs of life every two seconds instead of 60.
_SETTINGS = """
[pace]
beat_interval_ms = 2000
sightings_interval_ms = 2000
"""


class Site:
    """`open` starts `mingce serve`; `desk` gives a named person's command line."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.state = folder / "collector"
        self.bundle = folder / "site.json"
        self._server: subprocess.Popen[bytes] | None = None
        self._passwords: dict[str, str] = {}

    def open(self) -> None:
        settings = self.folder / "collector.toml"
        settings.write_text(_SETTINGS)
        arguments = ["--config", str(settings), "--state", str(self.state), "--host", "127.0.0.1"]
        ports = ["--agents-port", "0", "--operators-port", "0", "--name", "127.0.0.1"]
        self.stage.typed("mingce", "mingce serve " + " ".join([*arguments[2:], *ports[-2:]]))
        with (self.folder / "collector.log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "collector", "serve", *arguments, *ports],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.stage.wait_for("the collector listens", self._listening)

    def _listening(self) -> dict[str, str] | None:
        if self._server is not None and self._server.poll() is not None:
            raise DidNotHappen("the collector ended:\n" + (self.folder / "collector.log").read_text()[-2000:])
        try:
            where: dict[str, str] = json.loads((self.state / "listening.json").read_text())
        except (FileNotFoundError, ValueError):
            return None
        return where

    @property
    def where(self) -> Mapping[str, str]:
        """URLs of the doors (`agents`, `operators`, `socket`) and the path of the CA file (`ca`)."""
        found = self._listening()
        if found is None:
            raise DidNotHappen("the collector does not listen")
        return found

    @property
    def agents_port(self) -> int:
        return int(self.where["agents"].rsplit(":", 1)[1])

    def desk(self, name: str) -> Desk:
        return Desk(self.stage, name, self.folder / "desks" / name, self._settings(self.where["operators"]))

    def _settings(self, collector: str) -> dict[str, str]:
        return {
            "MINGCE_COLLECTOR": collector,
            "MINGCE_CA": self.where["ca"],
            "LANG": "zh_CN.UTF-8" if self.stage.language == "zh" else "C.UTF-8",
            "LC_ALL": "",
            "COLUMNS": "150",
        }

    # ------------------------------------------------------------------ people

    def bootstrap(self, people: Mapping[str, tuple[str, str]]) -> None:
        """The three administrators, `account: (name, role)`, over the socket; each logs in."""
        first = Desk(self.stage, "root", self.folder / "desks" / "root", self._settings(self.where["socket"]))
        for account, (name, role) in people.items():
            arguments = ["operator", "bootstrap", account, "--display-name", name, "--role", role]
            first.run(*arguments, "--password-stdin", typed=self._new_password(account), quiet=True)
            self._login(account)

    def employ(self, account: str, name: str, role: str, sysadmin: Desk, secadmin: Desk) -> Desk:
        """An account made by one, its role given by another, its password chosen by its owner."""
        given = self._new_password(account)
        sysadmin.run("operator", "add", account, "--display-name", name, "--password-stdin", typed=given, quiet=True)
        secadmin.run("operator", "grant", account, role, quiet=True)
        desk = self._login(account)
        desk.run("password", "--password-stdin", typed=given + self._new_password(account), quiet=True)
        return self._login(account)

    def _new_password(self, account: str) -> str:
        self._passwords[account] = f"Aa1!{secrets.token_urlsafe(12)}"
        return self._passwords[account] + "\n"

    def _login(self, account: str) -> Desk:
        desk = self.desk(account)
        desk.run("login", account, "--password-stdin", typed=self._passwords[account] + "\n", quiet=True)
        return desk

    def close(self) -> None:
        if self._server is not None and self._server.poll() is None:
            os.killpg(self._server.pid, signal.SIGTERM)
            self._server.wait(timeout=30)

    def alerts(self, desk: Desk) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(desk.run("alerts", "--json", quiet=True))
        return found
