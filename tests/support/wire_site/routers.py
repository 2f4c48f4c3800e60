"""What routes: a VRRP pair of real keepalived daemons, the kernel's proxy ARP, a NAT box as sold for homes."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.dhcp import DhcpServer
from tests.support.laboratory import Lan, Namespace

_SETTINGS = {
    "net.ipv4.ip_forward": 1,
    "net.ipv6.conf.all.forwarding": 1,
    # One interface answers for its own addresses only, as a router with a virtual MAC does.
    "net.ipv4.conf.all.arp_ignore": 1,
    "net.ipv4.conf.all.arp_announce": 2,
    "net.ipv4.conf.all.rp_filter": 0,
}


@dataclass(frozen=True, slots=True)
class Interface:
    """One leg of a router."""

    namespace: Namespace
    interface: str


class Router:
    """`join` gives it a leg in a LAN."""

    def __init__(self, name: str) -> None:
        self.namespace = Namespace(name)
        for key, value in _SETTINGS.items():
            self.set(key, value)

    def set(self, key: str, value: int) -> None:
        path = f"/proc/sys/{key.replace('.', '/')}"
        self.namespace.run("sh", "-c", f"echo {value} >{path}")

    def join(self, lan: Lan, interface: str, mac: str | None, *addresses: str, speaks_6: bool = True) -> Interface:
        """Addresses with their prefix lengths."""
        lan.plug(self.namespace, interface, mac, is_uplink=True)
        if not speaks_6:
            self.set(f"net.ipv6.conf.{interface}.disable_ipv6", 1)
        for address in addresses:
            # No duplicate address detection: routers are there before everybody else.
            self.namespace.run(
                "ip", "address", "add", address, "dev", interface, *(["nodad"] if ":" in address else [])
            )
        self.namespace.run("ip", "link", "set", interface, "up")
        return Interface(self.namespace, interface)

    def close(self) -> None:
        self.namespace.close()


@dataclass(frozen=True, slots=True)
class Virtual:
    """An address two routers hold in turn, on that interface; `leg` is where they hear each other."""

    name: str
    identifier: int
    leg: str
    address: str
    interface: str


class Keepalived:
    """A real VRRP speaker (RFC 9568). Several addresses come and go together.

    Where the virtual MAC matters, `interface` is a leg that carries it: this kernel may have no macvlan, which
    keepalived's own `use_vmac` needs. The MAC on the wire and in ARP is the same.
    """

    def __init__(self, router: Router, folder: Path, priority: int, virtual: tuple[Virtual, ...]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._router = router
        self._folder = folder
        self._settings = folder / "keepalived.conf"
        self._settings.write_text(_keepalived(router.namespace.name, priority, virtual))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command: list[str | Path] = ["keepalived", "--dont-fork", "--vrrp", "--log-console", "--log-detail"]
        command += ["--use-file", self._settings]
        command += ["--pid", self._folder / "keepalived.pid", "--vrrp_pid", self._folder / "vrrp.pid"]
        with (self._folder / "keepalived.log").open("ab") as log:
            self._process = self._router.namespace.start(command, output=log)

    def stop(self) -> None:
        """In order: it gives its addresses up at once."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None


def _keepalived(name: str, priority: int, virtual: tuple[Virtual, ...]) -> str:
    group = "".join(f"    {one.name}\n" for one in virtual)
    instances = "".join(
        f"vrrp_instance {one.name} {{\n"
        f"  state BACKUP\n  interface {one.leg}\n  virtual_router_id {one.identifier}\n"
        f"  priority {priority}\n  advert_int 1\n"
        f"  virtual_ipaddress {{\n    {one.address}/32 dev {one.interface}\n  }}\n}}\n"
        for one in virtual
    )
    return f"global_defs {{\n  router_id {name}\n}}\nvrrp_sync_group both {{\n  group {{\n{group}  }}\n}}\n{instances}"


class PrivateRouter(Router):
    """Somebody's own: one leg in the office, NAT, and leases for what hangs behind it."""

    network = "192.168.50"

    def __init__(self, folder: Path, office: Lan, mac: str, address: str, gateway: str) -> None:
        super().__init__("private-router")
        self.inner = Lan()
        self.join(office, "wan0", mac, f"{address}/24", speaks_6=False)
        self.namespace.run("ip", "route", "add", "default", "via", gateway)
        leg = self.join(self.inner, "lan0", None, f"{self.network}.1/24", speaks_6=False)
        chain = "add chain ip nat out { type nat hook postrouting priority srcnat; }"
        self.namespace.run("nft", f"add table ip nat; {chain}; add rule ip nat out oifname wan0 masquerade")
        DhcpServer(leg, folder / "private-router", f"{self.network}.100", f"{self.network}.150")

    def close(self) -> None:
        super().close()
        self.inner.close()
