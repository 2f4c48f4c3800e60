"""A switch and its hosts: one bridge in a namespace of its own, one veth a host."""

import json
import sys
from typing import Self

from tests.support.laboratory.namespace import Namespace

_SPEAK = """
import socket, sys
target, count, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
import time
family = socket.AF_INET6 if ":" in target else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as sender:
    for turn in range(count):
        if turn: time.sleep(pause)
        try: sender.sendto(b"hello", (target, 9))
        except OSError: pass
"""


class Host:
    """A machine on the LAN: its kernel answers and asks ARP and ND like any other."""

    interface = "eth0"

    def __init__(self, lan: "Lan", name: str, mac: str | None) -> None:
        self.name = name
        self.lan = lan
        self.namespace = Namespace(name)
        self.port = lan.plug(self.namespace, self.interface, mac)
        self.namespace.run("ip", "link", "set", self.interface, "up")

    @property
    def mac(self) -> str:
        """As the kernel writes it: lower case, colons."""
        links = json.loads(self.namespace.run("ip", "-j", "link", "show", self.interface))
        return str(links[0]["address"])

    def set_mac(self, mac: str) -> None:
        self.namespace.run("ip", "link", "set", self.interface, "down")
        self.namespace.run("ip", "link", "set", self.interface, "address", mac)
        self.namespace.run("ip", "link", "set", self.interface, "up")

    def set_address(self, address: str, gateway: str | None = None) -> None:
        """`address` with its prefix length."""
        self.namespace.run("ip", "address", "add", address, "dev", self.interface)
        if gateway:
            self.namespace.run("ip", "route", "add", "default", "via", gateway)

    def drop_addresses(self) -> None:
        self.namespace.run("ip", "address", "flush", "dev", self.interface)

    def speak_to(self, address: str, *, times: int = 1, pause: float = 0.5) -> None:
        """Sends UDP datagrams to an address, so that the kernel asks for it by ARP or ND."""
        self.namespace.run("ip", "neighbour", "flush", "dev", self.interface)
        self.namespace.run(sys.executable, "-c", _SPEAK, address, str(times), str(pause))

    def pull_cable(self) -> None:
        self.lan.switch.run("ip", "link", "set", self.port, "down")

    def plug_cable(self) -> None:
        self.lan.switch.run("ip", "link", "set", self.port, "up")

    def carry_to(self, lan: "Lan") -> None:
        """Its cable out of one switch and into another; what DHCP would do then is the caller's."""
        port = lan.next_port()
        self.lan.switch.run("ip", "link", "set", self.port, "netns", str(lan.switch.pid), "name", port)
        lan.connect(port)
        self.lan, self.port = lan, port

    def close(self) -> None:
        self.namespace.close()


class Lan:
    """One broadcast domain. `with Lan() as lan: pc = lan.host("pc-1")`.

    `isolates`: ports hear only the uplinks and only uplinks hear them (横向隔离).
    """

    def __init__(self, *, isolates: bool = False) -> None:
        self.isolates = isolates
        self.switch = Namespace("switch")
        self.hosts: list[Host] = []
        self._ports = 0
        # A switch speaks for nobody: without this its own ports would announce link-local addresses.
        for scope in ("all", "default"):
            self.switch.run("sh", "-c", f"echo 1 >/proc/sys/net/ipv6/conf/{scope}/disable_ipv6")
        self.switch.run("ip", "link", "add", "br0", "type", "bridge", "stp_state", "0", "mcast_snooping", "0")
        self.switch.run("ip", "link", "set", "br0", "up")

    def plug(self, namespace: Namespace, interface: str, mac: str | None, *, is_uplink: bool = False) -> str:
        """Connects a namespace to the switch; returns the name of the switch's port."""
        port = self.next_port()
        peer = ["peer", "name", interface, *(["address", mac] if mac else []), "netns", str(namespace.pid)]
        self.switch.run("ip", "link", "add", port, "type", "veth", *peer)
        self.connect(port, is_uplink=is_uplink)
        return port

    def next_port(self) -> str:
        self._ports += 1
        return f"port{self._ports}"

    def connect(self, port: str, *, is_uplink: bool = False) -> None:
        """Makes an interface of the switch one of its ports."""
        self.switch.run("ip", "link", "set", port, "master", "br0", "up")
        if self.isolates and not is_uplink:
            self.switch.run("bridge", "link", "set", "dev", port, "isolated", "on")

    def host(
        self, name: str, *, mac: str | None = None, address: str | None = None, gateway: str | None = None
    ) -> Host:
        """A new host; without `mac` the kernel makes a locally administered one."""
        host = Host(self, name, mac)
        self.hosts.append(host)
        if address:
            host.set_address(address, gateway)
        return host

    def close(self) -> None:
        for host in self.hosts:
            host.close()
        self.switch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
