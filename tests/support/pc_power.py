"""A PC of the office with everything that runs on it: DHCP client, programs that talk, the agent."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from tests.support.agent_process import AgentProcess
from tests.support.dhcp import DhcpClient
from tests.support.laboratory import Host


class OfficePc:
    """`power_on` brings up the link, then frames; the agent is started apart, as it is later in a real boot, too."""

    agent: AgentProcess

    def __init__(self, host: Host, client: DhcpClient, targets: Sequence[str]) -> None:
        self.host = host
        self.client = client
        self._targets = targets
        self._programs: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.host.name

    def address(self) -> str | None:
        """Its IPv4 address, None while it has no lease."""
        links = json.loads(self.host.namespace.run("ip", "-j", "-4", "address", "show", self.host.interface) or "[]")
        return next((str(item["local"]) for link in links for item in link.get("addr_info", ())), None)

    def power_on(self) -> None:
        self.host.namespace.run("ip", "link", "set", self.host.interface, "up")
        self.client.start()
        self._programs = self.chatter(self.host, self._targets)

    def power_off(self, *, is_hard: bool) -> None:
        """Hard: no goodbye of anybody. Else the agent stops in order, and the lease stays unreleased as usual."""
        if is_hard:
            self._end_programs()
        self.stop_agent(is_hard=is_hard)
        self._end_programs()
        self.client.stop()
        self.host.namespace.run("ip", "link", "set", self.host.interface, "down")
        self.host.drop_addresses()

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def start_agent(self) -> None:
        self.agent.start()

    def stop_agent(self, *, is_hard: bool) -> None:
        self.agent.kill() if is_hard else self.agent.stop()

    def _send(self, number: signal.Signals) -> None:
        for pid in (self.agent.pid, self.client.pid, self._programs.pid if self._programs else None):
            if pid is not None:
                os.kill(pid, number)

    def _end_programs(self) -> None:
        if self._programs is not None:
            self._programs.kill()
            self._programs.wait(timeout=30)
            self._programs = None

    @staticmethod
    def chatter(host: Host, targets: Sequence[str]) -> subprocess.Popen[bytes]:
        """Programs that talk to these targets until they are killed, or the host is closed."""
        program = [sys.executable, "-m", "tests.support.chatter"]
        return host.namespace.start([*program, host.interface, host.name, *targets])
