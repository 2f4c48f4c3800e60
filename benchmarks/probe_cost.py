"""What each probe costs: time, processor time and memory of one look at this machine.

    python -m benchmarks.probe_cost [--looks 200] [--json]

Every probe looks at the real machine, so many times; beside the figures stands the ratio to the cheapest question there
is, one dump of the kernel's links by netlink in the same run. `peak` is what a look allocates at most (tracemalloc, in
looks of their own, since measuring memory costs time). What root alone may read is read in this process: run as root.
"""

import argparse
import json
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.privileged.direct import Direct
from agent.probes import ALL_PROBES
from agent.probes.probe import Probe
from agent.probes.runner import ask

_WARM_UP, _MEMORY_LOOKS = 3, 5


class Cost(NamedTuple):
    """Of one look: median of the wall times, mean processor time, most bytes allocated, how much it said."""

    name: str
    wall_us: float
    cpu_us: float
    peak_bytes: int
    observations: int


def measured(name: str, look: Callable[[], int], looks: int) -> Cost:
    """`look` returns how many observations it made."""
    for _ in range(_WARM_UP):
        look()
    walls: list[float] = []
    began = time.process_time_ns()
    observations = 0
    for _ in range(looks):
        start = time.perf_counter_ns()
        observations = look()
        walls.append((time.perf_counter_ns() - start) / 1000)
    spent = (time.process_time_ns() - began) / 1000 / looks
    return Cost(name, statistics.median(walls), spent, _peak(look), observations)


def _peak(look: Callable[[], int]) -> int:
    tracemalloc.start()
    try:
        look()
        tracemalloc.reset_peak()
        base = tracemalloc.get_traced_memory()[0]
        for _ in range(_MEMORY_LOOKS):
            look()
        return max(0, tracemalloc.get_traced_memory()[1] - base)
    finally:
        tracemalloc.stop()


def measure(looks: int) -> tuple[Cost, list[Cost]]:
    """The cheapest dump, and every probe."""
    plain = Host(SystemClock(), RouteTables())
    host = replace(plain, privileged=Direct(plain))
    dump = measured("links by netlink", lambda: len(host.netlink.links()), looks)
    return dump, [measured(probe.name, partial(_said_by, probe, host), looks) for probe in ALL_PROBES]


def _said_by(probe: Probe, host: Host) -> int:
    return len(ask((probe,), host)[0].observations)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--looks", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    dump, probes = measure(asked.looks)
    if asked.json:
        print(json.dumps({"dump": dump._asdict(), "probes": [one._asdict() for one in probes]}))
        return
    processes = sum(name.isdecimal() for name in os.listdir("/proc"))
    print(f"{len(os.listdir('/sys/class/net'))} interfaces, {processes} processes")
    print(f"{'probe':20} {'wall':>10} {'CPU':>10} {'x dump':>8} {'peak':>10} {'said':>6}")
    for one in (dump, *probes):
        ratio = one.cpu_us / dump.cpu_us
        print(
            f"{one.name:20} {one.wall_us / 1000:7.2f} ms {one.cpu_us / 1000:7.2f} ms {ratio:8.1f} "
            f"{one.peak_bytes / 1024:7.0f} kB {one.observations:6}"
        )


if __name__ == "__main__":
    main()
