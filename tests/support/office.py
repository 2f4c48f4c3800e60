"""An office of simulated days in which all are registered: boots, leases, sleep, roaming, docks, lost beats, outages.

Times and choices come from a seeded generator; nothing here knows a rule. Frames and beats go into a Scenario. Phones
with MACs of their own making are the only strangers, and only where they are asked for.
"""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, ip_address
from random import Random

from collector.presence.interval import DAY_US, MINUTE_US, SECOND_US
from collector.presence.subject import SegmentView
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.office_pc import Card, Pc, Pool
from tests.support.office_wire import HOUR_US, Agenda, AgentClockwork, Beating, OfficeWire, Watcher
from tests.support.scenario import DAY_ZERO_US, ELSEWHERE, GATEWAY, SEGMENT, VRRP, Scenario

__all__ = ["HOUR_US", "Office"]

_ROUTERS = (GATEWAY, MacAddress.parse("00-00-5E-00-53-FD"))
_PROXY = MacAddress.parse("00-00-5E-00-53-FC")
"""A router that answers ARP for addresses of others."""
HOME = replace(SEGMENT, infrastructure_macs=frozenset({VRRP, _PROXY, *_ROUTERS}))
_GATEWAY_ADDRESS = ip_address("10.37.12.1")
_WEEKEND = frozenset({2, 3})
"""Day zero is a Thursday: of every seven days, the third and fourth."""
_OFF_CLOCKS_US = (-8 * MINUTE_US, 7 * MINUTE_US, 8 * HOUR_US, -400 * DAY_US, 3650 * DAY_US)
_SMALL_OFFSETS_US = (-3 * MINUTE_US, -1_500_000, 0, 0, 400_000, 2 * MINUTE_US)


