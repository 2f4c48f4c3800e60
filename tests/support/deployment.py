"""A whole site in small: a real collector, an office LAN of namespaces, real agents on its PCs, a filled ledger."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.support.agent_process import AgentProcess
from tests.support.collector_process import CollectorProcess, collector_process
from tests.support.filled_ledger import ADMIN, GATEWAY, GATEWAY_MAC, SEGMENT, UNIT, code, fill, register
from tests.support.laboratory import Door, Host, Lan
from tests.support.own_keeping import OWN_KEEPING

Seen = TypeVar("Seen")

__all__ = ["GATEWAY", "GATEWAY_MAC", "SEGMENT", "UNIT", "Deployment", "deployment", "wait_for"]

PACE = {"beat_interval_ms": 1000, "sightings_interval_ms": 1000}
"""Sixty times quicker than in earnest, by configuration."""


class Deployment:
    """`pc` adds a registered PC with its agent, `stranger` a host nobody knows; `alerts` says what came of it."""

    def __init__(self, collector: CollectorProcess, lan: Lan, door: Door, folder: Path) -> None:
        self.collector = collector
        self.lan = lan
        self.folder = folder
        self.agents: dict[str, AgentProcess] = {}
        self._door = door

    def declare(self, *segment_options: str) -> None:
        """The shared ledger, and the gateway it names."""
        fill(self.collector, *segment_options)
        self.lan.host("gateway", mac=GATEWAY_MAC, address=f"{GATEWAY}/24")

    def do(self, *arguments: str, home: str = ADMIN) -> str:
        return self.collector.do(*arguments, home=home).out

    def json(self, *arguments: str, home: str = ADMIN) -> Any:
        return json.loads(self.do(*arguments, "--json", home=home))

    def register(self, name: str, mac: str, address: str | None = None, *, kind: str = "desktop") -> str:
        """A row of the ledger, approved; returns its registration number."""
        return register(self.collector, name, mac, address, kind=kind)

    def pc(self, name: str, mac: str, address: str) -> tuple[Host, AgentProcess]:
        """A registered PC on the LAN, its agent enrolled and running."""
        self.register(name, mac, address)
        host = self.lan.host(name, mac=mac, address=f"{address}/24", gateway=GATEWAY)
        return host, self.install(name, host)

    def install(self, name: str, host: Host, settings: Mapping[str, int | str | bool] | None = None) -> AgentProcess:
        """Enrols the host's agent for the ledger's row of that host name, and starts it."""
        self._door.open_for(host.namespace)
        agent = AgentProcess(self.folder / name, host.namespace, settings)
        agent.enrol(self.collector.bundle, code(self.collector, name))
        agent.start()
        # A PC knows its gateway's MAC once it has spoken to it; before that its segment is not certain.
        host.speak_to(GATEWAY)
        self.agents[name] = agent
        return agent

    def stranger(self, name: str, address: str, mac: str | None = None) -> Host:
        return self.lan.host(name, mac=mac, address=f"{address}/24")

    def alerts(self, rule: str | None = None) -> list[dict[str, Any]]:
        """Those not closed; without a rule, none about how this very machine is kept."""
        found: list[dict[str, Any]] = self.collector.client(ADMIN).get("alerts", closed=False)
        return [
            alert for alert in found if alert["rule"] == rule or (rule is None and alert["rule"] not in OWN_KEEPING)
        ]

    def settle(self) -> None:
        """Until every agent was heard and somebody watches the segment."""
        admin = self.collector.client(ADMIN)
        wait_for(lambda: all(row["last_beat_us"] for row in admin.get("agents")), "a beat of every agent")
        wait_for(lambda: any(agent.status().get("duties") for agent in self.agents.values()), "a watcher")

    def close(self) -> None:
        for agent in self.agents.values():
            agent.stop()


def wait_for(look: Callable[[], Seen], what: str, seconds: float = 60) -> Seen:
    """What `look` says once it is true; fails naming `what`. The deadline is generous: it is no measurement."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.2)
    return seen


@contextmanager
def deployment(
    folder: Path, *segment_options: str, pace: Mapping[str, int] | None = None, more: str = ""
) -> Iterator[Deployment]:
    """A collector on loopback and an empty LAN with a gateway; the ledger holds one unit, person and segment.

    `more` is what else stands in collector.toml.
    """
    settings = folder / "collector.toml"
    lines = [f"{name} = {value}\n" for name, value in (PACE if pace is None else pace).items()]
    settings.write_text("[pace]\n" + "".join(lines) + more)
    with collector_process(options=["--config", str(settings), "--name", "127.0.0.1"]) as collector, Lan() as lan:
        port = int(collector.agents_url.rpartition(":")[2])
        with Door(port, collector.folder / "agents.sock") as door:
            site = Deployment(collector, lan, door, folder)
            site.declare(*segment_options)
            try:
                yield site
            finally:
                site.close()
