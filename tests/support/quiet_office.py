"""An office in which nothing is wrong: everybody is registered, machines come and go as machines do.

Time is compressed by configuration alone: agents beat every second, and a segment's grace is 20 seconds instead of 120.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.dhcp import DhcpClient, DhcpServer
from tests.support.folded import folded_pairs
from tests.support.own_keeping import OWN_KEEPING
from tests.support.pc_power import OfficePc

GRACE_SECONDS = 20
PREFIX_6 = "fd37:12::"
GATEWAY_6 = "fd37:12::1"
PRINTER = "10.37.12.240"
PCS = 4


@dataclass(frozen=True, slots=True)
class Happening:
    """`at` in seconds since the office opened."""

    at: float
    what: str


class QuietOffice:
    """`open` it, let things happen, then ask for `alerts`: there must be none, of any certainty."""

    def __init__(self, site: Deployment, tell: Callable[[str], None] = lambda line: None) -> None:
        self.site = site
        self.pcs: list[OfficePc] = []
        self.happenings: list[Happening] = []
        self._tell = tell
        self._began = time.monotonic()

    def open(self) -> None:
        gateway = self.site.lan.hosts[0]
        gateway.set_address(f"{GATEWAY_6}/64")
        folder = self.site.folder
        self.server = DhcpServer(gateway, folder / "gateway", "10.37.12.101", "10.37.12.120", PREFIX_6)
        self.site.register("printer", "00:00:5e:00:53:40", PRINTER, kind="printer")
        printer = self.site.lan.host("printer", mac="00:00:5e:00:53:40", address=f"{PRINTER}/24", gateway=GATEWAY)
        targets = [GATEWAY, GATEWAY_6, PRINTER, "10.37.12.101", "10.37.12.102", "ff02::1%eth0"]
        for number in range(1, PCS + 1):
            self.pcs.append(self._pc(number, targets))
        OfficePc.chatter(printer, [GATEWAY, *targets[3:5]])
        self.site.settle()
        self._began = time.monotonic()

    def _pc(self, number: int, targets: list[str]) -> OfficePc:
        name, mac = f"pc-{number}", f"00:00:5e:00:53:{number:02x}"
        self.site.register(name, mac)
        host = self.site.lan.host(name, mac=mac)
        pc = OfficePc(host, DhcpClient(host, self.site.folder / name), targets)
        pc.power_on()
        wait_for(pc.address, f"a lease for {name}")
        pc.agent = self.site.install(name, host)
        return pc

    def alerts(self) -> list[dict[str, Any]]:
        """Every alert there ever was, suspected and closed ones too; none about how this very machine is kept."""
        found: list[dict[str, Any]] = self.site.json("alerts", "--closed")
        return [alert for alert in found if alert["rule"] not in OWN_KEEPING]

    def heard(self) -> tuple[int, int]:
        """How many bindings (MAC, address) the collector holds, and of how many frames: proof that somebody watched."""
        pairs = folded_pairs(self.site.collector.state)
        return len(pairs), sum(pair.frames for pair in pairs)

    # ------------------------------------------------------------------ what happens in an office

    def note(self, what: str) -> None:
        self.happenings.append(Happening(time.monotonic() - self._began, what))
        self._tell(f"{self.happenings[-1].at:6.1f} s  {what}")

    def renewal(self, pc: OfficePc) -> None:
        self.note(f"{pc.name} renews its lease of {pc.address()}")
        pc.client.renew()
        time.sleep(1)

    def cable_pull(self, pc: OfficePc, seconds: float) -> None:
        self.note(f"{pc.name}'s cable is pulled for {seconds:.0f} s")
        pc.host.pull_cable()
        time.sleep(seconds)
        pc.host.plug_cable()

    def reboot(self, pc: OfficePc, off: float, boot: float, *, is_hard: bool) -> None:
        """Frames come first, the agent `boot` seconds later."""
        how = "loses power" if is_hard else "is shut down"
        self.note(f"{pc.name} {how}, is off for {off:.0f} s, its agent starts {boot:.0f} s after its first frames")
        pc.power_off(is_hard=is_hard)
        time.sleep(off)
        pc.power_on()
        time.sleep(boot)
        pc.start_agent()

    def sleep(self, pc: OfficePc, seconds: float) -> None:
        """Everything on it stops; its network card goes on answering ARP and ND."""
        self.note(f"{pc.name} sleeps for {seconds:.0f} s")
        pc.freeze()
        time.sleep(seconds)
        pc.thaw()

    def agent_restart(self, pc: OfficePc) -> None:
        self.note(f"{pc.name}'s agent is upgraded: stopped and started at once")
        pc.stop_agent(is_hard=False)
        time.sleep(2)
        pc.start_agent()

    def collector_restart(self, seconds: float) -> None:
        self.note(f"the collector is away for {seconds:.0f} s")
        self.site.collector.stop()
        time.sleep(seconds)
        self.site.collector.restart()

    def lease_swap(self, one: OfficePc, other: OfficePc) -> None:
        """Two registered PCs come back with each other's address: no conflict, for neither held it meanwhile."""
        first, second = one.address(), other.address()
        self.note(f"{one.name} and {other.name} swap {first} and {second}")
        for pc in (one, other):
            pc.client.release()
        time.sleep(2)
        one.client.start(second)
        other.client.start(first)
        wait_for(lambda: one.address() and other.address(), "new leases")

    def day(self, order: random.Random) -> Iterator[Callable[[], None]]:
        """Everything once, in an order that differs from day to day."""
        things: list[Callable[[], None]] = [
            lambda: self.renewal(order.choice(self.pcs)),
            lambda: self.cable_pull(order.choice(self.pcs), order.uniform(1, 6)),
            lambda: self.cable_pull(order.choice(self.pcs), GRACE_SECONDS + 5),
            lambda: self.reboot(order.choice(self.pcs), 3, 7, is_hard=False),
            lambda: self.reboot(order.choice(self.pcs), 16, 12, is_hard=True),
            lambda: self.reboot(order.choice(self.pcs), GRACE_SECONDS + 10, 12, is_hard=False),
            lambda: self.sleep(order.choice(self.pcs), GRACE_SECONDS - 5),
            lambda: self.agent_restart(order.choice(self.pcs)),
            lambda: self.collector_restart(order.uniform(0, 3)),
            lambda: self.collector_restart(GRACE_SECONDS + 10),
            lambda: self.lease_swap(*order.sample(self.pcs, 2)),
        ]
        order.shuffle(things)
        yield from things

    def live(self, seconds: float, seed: int = 1) -> None:
        """Day after day, until the time is up."""
        order = random.Random(seed)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for thing in self.day(order):
                if time.monotonic() >= until:
                    break
                thing()
                time.sleep(order.uniform(2, 5))


@contextmanager
def quiet_office(folder: Path, tell: Callable[[str], None] = lambda line: None) -> Iterator[QuietOffice]:
    options = ["--silent-grace", str(GRACE_SECONDS), "--prefix", f"{PREFIX_6}/64", "--gateway", GATEWAY_6]
    with deployment(folder, *options, "--dhcp-server", GATEWAY) as site:
        office = QuietOffice(site, tell)
        office.open()
        yield office
