"""An office of simulated days: boots, leases, sleep, roaming, reboots, lost beats, a collector that was away.

Times and choices come from a seeded generator; nothing here knows a rule. Frames and beats go into a Scenario.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from collector.presence.interval import DAY_US, MINUTE_US, SECOND_US
from collector.presence.subject import SegmentView
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.scenario import DAY_ZERO_US, ELSEWHERE, GATEWAY, SEGMENT, Scenario

HOUR_US = 60 * MINUTE_US
_LINK_LOCAL = int(ip_address("fe80::"))
_TEMPORARY = int(ip_address("2001:db8:37:12::"))


@dataclass
class Pc:
    name: str
    mac: MacAddress
    address: Address | None = None
    temporary: Address | None = None
    is_on: bool = False
    has_agent_up: bool = False
    segment: SegmentView = field(default=SEGMENT)

    @property
    def link_local(self) -> Address:
        return IPv6Address(_LINK_LOCAL + int.from_bytes(self.mac.octets, "big"))

    @property
    def addresses(self) -> list[Address]:
        return [one for one in (self.address, self.link_local, self.temporary) if one is not None]


class Office:
    """`run` plays all days; `away` is when the collector heard nobody (reports of that time come late)."""

    def __init__(self, pcs: int, days: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.story = Scenario()
        self.story.at_us(DAY_ZERO_US)
        self.days = days
        self.pcs = [Pc(f"pc-{number}", _mac(number)) for number in range(pcs)]
        self.free = [ip_address(f"10.37.{12 + number // 250}.{number % 250 + 2}") for number in range(pcs + 20)]
        self.queue: list[tuple[int, int, Callable[[], None]]] = []
        self.count = 0
        self.away: list[tuple[int, int]] = []
        self.beats = self.sightings = 0
        self._register()

    def _register(self) -> None:
        for pc in self.pcs:
            self.story.registered(pc.name, pc.mac, address=self.random.choice(self.free))
        self.story.registered("printer", _mac(9000), agent=False)
        self.story.registered("watcher-1", _mac(9001))

    def do(self, at_us: int, what: Callable[[], None]) -> None:
        self.count += 1
        heapq.heappush(self.queue, (at_us, self.count, what))

    def run(self) -> Scenario:
        for day in range(self.days):
            midnight = DAY_ZERO_US + day * DAY_US
            for pc in self.pcs:
                if self.random.random() > 0.1:
                    self._plan_day(pc, midnight)
        self._always_on(DAY_ZERO_US)
        while self.queue:
            at_us, _, what = heapq.heappop(self.queue)
            self.now_us = at_us
            what()
        return self.story

    def _plan_day(self, pc: Pc, midnight: int) -> None:
        arrives = midnight + self.minutes(8 * 60, 9 * 60 + 30)
        leaves = midnight + self.minutes(17 * 60, 19 * 60)
        self.do(arrives, lambda: self._boot(pc))
        if self.random.random() < 0.3:
            self.do(midnight + self.minutes(10 * 60, 11 * 60), lambda: self._reboot(pc))
        if self.random.random() < 0.3:
            self.do(midnight + self.minutes(12 * 60, 12 * 60 + 30), lambda: self._sleep(pc))
        elif self.random.random() < 0.2:
            self.do(midnight + self.minutes(14 * 60, 16 * 60), lambda: self._roam(pc))
        self.do(leaves, lambda: self._shut_down(pc))

    def minutes(self, least: int, most: int) -> int:
        return self.random.randrange(least * 60, most * 60) * SECOND_US + self.random.randrange(SECOND_US)

    def seconds(self, least: float, most: float) -> int:
        return int(self.random.uniform(least, most) * SECOND_US)

    def _boot(self, pc: Pc) -> None:
        pc.is_on, pc.segment = True, SEGMENT
        if self.random.random() < 0.4 or pc.address is None:
            self._take_lease(pc)
        stale = self.random.choice(self.free)
        self._say(pc, stale if self.random.random() < 0.2 else None, HeardHow.DHCP4)
        self.do(self.now_us + self.seconds(1, 4), lambda: self._come_up(pc))
        self.do(self.now_us + self.seconds(20, 110), lambda: self._agent_up(pc))

    def _take_lease(self, pc: Pc) -> None:
        new = self.free.pop(self.random.randrange(len(self.free)))
        if pc.address is not None:
            self.free.append(pc.address)
        pc.address = new

    def _come_up(self, pc: Pc) -> None:
        pc.temporary = IPv6Address(_TEMPORARY + self.random.getrandbits(64))
        self._say(pc, pc.link_local, HeardHow.ND_DAD)
        self._say(pc, pc.address, HeardHow.ARP_PROBE)
        self._say(pc, pc.address, HeardHow.ARP_ANNOUNCEMENT)
        self._chatter(pc)

    def _agent_up(self, pc: Pc) -> None:
        if pc.is_on and not pc.has_agent_up:
            pc.has_agent_up = True
            self._beat(pc)

    def _beat(self, pc: Pc) -> None:
        if not pc.has_agent_up:
            return
        if self.random.random() > 0.01 and not self._is_away(self.now_us):
            self.beats += 1
            pairs = [(pc.mac, one) for one in pc.addresses]
            self.story.at_us(self.now_us).beat(pc.name, *pairs, segment=pc.segment)
        self.do(self.now_us + self.seconds(54, 66), lambda: self._beat(pc))

    def _chatter(self, pc: Pc) -> None:
        if not pc.is_on:
            return
        if self.random.random() < 0.02:
            pc.temporary = IPv6Address(_TEMPORARY + self.random.getrandbits(64))
        how = HeardHow.ARP_REQUEST if self.random.random() < 0.7 else HeardHow.ARP_REPLY
        self._say(pc, pc.address, how)
        if self.random.random() < 0.3:
            self._say(pc, self.random.choice([pc.link_local, pc.temporary]), HeardHow.ND_SOLICITATION)
        self.do(self.now_us + self.seconds(20, 600), lambda: self._chatter(pc))

    def _say(self, pc: Pc, address: Address | None, how: HeardHow) -> None:
        self.heard(pc.mac, address, how, pc.segment)

    def heard(self, mac: MacAddress, address: Address | None, how: HeardHow, segment: SegmentView = SEGMENT) -> None:
        """Reported within its batch; while the collector is away, after its return."""
        at_us = self.now_us
        back_us = next((end for start, end in self.away if start <= at_us < end), None)
        told_us = back_us + self.seconds(1, 50) if back_us else at_us + self.seconds(0, 10)
        self.do(told_us, lambda: self._tell(mac, address, how, segment, at_us))

    def _tell(self, mac: MacAddress, address: Address | None, how: HeardHow, segment: SegmentView, at_us: int) -> None:
        self.sightings += 1
        self.story.at_us(self.now_us).sighting_at(mac, address, how, at_us, segment)

    def _reboot(self, pc: Pc) -> None:
        if pc.is_on:
            self._shut_down(pc)
            self.do(self.now_us + self.seconds(15, 240), lambda: self._boot(pc))

    def _sleep(self, pc: Pc) -> None:
        """No beat, no frame of its own; its network card goes on answering."""
        if not pc.is_on:
            return
        pc.is_on = pc.has_agent_up = False
        wakes_us = self.now_us + self.minutes(30, 90)
        for _ in range(4):
            at_us = self.now_us + self.seconds(1, (wakes_us - self.now_us) / SECOND_US)
            self.do(at_us, lambda: self._say(pc, pc.address, HeardHow.ARP_REPLY))
        self.do(wakes_us, lambda: self._boot(pc))

    def _roam(self, pc: Pc) -> None:
        """To the other segment, cable in hand: its agent beats on."""
        if pc.is_on and pc.has_agent_up:
            pc.segment = ELSEWHERE
            self._say(pc, None, HeardHow.DHCP4)
            self._come_up(pc)

    def _shut_down(self, pc: Pc) -> None:
        if pc.is_on:
            self._say(pc, pc.address, HeardHow.ARP_REQUEST)
        pc.is_on = pc.has_agent_up = False

    def _is_away(self, at_us: int) -> bool:
        return any(start <= at_us < end for start, end in self.away)

    def _always_on(self, now_us: int) -> None:
        if now_us > DAY_ZERO_US + self.days * DAY_US:
            return
        self.now_us = now_us
        self.heard(_mac(9000), ip_address("10.37.12.240"), HeardHow.ARP_REPLY)
        self.heard(GATEWAY, ip_address("10.37.12.1"), HeardHow.ARP_REQUEST)
        if not self._is_away(now_us):
            self.do(now_us, lambda: _beat_watcher(self.story, now_us))
        self.do(now_us + MINUTE_US, lambda: self._always_on(now_us + MINUTE_US))


def _beat_watcher(story: Scenario, now_us: int) -> None:
    story.at_us(now_us).beat("watcher-1")


def _mac(number: int) -> MacAddress:
    return MacAddress(bytes.fromhex("00005e00") + number.to_bytes(2, "big"))
