"""What the resident agent costs: memory, idle processor time, and what the memory is made of.

    python benchmarks/agent_footprint.py [--minutes 10] [--json]

Runs the real `mingce-agent run`, enrolled with a loopback collector, on this machine's real kernel, and reads
/proc/PID/smaps_rollup and /proc/PID/stat. It starts it as systemd/mingce-agent.service does: compiled, with the unit's
environment, and, run by root, as a user of no rights with the unit's capability. Run by root, the agent is a PC of a
declared segment in a network namespace, holds the watch there and stands by to be called: that is its resident state.
Without root it is elsewhere, with no ear and no second connection, and the output says so. The composition is measured
by importing the same modules one after another in a fresh interpreter.
"""

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from protocol.codec import encode  # noqa: E402
from protocol.identity import SegmentId  # noqa: E402
from protocol.policy import DeclaredSegment, Duty, DutyKind, Policy  # noqa: E402
from tests.support.fake_collector import FakeCollector  # noqa: E402
from tests.support.laboratory import Door, Lan, Namespace  # noqa: E402

UNIT = ROOT / "systemd" / "mingce-agent.service"
CODE = "ABCD-EFGH-JKLM-NPQR"
NOBODY = 65534
SEGMENT = DeclaredSegment(SegmentId("5e" * 16), (ip_network("10.37.12.0/24"),), (), (), probe_frames_per_second=10)
POLICY = Policy(1, "*", 1, 2**53, (SEGMENT,), 60_000, 10_000, 600_000, 86_400_000)
"""The settings' own intervals, and a segment."""
_PATIENCE_S = 60
# What pip writes into bin/mingce-agent.
_COMMAND = (sys.executable, "-c", "from agent.cli.main import run; run()")
_DROP_RIGHTS = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
STEPS = ("json, dataclasses", "sqlite3", "ssl, h11", "nacl.signing", "protocol", "agent")
_IMPORTS = (
    "import json, dataclasses, ipaddress, logging",
    "import sqlite3",
    "import ssl, h11",
    "import nacl.signing",
    "import protocol.codec, protocol.chain, protocol.answer, protocol.beat, protocol.enrolment, protocol.policy",
    "import agent.cli.main, agent.cli.run",
)
_COMPOSE = """
import sys
def rss():
    for line in open('/proc/self/smaps_rollup'):
        if line.startswith('Rss'): return int(line.split()[1])
print(rss())
for step in sys.argv[1:]:
    exec(step)
    print(rss())
"""


