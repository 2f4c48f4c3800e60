"""The office LAN: hosts of network namespaces, agents on the PCs, a printer and a gateway that talk, a stranger."""

import json
from pathlib import Path

from scripts.demonstration.ledger import ENTRIES, GATEWAY, GATEWAY_MAC, Entry
from scripts.demonstration.site import Site
from scripts.demonstration.stage import Desk
from tests.support.agent_process import AgentProcess
from tests.support.laboratory import Door, Host, Lan

STRANGER_ADDRESS = "10.37.12.77"


class Office:
    """`open` builds it; the agents reach the collector through a UNIX socket, so the LAN needs no way out."""

    def __init__(self, site: Site, folder: Path) -> None:
        self._site = site
        self._folder = folder
        self.lan = Lan()
        self._behind = Lan()
        self.hosts: dict[str, Host] = {}
        self.agents: dict[str, AgentProcess] = {}
        self._door = Door(site.agents_port, folder / "agents.sock")

    def open(self) -> None:
        self.lan.host("gateway", mac=_kernel(GATEWAY_MAC), address=f"{GATEWAY}/24")
        for entry in ENTRIES:
            self.hosts[entry.host] = self.lan.host(
                entry.host, mac=_kernel(entry.mac), address=f"{entry.address}/24", gateway=GATEWAY
            )

    def install(self, entry: Entry, admin: Desk) -> None:
        """A one-time code for the ledger's row, the agent enrolled with it and started."""
        host = self.hosts[entry.host]
        self._door.open_for(host.namespace)
        agent = AgentProcess(self._folder / entry.host, host.namespace)
        code = admin.json("enrol", entry.host, "--json")["code"]
        agent.enrol(self._site.bundle, code)
        agent.start()
        self.agents[entry.host] = agent

    def chatter(self) -> None:
        """Everybody asks for the gateway, as office machines do all day."""
        for host in self.hosts.values():
            host.speak_to(GATEWAY)

    def stranger(self) -> Host:
        """Plugs in a machine nobody knows, with a MAC its kernel made up, which asks for the gateway twice."""
        stranger = self.lan.host("stranger", address=f"{STRANGER_ADDRESS}/24")
        stranger.speak_to(GATEWAY, times=3, pause=0.7)
        return stranger

    def bridge(self, entry: Entry) -> None:
        """The PC's second socket is plugged into a network of somebody's own, and a bridge joins both."""
        assert entry.second_mac is not None
        pc = self.hosts[entry.host].namespace
        self._behind.plug(pc, "eth1", _kernel(entry.second_mac))
        pc.run("ip", "link", "add", "br0", "type", "bridge", "stp_state", "0")
        for name in ("eth0", "eth1"):
            pc.run("ip", "link", "set", name, "master", "br0", "up")
        pc.run("ip", "link", "set", "br0", "up")

    def part(self, entry: Entry) -> None:
        self.hosts[entry.host].namespace.run("ip", "link", "delete", "br0")

    def close(self) -> None:
        for agent in self.agents.values():
            agent.stop()
        self._door.close()
        self.lan.close()
        self._behind.close()


def real_macs(machine: AgentProcess) -> list[str]:
    """MAC addresses of the machine's own adapters, those that are no virtual links."""
    content = json.loads(machine.call("once", "--json"))
    return [item["mac"] for item in content if item.get("type") == "adapter" and item["kind"] not in _NOT_REAL]


_NOT_REAL = ("virtual", "loopback", "tunnel")


def _kernel(mac: str) -> str:
    return mac.replace("-", ":").lower()