class Office:
    """`run` plays all days; `wire.away` is when the collector heard nobody (reports of that time come late).

    `printers` are terminals without an agent, `phones` come each day with a new MAC, `is_varied` gives the PCs docks,
    shared dongles, out-of-band management, network boot, bad lines and wrong clocks, and weekends to the month.
    `home` is the segment as people declared it.
    """

    def __init__(
        self,
        pcs: int,
        days: int,
        seed: int,
        *,
        printers: int = 1,
        phones: int = 0,
        is_varied: bool = False,
        home: SegmentView = HOME,
    ) -> None:
        self.agenda = Agenda(seed)
        self.random = self.agenda.random
        self.home = home
        self.story = Scenario(segment=home)
        self.story.at_us(DAY_ZERO_US)
        self.days = days
        self.watchers = [
            Watcher(Beating(f"watcher-{n}", AgentClockwork(offset_us=offset)), _mac(9001 + n), home)
            for n, offset in ((1, 90 * SECOND_US), (2, -400 * DAY_US if is_varied else 0))
        ]
        self.wire = OfficeWire(self.agenda, self.story, self.watchers)
        self.wire.ends_us = DAY_ZERO_US + days * DAY_US
        self.pool = Pool(self.wire, _addresses("10.37.{}.{}", 12, pcs + pcs // 4 + 20))
        self.pool_elsewhere = Pool(self.wire, _addresses("10.37.{}.{}", 40, pcs + 20))
        self.printers = [(_mac(9100 + n), ip_address(f"10.37.30.{n + 1}")) for n in range(printers)]
        self.phones_a_day = phones
        self.strangers: set[MacAddress] = set()
        self.is_varied = is_varied
        self.pcs = [Pc(self.wire, self.pool, home, Beating(f"pc-{n}"), [Card(_mac(n))]) for n in range(pcs)]
        if is_varied:
            self._vary()
        self._register()

    @property
    def beats(self) -> int:
        return self.wire.beats

    @property
    def sightings(self) -> int:
        return self.wire.sightings

    def _vary(self) -> None:
        chance = self.agenda.is_so
        for number, pc in enumerate(self.pcs):
            pc.beating.clock.offset_us = self.random.choice(_OFF_CLOCKS_US if chance(0.05) else _SMALL_OFFSETS_US)
            pc.beating.loss = 0.08 if chance(0.05) else 0.01
            pc.has_management_engine = chance(0.05)
            pc.boots_from_network = chance(0.1)
            pc.changes_beat_at_once = chance(0.7)
            if chance(0.1):
                pc.own.append(Card(_mac(10_000 + number)))
        for number in range(len(self.pcs) // 20):
            card = Card(_mac(20_000 + number))
            for pc in self.random.sample(self.pcs, 4):
                pc.shared.append(card)

    def _register(self) -> None:
        for pc in self.pcs:
            macs = [card.mac for card in (*pc.own, *pc.shared)]
            self.story.registered(pc.name, *macs, address=self.random.choice(self.pool.free))
        for number, (mac, address) in enumerate(self.printers):
            self.story.registered(f"printer-{number}", mac, address=address, agent=False)
        for watcher in self.watchers:
            self.story.registered(watcher.beating.name, watcher.mac)

    def run(self) -> Scenario:
        for day in range(self.days):
            self._plan_morning(DAY_ZERO_US + day * DAY_US, is_weekend=self.is_varied and day % 7 in _WEEKEND)
        for mac, address in self.printers:
            self.agenda.do(DAY_ZERO_US, lambda mac=mac, address=address: self._print(mac, address))  # type: ignore[misc]
        self.agenda.do(DAY_ZERO_US, lambda: self._route(0, 0))
        for watcher in self.watchers:
            self.wire.start_beating(watcher)
        self.agenda.run(self.wire.ends_us)
        return self.story

    def _plan_morning(self, midnight: int, *, is_weekend: bool) -> None:
        """A day is planned when it begins, so that what is to come stays short."""
        self.agenda.do(midnight, lambda: self._plan_day(midnight, 0.05 if is_weekend else 0.9))

    def _plan_day(self, midnight: int, share: float) -> None:
        for pc in self.pcs:
            if self.agenda.is_so(share):
                self._plan_pc(pc, midnight)
        for _ in range(self.phones_a_day):
            self.agenda.do(midnight + self.minutes(9 * 60, 16 * 60), self._phone)
        for hour in range(24):
            self.agenda.do(midnight + hour * HOUR_US, self._pass_time)
        if self.is_varied:
            self._plan_watchers(midnight)

    def _pass_time(self) -> None:
        self.story.at_us(self.agenda.now_us).pass_time()

    def _plan_pc(self, pc: Pc, midnight: int) -> None:
        do, minutes, chance = self.agenda.do, self.minutes, self.agenda.is_so
        do(midnight + minutes(8 * 60, 9 * 60 + 30), pc.boot)
        if chance(0.3):
            do(midnight + minutes(10 * 60, 11 * 60), pc.reboot)
        if chance(0.3):
            do(midnight + minutes(12 * 60, 12 * 60 + 30), pc.sleep)
        elif chance(0.2):
            do(midnight + minutes(14 * 60, 16 * 60), lambda: pc.roam(ELSEWHERE, self.pool_elsewhere))
        if pc.shared and chance(0.3):
            others = [one for one in self.pcs if one is not pc and set(one.shared) & set(pc.shared)]
            if others:
                other = self.random.choice(others)
                do(midnight + minutes(10 * 60, 16 * 60), lambda: pc.hand_over(other))
        if not (self.is_varied and chance(0.02)):
            do(midnight + minutes(17 * 60, 19 * 60), pc.shut_down)

    def _plan_watchers(self, midnight: int) -> None:
        """Now and then one of those who watch reboots, or a person sets its clock by a minute."""
        if self.agenda.is_so(0.3):
            watcher = self.random.choice(self.watchers)
            self.agenda.do(midnight + self.minutes(7 * 60, 20 * 60), lambda: self._reboot_watcher(watcher))
        if self.agenda.is_so(0.1):
            clock = self.random.choice(self.watchers).beating.clock
            self.agenda.do(midnight + self.minutes(7 * 60, 20 * 60), lambda: _set_clock(clock, self.random))

    def _reboot_watcher(self, watcher: Watcher) -> None:
        watcher.is_up = False
        self.wire.stop_beating(watcher)

        def come_up() -> None:
            watcher.is_up = True
            watcher.beating.clock.restart(self.agenda.now_us)
            self.wire.start_beating(watcher)

        self.agenda.after(40, 400, come_up)

    def minutes(self, least: int, most: int) -> int:
        return self.agenda.seconds(least * 60, most * 60)

    def do(self, at_us: int, what: Callable[[], None]) -> None:
        self.agenda.do(at_us, what)

    def heard(
        self, mac: MacAddress, address: Address | None, how: HeardHow, segment: SegmentView | None = None
    ) -> None:
        """A frame of somebody who is none of these, now."""
        self.wire.heard(mac, address, how, segment or self.home)

    def _print(self, mac: MacAddress, address: Address) -> None:
        if self.agenda.now_us < self.wire.ends_us:
            self.heard(mac, address, HeardHow.ARP_REPLY if self.agenda.is_so(0.8) else HeardHow.ARP_REQUEST)
            if self.agenda.is_so(0.005):
                self.heard(mac, None, HeardHow.DHCP4)
                self.heard(mac, address, HeardHow.ARP_PROBE)
                self.heard(mac, address, HeardHow.ARP_ANNOUNCEMENT)
            self.agenda.after(60, 600, lambda: self._print(mac, address))

    def _route(self, master: int, turn: int) -> None:
        """The gateway pair: the virtual MAC speaks for the gateway, each router for itself, a proxy for others."""
        if self.agenda.now_us >= self.wire.ends_us:
            return
        if self.is_varied and self.agenda.is_so(0.0005):
            master = 1 - master
            # Some routers speak for the gateway by their own MAC while they take over.
            self.heard(_ROUTERS[master], _GATEWAY_ADDRESS, HeardHow.ARP_GRATUITOUS)
            self.heard(VRRP, _GATEWAY_ADDRESS, HeardHow.ARP_GRATUITOUS)
        self.heard(VRRP, _GATEWAY_ADDRESS, HeardHow.ARP_REPLY if turn % 2 else HeardHow.ARP_REQUEST)
        if turn % 5 == 0:
            self.heard(_ROUTERS[turn % 2], ip_address(f"10.37.12.{254 - turn % 2}"), HeardHow.ARP_REQUEST)
        if self.is_varied and turn % 20 == 0:
            used = [pc.cards[0].address for pc in self.pcs if pc.is_on]
            if used:
                self.heard(_PROXY, self.random.choice(used), HeardHow.ARP_REPLY)
        self.agenda.after(55, 65, lambda: self._route(master, turn + 1))

    def _phone(self) -> None:
        """A phone behind somebody's own access point: a MAC drawn at random, for some hours."""
        mac = MacAddress(bytes([0xDA]) + self.random.randbytes(5))
        self.strangers.add(mac)
        address = ip_address(f"10.37.60.{self.random.randrange(1, 255)}")
        self.heard(mac, None, HeardHow.DHCP4)
        self.agenda.after(1, 3, lambda: self.heard(mac, address, HeardHow.ARP_ANNOUNCEMENT))
        for _ in range(20):
            self.agenda.after(5, 3 * 3600, lambda: self.heard(mac, address, HeardHow.ARP_REQUEST))


def _set_clock(clock: AgentClockwork, generator: Random) -> None:
    clock.offset_us += generator.choice((-60, 60)) * SECOND_US


def _addresses(form: str, third: int, count: int) -> list[IPv4Address]:
    return [IPv4Address(form.format(third + number // 250, number % 250 + 2)) for number in range(count)]


def _mac(number: int) -> MacAddress:
    return MacAddress(bytes.fromhex("00005e00") + number.to_bytes(2, "big"))
