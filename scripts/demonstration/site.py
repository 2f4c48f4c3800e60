"""A collector on loopback in a scratch folder, and the people who work with it."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.demonstration.stage import Desk, DidNotHappen, Stage
from tests.support.collector_process import CollectorProcess

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
        self.bundle = folder / "site.json"
        self._passwords: dict[str, str] = {}
        settings = folder / "collector.toml"
        settings.write_text(_SETTINGS)
        options = ["--config", str(settings), "--name", "127.0.0.1"]
        self.collector = CollectorProcess(folder, options)

    def open(self) -> None:
        self.stage.typed("mingce", f"mingce serve --state {self.collector.state} --host 127.0.0.1 --name 127.0.0.1")
        try:
            self.collector.start()
        except AssertionError as error:
            raise DidNotHappen(str(error)) from error

    @property
    def agents_port(self) -> int:
        return int(self.collector.agents_url.rpartition(":")[2])

    def desk(self, name: str) -> Desk:
        return Desk(self.stage, name, self.folder / "desks" / name, self._settings(self.collector.operators_url))

    def _settings(self, collector: str) -> dict[str, str]:
        return {
            "MINGCE_COLLECTOR": collector,
            "MINGCE_CA": self.collector.ca,
            "LANG": "zh_CN.UTF-8" if self.stage.language == "zh" else "C.UTF-8",
            "LC_ALL": "",
            "COLUMNS": "150",
        }

    # ------------------------------------------------------------------ people

    def bootstrap(self, people: Mapping[str, tuple[str, str]]) -> None:
        """The three administrators, `account: (name, role)`, over the socket; each logs in."""
        first = Desk(
            self.stage, "root", self.folder / "desks" / "root", self._settings(str(self.collector.listening["socket"]))
        )
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
        if self.collector.process is not None:
            self.collector.stop()

    def alerts(self, desk: Desk) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(desk.run("alerts", "--json", quiet=True))
        return found
