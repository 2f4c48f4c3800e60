"""A PC of the site: it has its address from DHCP, and can be carried to another switch."""

import json
import signal
import threading
from collections.abc import Sequence
from typing import Any

from tests.support.deployment import wait_for
from tests.support.dhcp import DhcpClient
from tests.support.laboratory import Host, Lan
from tests.support.pc_power import OfficePc


class SitePc(OfficePc):
    """`power_off` and `power_on`, `sleep` and `wake`, `carry_to`: what happens to PCs all day."""

    def __init__(self, host: Host, client: DhcpClient, targets: Sequence[str]) -> None:
        super().__init__(host, client, targets)
        self.busy = threading.Lock()
        """Held by who has it in hand."""

    def lease(self) -> str:
        """Its address, once it has one."""
        return wait_for(self.address, f"a lease for {self.name}", seconds=90) or ""

    def status(self) -> dict[str, Any]:
        """What its agent wrote last, read beside it; empty before that."""
        try:
            return dict(json.loads((self.agent.state / "status.json").read_bytes()))
        except FileNotFoundError:
            return {}

    def sleep(self, *, answers: bool) -> None:
        """Everything on it stops. Its card goes on answering ARP and ND, or is off like everything else."""
        self.freeze()
        if not answers:
            self.host.pull_cable()

    def wake(self) -> None:
        self.host.plug_cable()
        self.thaw()

    def carry_to(self, lan: Lan) -> None:
        """Out of one switch and into another; its DHCP client notices, as NetworkManager does."""
        self.host.carry_to(lan)
        self.client.stop(signal.SIGKILL)
        self.host.drop_addresses()
        # What was advertised on the other wire goes with the link, as it does where NetworkManager sees the cable.
        self.host.namespace.run("ip", "link", "set", self.host.interface, "down")
        self.host.namespace.run("ip", "link", "set", self.host.interface, "up")
        self.client.start()
