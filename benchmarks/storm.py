"""What a PC that changes without end costs its agent, and what the agent says of it.

    python -m benchmarks.storm [--seconds 60]

Needs root (or `unshare --user --map-root-user`). The real `mingce-agent run`, enrolled, in a network namespace of its
own with a loopback collector. After a quiet stretch to compare with come ten thousand link flaps, a thousand devices
that appear and vanish at once, and 500 virtual interfaces made and removed again and again, each for so many seconds.
Printed for each: processor time of the agent as a share of a core and as a multiple of the quiet run, reports and their
size, how soon afterwards the last report was right, and what the agent itself says was folded.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.agent_footprint import CODE, memory_kb
from protocol.codec import encode, encode_report
from protocol.observations import Adapter, AgentEvent, AgentEventKind, Looked
from protocol.report import Report
from tests.support.agent_command import environment
from tests.support.fake_collector import FakeCollector
from tests.support.inside import inside
from tests.support.laboratory import Namespace

_FLAPS, _STICKS, _PAIRS = 10_000, 1_000, 250
_PATIENCE_S = 180
_QUIET = ["lo", "veth0", "veth1"]
_HEAD = f"{'':16} {'lasted':>8} {'CPU':>9} {'x quiet':>8} {'reports':>8} {'size':>11} {'right in':>8} {'RSS':>9}"
_HEAD = f"{'':16} {'lasted':>8} {'CPU':>9} {'x quiet':>8} {'reports':>8} {'size':>11} {'right in':>8} {'RSS':>9}"


@dataclass
class Pc:
    """The agent's process and what its collector has of it."""

    office: Namespace
    collector: FakeCollector
    pid: int

    def reports(self) -> list[Report]:
        with self.collector.lock:
            return [report for stored in self.collector.agents.values() for report in stored.reports]

    def is_told_right(self) -> bool:
        """The last report of its adapters names those that are there, and both ends of the cable as up."""
        for report in reversed(self.reports()):
            if any(isinstance(item, Looked) and item.probe == "adapters" for item in report.observations):
                told = {item.name: item.is_up for item in report.observations if isinstance(item, Adapter)}
                return sorted(told) == _QUIET and all(told.values())
        return False

    def throttling(self) -> list[str]:
        return [
            item.detail
            for report in self.reports()
            for item in report.observations
            if isinstance(item, AgentEvent) and item.what is AgentEventKind.THROTTLED
        ]

    def is_calm(self) -> bool:
        """As many throttlings ended as began."""
        said = self.throttling()
        return sum(text.startswith("begins") for text in said) == sum(text.startswith("ended") for text in said)

    def cpu_seconds(self) -> float:
        """Of all threads (/proc/PID/task/TID/schedstat): ticks are too coarse for a quiet agent."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    def helper(self, *what: str) -> None:
        command = [sys.executable, "-m", "tests.support.link_storm", *what]
        self.office.start(command, environment=environment()).wait()


def flaps(pc: Pc, seconds: float) -> None:
    pc.helper("flap", "veth0", str(_FLAPS), str(seconds))


def sticks(pc: Pc, seconds: float) -> None:
    pc.helper("tap", "stick", str(_STICKS), str(seconds))


def crowds(pc: Pc, seconds: float) -> None:
    """As often as it goes; at least once."""
    ends = time.monotonic() + seconds
    while True:
        for line in ("add many{} type veth peer name peer{}", "delete many{}"):
            commands = "".join(f"link {line.format(number, number)}\n" for number in range(_PAIRS))
            pc.office.run("sh", "-c", 'printf "%s" "$1" | ip -batch -', "batch", commands, timeout=_PATIENCE_S)
            time.sleep(1)
        if time.monotonic() > ends:
            return


def nothing(_: Pc, seconds: float) -> None:
    time.sleep(seconds)


SCENARIOS: tuple[tuple[str, Callable[[Pc, float], None]], ...] = (
    ("quiet", nothing),
    (f"{_FLAPS} flaps", flaps),
    (f"{_STICKS} sticks", sticks),
    (f"{2 * _PAIRS} interfaces", crowds),
)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"waited {_PATIENCE_S} s in vain for {what}")
        time.sleep(0.05)


def run(pc: Pc, name: str, storm: Callable[[Pc, float], None], seconds: float, quiet: float) -> float:
    """Prints a line; returns the share of a core."""
    before, began, used = len(pc.reports()), time.monotonic(), pc.cpu_seconds()
    storm(pc, seconds)
    over = time.monotonic()
    wait_until(pc.is_told_right, "the right last state")
    right = time.monotonic()
    share = (pc.cpu_seconds() - used) / (right - began)
    said = pc.reports()[before:]
    size = sum(len(encode_report(report)) for report in said)
    multiple = f"{share / quiet:7.0f}x" if quiet else "       -"
    print(
        f"{name:16} {right - began:6.0f} s {100 * share:7.2f} % {multiple} {len(said):8} {size / 1024:8.0f} kB "
        f"{right - over:6.1f} s {memory_kb(pc.pid)['Rss'] / 1024:6.1f} MB",
        flush=True,
    )
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="mingce-storm-") as scratch, Namespace("storm") as office:
        folder = Path(scratch)
        office.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        for name in ("veth0", "veth1"):
            office.run("ip", "link", "set", name, "up")
        with inside(office), FakeCollector(folder) as collector:
            (folder / "site.json").write_bytes(encode(collector.site))
            command = [sys.executable, "-m", "agent", "--state", str(folder / "state")]
            enrol = f"echo {CODE} | {' '.join(command)} enrol --site {folder}/site.json"
            office.start(["sh", "-c", enrol], environment=environment()).wait()
            agent = office.start([*command, "run"], environment=environment() | {"PYTHONPATH": os.getcwd()})
            pc = Pc(office, collector, agent.pid)
            wait_until(pc.is_told_right, "the first report")
            time.sleep(5)
            print(_HEAD)
            quiet = 0.0
            for name, storm in SCENARIOS:
                share = run(pc, name, storm, seconds, quiet)
                quiet = quiet or share
            wait_until(pc.is_calm, "the end of all throttling")
            print("what the agent says:", *pc.throttling(), sep="\n  ")


if __name__ == "__main__":
    main()
