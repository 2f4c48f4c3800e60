"""Half an hour in which nothing is wrong: reboots, sleep, lease renewals, roaming, failing watchers and routers.

Moments and durations are those of an office; `scale` makes them shorter. What depends on the segment's grace, which
no scale changes, keeps below it.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.support.deployment import wait_for
from tests.support.wire_site.plan import FOURTH_FLOOR, THIRD_FLOOR
from tests.support.wire_site.site import WireSite

MINUTES = 30


@dataclass(frozen=True, slots=True)
class Happening:
    """`minute` since the half hour began."""

    minute: float
    what: str
    do: Callable[["HalfHour"], None]


class HalfHour:
    """`live` lets everything of TIMETABLE happen, each at its time, some at the same time."""

    def __init__(self, site: WireSite, scale: float) -> None:
        self.site = site
        self.scale = scale
        self.happened = 0
        self._began = 0.0

    def live(self) -> None:
        """Raises what a happening raised."""
        self._began = time.monotonic()
        with ThreadPoolExecutor(len(TIMETABLE)) as together:
            running = [together.submit(self._happen, one) for one in TIMETABLE]
        for one in running:
            one.result()
        self._until(MINUTES)

    def _happen(self, happening: Happening) -> None:
        self._until(happening.minute)
        self.site.tell(f"minute {happening.minute:4.1f}: {happening.what}")
        happening.do(self)
        self.happened += 1

    def _until(self, minute: float) -> None:
        time.sleep(max(0.0, self._began + minute * 60 * self.scale - time.monotonic()))

    def wait(self, minutes: float, most_seconds: float = 3600) -> None:
        time.sleep(min(minutes * 60 * self.scale, most_seconds))

    # ------------------------------------------------------------------ what happens

    def renew(self, *names: str) -> None:
        for name in names:
            self.site.pcs[name].client.renew()

    def reboot(self, name: str, off: float, boot: float, *, is_hard: bool = False) -> None:
        """Frames come first, the agent `boot` minutes later."""
        pc = self.site.pcs[name]
        with pc.busy:
            pc.power_off(is_hard=is_hard)
            self.wait(off)
            pc.power_on()
            self.wait(boot, self.site.grace_seconds / 2)
            pc.start_agent()

    def carry(self, name: str, *, upstairs: bool) -> None:
        """Its cable lies on the floor for half a minute meanwhile."""
        pc = self.site.pcs[name]
        with pc.busy:
            pc.host.pull_cable()
            self.wait(0.5)
            pc.carry_to(self.site.lan(FOURTH_FLOOR if upstairs else THIRD_FLOOR))
            pc.lease()

    def nap(self, name: str) -> None:
        """Shorter than the grace: its network card goes on answering."""
        pc = self.site.pcs[name]
        with pc.busy:
            pc.sleep(answers=True)
            time.sleep(self.site.grace_seconds - 5)
            pc.wake()

    def sleep(self, name: str, minutes: float) -> None:
        pc = self.site.pcs[name]
        with pc.busy:
            pc.sleep(answers=False)
            self.wait(minutes)
            pc.wake()

    def unplug(self, name: str, minutes: float) -> None:
        pc = self.site.pcs[name]
        with pc.busy:
            pc.host.pull_cable()
            self.wait(minutes)
            pc.host.plug_cable()

    def printer_off(self, name: str, minutes: float) -> None:
        host = self.site.hosts[name]
        host.pull_cable()
        self.wait(minutes)
        host.plug_cable()

    def watcher_fails(self, minutes: float) -> None:
        """Somebody else watches before it is back."""
        first = set(self.site.watchers(THIRD_FLOOR))
        name = min(first)
        self.site.tell(f"{name} watches the third floor and loses power")
        pc = self.site.pcs[name]
        with pc.busy:
            pc.power_off(is_hard=True)
            others = set(PCS_OF_THIRD_FLOOR) - {name}
            wait_for(
                lambda: len(set(self.site.watchers(THIRD_FLOOR)) & others) >= min(2, len(first)),
                f"another watcher in {name}'s place",
                seconds=300,
            )
            self.wait(minutes)
            pc.power_on()
            pc.lease()
            pc.start_agent()

    def router_fails(self, minutes: float) -> None:
        """The other one takes the gateway's address and virtual MAC, and gives them back."""
        first = self.site.building.pair[0]
        first.stop()
        self.wait(minutes)
        first.start()

    def upgrade(self, name: str) -> None:
        pc = self.site.pcs[name]
        with pc.busy:
            pc.stop_agent(is_hard=False)
            pc.start_agent()

    def collector_away(self, minutes: float) -> None:
        self.site.collector.stop()
        self.wait(minutes)
        self.site.collector.restart()

    def swap(self, one: str, other: str) -> None:
        """Two registered PCs come back with each other's address: no conflict, for neither held it meanwhile."""
        pcs = self.site.pcs[one], self.site.pcs[other]
        with pcs[0].busy, pcs[1].busy:
            addresses = [pc.lease() for pc in pcs]
            for pc in pcs:
                pc.client.release()
            self.wait(0.5)
            for pc, address in zip(pcs, reversed(addresses), strict=True):
                pc.client.start(address)
            for pc in pcs:
                pc.lease()


PCS_OF_THIRD_FLOOR = ("pc-31", "pc-32", "pc-33", "pc-34")
TIMETABLE = (
    Happening(0.5, "pc-31 and pc-41 renew their leases", lambda it: it.renew("pc-31", "pc-41")),
    Happening(1, "pc-32 is shut down for two minutes", lambda it: it.reboot("pc-32", 2, 0.7)),
    Happening(2, "pc-41 loses power for a minute", lambda it: it.reboot("pc-41", 1, 1, is_hard=True)),
    Happening(3, "pc-34 is carried to the fourth floor", lambda it: it.carry("pc-34", upstairs=True)),
    Happening(4, "pc-42 naps, its network card answers", lambda it: it.nap("pc-42")),
    Happening(5, "pc-43 sleeps for eight minutes", lambda it: it.sleep("pc-43", 8)),
    Happening(6, "pc-33's cable is pulled for half a minute", lambda it: it.unplug("pc-33", 0.5)),
    Happening(7, "printer-3 is switched off for a minute", lambda it: it.printer_off("printer-3", 1)),
    Happening(8, "a watcher of the third floor loses power", lambda it: it.watcher_fails(2)),
    Happening(13, "pc-h1's agent is upgraded", lambda it: it.upgrade("pc-h1")),
    Happening(14, "the first router's VRRP daemon stops for four minutes", lambda it: it.router_fails(4)),
    Happening(19, "the collector is away for a minute", lambda it: it.collector_away(1)),
    Happening(21, "pc-44 and pc-45 swap their addresses", lambda it: it.swap("pc-44", "pc-45")),
    Happening(22, "pc-34 is carried back to the third floor", lambda it: it.carry("pc-34", upstairs=False)),
    Happening(23, "pc-h2 naps, its network card answers", lambda it: it.nap("pc-h2")),
    Happening(24, "pc-46 is shut down for two minutes", lambda it: it.reboot("pc-46", 2, 0.7)),
    Happening(25, "pc-31's cable is pulled for three minutes", lambda it: it.unplug("pc-31", 3)),
    Happening(28, "many leases are renewed", lambda it: it.renew("pc-32", "pc-33", "pc-42", "pc-44", "pc-h1")),
)
