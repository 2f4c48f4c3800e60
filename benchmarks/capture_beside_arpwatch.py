"""Frames without loss, and what one costs beside arpwatch: both hear the same 200,000 ARP frames at the same time.

Usage: python -m benchmarks.capture_beside_arpwatch [--frames 200000] [--rate 30000] [--stations 4096] [--rounds 3]

Needs root (or `unshare --user --map-root-user`) and the program arpwatch (Debian package arpwatch): it moves into a
network namespace of its own, with a pair of interfaces, before it sends anything. On one end the frames of `--stations`
stations go out in turn; on the other the agent's listener and arpwatch listen, each in its own process, ours on the
first core, arpwatch and the sender on the last. arpwatch is told to write no mail (-Q) and to report no bogons (-N).

CPU is that of the process (schedstat: user and system), per frame sent, from the first frame to the last. `raw` is a
process that only reads the same socket and does nothing: what reading frames costs in Python. Said: pairs the listener
told of, and pairs in arpwatch's arp.dat when it ended. Exits 1 where a frame or a pair was lost by the listener.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from agent.host.packet_socket import PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.listener import Listener
from benchmarks.capture_loss import arp, make_wire, measure
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Sighting

_OWN = MacAddress(bytes.fromhex("02005e0053fe"))
_SETTLING_S = 1.5


@dataclass(frozen=True, slots=True)
class Round:
    """Microseconds of CPU per frame; frames seen and lost, and pairs told of by each."""

    ours_us: float
    arpwatch_us: float
    raw_us: float
    seen: int
    drops: int
    pairs: int
    arpwatch_pairs: int


class Arpwatch:
    """Listens on `near` from its making until `stop`."""

    def __init__(self, folder: Path, core: int) -> None:
        self._data = folder / "arp.dat"
        self._data.write_bytes(b"")
        # -d keeps it in the foreground; it would also print each station, which -Q forbids.
        command = ["arpwatch", "-d", "-Q", "-N", "-i", "near", "-f", str(self._data)]
        self._process = subprocess.Popen(
            ["taskset", "-c", str(core), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
        )
        time.sleep(_SETTLING_S)
        if self._process.poll() is not None:
            sys.exit(f"arpwatch ended at once with code {self._process.returncode}; run `{' '.join(command)}` by hand")

    def cpu_s(self) -> float:
        return int(Path(f"/proc/{self._process.pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9

    def stop(self) -> int:
        """The number of pairs it has learnt."""
        # It writes its table when it is told to end.
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)
        return len({tuple(line.split()[:2]) for line in self._data.read_text(encoding="ascii").splitlines()})


def run(frames: list[bytes], total: int, rate: int, folder: Path) -> Round:
    """Both at once; then only the reading of the socket, by itself."""
    watch = Arpwatch(folder, max(os.sched_getaffinity(0)))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began_s = watch.cpu_s()
    pairs: set[tuple[MacAddress, Address | None]] = set()
    with PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source:
        ear = Listener(AdapterId("a" * 32), _OWN, source, 10_000_000)

        def read() -> int:
            said = ear.read()
            pairs.update((one.mac, one.address) for one in said if isinstance(one, Sighting))
            return len(said)

        ours = measure(source, read, lambda: ear.frames, frames, rate, total / rate)
        pairs.update((one.mac, one.address) for one in ear.flush(2**62) if isinstance(one, Sighting))
    time.sleep(_SETTLING_S)
    arpwatch_s = watch.cpu_s() - began_s
    learnt = watch.stop()
    with PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source:
        raw = measure(source, lambda: len(source.read()), lambda: total, frames, rate, total / rate)
    per = 1e6 / ours.sent
    return Round(
        ours.cpu_s * per, arpwatch_s * per, raw.cpu_s * per, ours.seen, ours.sent - ours.seen, len(pairs), learnt
    )


def main() -> None:
    asked = _arguments()
    for program, package in (("arpwatch", "arpwatch"), ("taskset", "util-linux")):
        if shutil.which(program) is None:
            sys.exit(f"this benchmark compares with {program}, which is missing: apt-get install {package}")
    make_wire()
    # Without an IPv4 address on its interface arpwatch ends at once.
    subprocess.run(["ip", "address", "add", "10.37.255.254/16", "dev", "near"], check=True)
    frames = [arp(number) for number in range(asked.stations)]
    cores = os.sched_getaffinity(0)
    rounds = []
    print("     seen   lost  pairs  us/frame  arpwatch: pairs  us/frame   ratio   only reading: us/frame  ratio")
    for _ in range(asked.rounds):
        os.sched_setaffinity(0, cores)
        with tempfile.TemporaryDirectory(prefix="mingce-arpwatch-") as folder:
            one = run(frames, asked.frames, asked.rate, Path(folder))
        rounds.append(one)
        beside = f"{one.arpwatch_pairs:16} {one.arpwatch_us:9.2f} {one.ours_us / one.arpwatch_us:7.2f}"
        print(
            f"{one.seen:9,} {one.drops:6} {one.pairs:6} {one.ours_us:9.2f} {beside} "
            f"{one.raw_us:24.2f} {one.raw_us / one.arpwatch_us:6.2f}",
            flush=True,
        )
    if any(one.drops or one.pairs != asked.stations for one in rounds):
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capture_beside_arpwatch")
    parser.add_argument("--frames", type=int, default=200_000)
    parser.add_argument("--rate", type=int, default=30_000)
    parser.add_argument("--stations", type=int, default=4096)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