def memory_kb(pid: int) -> dict[str, int]:
    """Rss, Pss and Private of a process, in kB (proc(5), smaps_rollup)."""
    found: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, value = line.split()[:2]
        found[name.rstrip(":")] = int(value)
    private = found["Private_Clean"] + found["Private_Dirty"]
    return {"Rss": found["Rss"], "Pss": found["Pss"], "Private": private}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def composition() -> list[tuple[str, int]]:
    """(what was imported, kB it added), in the order of the agent's own imports."""
    done = subprocess.run(
        [sys.executable, "-c", _COMPOSE, *_IMPORTS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    sizes = list(map(int, done.stdout.split()))
    steps = zip(STEPS, sizes[1:], sizes, strict=False)
    return [("python itself", sizes[0]), *((name, after - before) for name, after, before in steps)]


def of_the_unit(setting: str) -> list[str]:
    """The values of a setting of the service's unit, which alone says how the service is started."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"{setting}=") for line in lines if line.startswith(f"{setting}=")]


@cache
def can_drop_rights() -> bool:
    """Whether this is root, and a user without rights gets the same interpreter, not another one it may read."""
    if os.geteuid() != 0:
        return False
    ask = [*_DROP_RIGHTS, sys.executable, "-c", "import sys; print(sys.base_prefix)"]
    told = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    if told.strip() != sys.base_prefix:
        print(f"started as root: others may not read {sys.base_prefix}", file=sys.stderr)
        return False
    return True


def as_the_unit(command: list[str]) -> list[str]:
    """The command with the rights the unit gives it; unchanged where those cannot be given."""
    if not can_drop_rights():
        return command
    rights = ",".join(f"+{name.lower().removeprefix('cap_')}" for name in of_the_unit("AmbientCapabilities"))
    return [*_DROP_RIGHTS, f"--inh-caps={rights}", f"--ambient-caps={rights}", *command]


def environment() -> dict[str, str]:
    unit = dict(pair.split("=", 1) for pair in of_the_unit("Environment"))
    return os.environ | unit | {"PYTHONPATH": str(ROOT)}


@contextmanager
def office(folder: Path, collector: FakeCollector) -> Iterator[Namespace | None]:
    """Where the agent is to run: a PC on the declared segment, with a neighbour; None without root."""
    if os.geteuid() != 0:
        yield None
        return
    collector.policy = POLICY
    with Lan() as lan, Door(int(collector.url.rpartition(":")[2]), folder / "door") as door:
        pc = lan.host("pc", address="10.37.12.3/24", gateway="10.37.12.1")
        lan.host("gateway", address="10.37.12.1/24")
        door.open_for(pc.namespace)
        yield pc.namespace


def wait_for(what: str, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"the agent has {what} not even after {_PATIENCE_S} s: nothing is measured")
        time.sleep(0.1)


def give_watch(collector: FakeCollector) -> None:
    """Until the agent says that it holds the duty, which it does while its ear is open, and waits to be called."""
    (stored,) = collector.agents.values()
    wait_for("claimed its segment", lambda: any(beat.claims for beat in stored.beats))
    adapter = next(beat for beat in reversed(stored.beats) if beat.claims).claims[0].adapter
    wait_for("stood by", lambda: collector.standbys)
    collector.duties = (Duty("lease-1", DutyKind.WATCH, SEGMENT.id, adapter, 86_400_000),)
    collector.called.set()
    wait_for("held its watch", lambda: stored.beats[-1].duties)


def measure(minutes: float) -> dict[str, Any]:
    for package in ("agent", "protocol"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with (
        tempfile.TemporaryDirectory() as scratch,
        FakeCollector(Path(scratch)) as collector,
        office(Path(scratch), collector) as namespace,
    ):
        folder = Path(scratch)
        (folder / "site.json").write_bytes(encode(collector.site))
        if can_drop_rights():
            os.chown(folder, NOBODY, NOBODY)
        base = as_the_unit([*_COMMAND, "--state", str(folder / "state")])
        base = base if namespace is None else namespace.enter(*base)
        enrol = [*base, "enrol", "--site", str(folder / "site.json")]
        subprocess.run(enrol, input=CODE, text=True, env=environment(), check=True, stdout=subprocess.DEVNULL)
        with subprocess.Popen([*base, "run"], env=environment()) as agent:
            try:
                if namespace is not None:
                    give_watch(collector)
                result = observe(agent.pid, minutes)
            finally:
                agent.terminate()
        beats = sum(len(stored.beats) for stored in collector.agents.values())
    state = "watches its segment, stands by" if namespace is not None else "elsewhere: no ear, no standby (not root)"
    return result | {"state": state, "beats": beats, "composition": composition()}


def observe(pid: int, minutes: float) -> dict[str, Any]:
    """Memory at the end and at its peak, processor time on the way."""
    time.sleep(10)
    started, used, peak = time.monotonic(), cpu_seconds(pid), 0
    while time.monotonic() - started < minutes * 60:
        time.sleep(min(5, minutes * 60))
        peak = max(peak, memory_kb(pid)["Rss"])
    passed, spent = time.monotonic() - started, cpu_seconds(pid) - used
    share = round(100 * spent / passed, 4)
    return memory_kb(pid) | {"PeakRss": peak, "minutes": round(passed / 60, 1), "idle_cpu_percent": share}


def main() -> None:
    parser = argparse.ArgumentParser(description="Resident memory and idle processor time of the agent.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measure(arguments.minutes)
    if arguments.json:
        print(json.dumps(result))
        return
    print(f"state      {result['state']}")
    for name in ("Rss", "PeakRss", "Pss", "Private"):
        print(f"{name:10} {result[name] / 1024:7.1f} MB")
    print(f"idle CPU   {result['idle_cpu_percent']:7.4f} % of a core over {result['minutes']} min")
    print("made of, in the order of import:")
    for name, size in result["composition"]:
        print(f"  {name:20} {size / 1024:6.1f} MB")


if __name__ == "__main__":
    main()
