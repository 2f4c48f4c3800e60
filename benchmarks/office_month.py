"""False alerts of an office month: ten thousand terminals, thirty days, through the pure core.

Usage: python -m benchmarks.office_month [--terminals 10000] [--days 30] [--segments 50] [--seed N] [--processes 2]

collector.presence folds and judges, collector.rules conclude, collector.alerts keep the alerts: as shipped, without a
store. Each segment is a simulation with a seed of its own (tests/support/office.py): PCs with agents that boot (some
from the network), reboot, sleep while their cards answer, roam to another segment, are left on at night, change leases,
temporary addresses and adapters (docks beside the built-in one, dongles shared by four terminals and handed on), answer
out of band while switched off; agents whose clocks are minutes to years off; beats lost on good and bad lines and tried
again as the agent does; printers without agent; a gateway pair with a virtual MAC that changes sides, and a router that
answers for others; watchers that reboot, have their clocks set, or live 400 days in the past; outages of the collector
from one minute to eight hours, after which everything comes late.

Everybody is registered, so whatever is told is false, but for two things that are counted apart, because they are so:
phones with MACs of their own making (each must be told once), and agents whose clocks really are off by more than five
minutes. `suspected` alerts are stored and shown, and nobody is told of them.

Prints alerts by rule and per 1,000 terminal-days; exits 1 if one is false or a phone was missed.
"""

import argparse
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from random import Random

from collector.presence.interval import DAY_US, MINUTE_US
from tests.support.office import HOUR_US, Office
from tests.support.scenario import DAY_ZERO_US

_STRANGER, _CLOCK = "unregistered-terminal", "clock-off"
_OUTAGES_US = (MINUTE_US, 3 * MINUTE_US, 11 * MINUTE_US, 40 * MINUTE_US, 8 * HOUR_US)
_PHONES_A_DAY = 4
_PRINTER_SHARE = 20
"""One terminal in so many needs no agent."""
_WATCHERS = 2


@dataclass
class Outcome:
    """Of one segment, or of all."""

    terminals: int = 0
    beats: int = 0
    lost_beats: int = 0
    sightings: int = 0
    cpu_s: float = 0.0
    told: Counter[str] = field(default_factory=Counter)
    """Falsely, by rule."""
    suspected: Counter[str] = field(default_factory=Counter)
    """Falsely, and told to nobody."""
    phones: int = 0
    phones_told: int = 0
    clocks_off: int = 0
    clocks_told: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        for name in ("terminals", "beats", "lost_beats", "sightings", "cpu_s", "phones", "phones_told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.clocks_off += other.clocks_off
        self.clocks_told += other.clocks_told
        self.told += other.told
        self.suspected += other.suspected
        self.examples += other.examples


def play(terminals: int, days: int, seed: int) -> Outcome:
    """One segment from its first morning to its last evening."""
    # Nothing in it is a cycle that grows; the collector of cycles would look at everything again and again.
    gc.disable()
    began = time.process_time()
    printers = terminals // _PRINTER_SHARE
    pcs = terminals - printers - _WATCHERS
    office = Office(pcs, days, seed, printers=printers, phones=_PHONES_A_DAY, is_varied=True)
    office.wire.away = list(_outages(days, Random(seed)))
    office.run()
    outcome = Outcome(terminals, office.beats, office.wire.lost_beats, office.sightings, time.process_time() - began)
    _judge(office, outcome)
    return outcome


def _outages(days: int, random: Random) -> Iterator[tuple[int, int]]:
    """On every third day one, at any time of the day; never two at once."""
    for number, day in enumerate(range(1, days, 3)):
        start_us = DAY_ZERO_US + day * DAY_US + random.randrange(7 * HOUR_US, 18 * HOUR_US)
        yield start_us, start_us + _OUTAGES_US[number % len(_OUTAGES_US)]


def _judge(office: Office, outcome: Outcome) -> None:
    """Sorts what was told into what is so and what is false."""
    strangers = {str(mac) for mac in office.strangers}
    told_strangers, told_keys = set(), set()
    for at_us, alert in office.story.notified:
        told_keys.add(alert.dedup_key)
        mac = alert.evidence.get("mac")
        if alert.rule == _STRANGER and mac in strangers and mac not in told_strangers:
            told_strangers.add(mac)
        elif alert.rule == _CLOCK and alert.evidence["agent"] in office.wire.clocks_off:
            outcome.clocks_told += 1
        else:
            outcome.told[alert.rule] += 1
            when = (at_us - DAY_ZERO_US) / HOUR_US
            outcome.examples.append(f"{when:.3f} h {alert.dedup_key} {alert.evidence.get('why')}")
    for alert in office.story.alerts.values():
        if alert.dedup_key not in told_keys:
            outcome.suspected[alert.rule] += 1
    outcome.phones, outcome.phones_told = len(strangers), len(told_strangers)
    outcome.clocks_off = len(office.wire.clocks_off)


def show(total: Outcome, days: int) -> None:
    terminal_days = total.terminals * days
    print(
        f"\n{total.terminals:,} terminals x {days} days = {terminal_days:,} terminal-days, {total.cpu_s:,.0f} s of CPU"
    )
    print(f"{total.beats:,} beats ({total.lost_beats:,} more were lost), {total.sightings:,} sightings judged")
    print("falsely                        alerts told   per 1,000 terminal-days   suspected, told to nobody")
    for rule in sorted({*total.told, *total.suspected}):
        rate = 1000 * total.told[rule] / terminal_days
        print(f"  {rule:28} {total.told[rule]:11} {rate:25.4f} {total.suspected[rule]:27}")
    rate = 1000 * total.told.total() / terminal_days
    print(f"  {'all rules':28} {total.told.total():11} {rate:25.4f} {total.suspected.total():27}")
    print(f"with reason: phones with MACs of their own {total.phones:,}, told once each {total.phones_told:,}")
    print(f"             agents with a clock more than 5 minutes off {total.clocks_off:,}, told {total.clocks_told:,}")
    for example in total.examples[:20]:
        print(" ", example)


def main() -> None:
    asked = _arguments()
    each, total, began = asked.terminals // asked.segments, Outcome(), time.monotonic()
    with ProcessPoolExecutor(asked.processes) as processes:
        waiting = [processes.submit(play, each, asked.days, asked.seed + n) for n in range(asked.segments)]
        for done, future in enumerate(as_completed(waiting), 1):
            total.add(future.result())
            minutes = (time.monotonic() - began) / 60
            said = f"{done} of {asked.segments} segments, {total.sightings:,} sightings, {total.told.total()} false"
            print(f"{said}, {minutes:.1f} min, {minutes * (asked.segments - done) / done:.1f} to go", flush=True)
    show(total, asked.days)
    if total.told or total.phones_told != total.phones:
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office_month")
    parser.add_argument("--terminals", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--segments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.terminals // asked.segments < 4 * _PRINTER_SHARE:
        parser.error(f"a segment has at least {4 * _PRINTER_SHARE} terminals: ask for fewer segments")
    return asked


if __name__ == "__main__":
    main()
