"""A flood of forged MACs: what it costs the listener in memory and time, and whether who is really there is still seen.

Usage: python -m benchmarks.mac_flood [--forged 1000000] [--rate 30000] [--repeated] [--veth] [--alerts]

The forged pairs go through the listener as frames at the given rate of its clock, without a wire; 200 real terminals
that were there before speak every 30 seconds, 20 more arrive in the middle of it and speak three times, a second
apart, then every 30 seconds. --repeated: the forger sends each pair twice, half a second apart. --veth: through the
kernel, on a pair of interfaces in a network namespace of its own (needs root). --alerts: also on a LAN of namespaces
with a real collector and the agents of two registered PCs, at the pace they have in earnest; a third PC is plugged in
amid the flood. Printed are the alerts that stand in the end, by rule and certainty, and how many people were told.

Ratios are to the same number of frames of 500 pairs that repeat themselves, in the same run. Memory is what the process
grew by at its peak (VmHWM), in a process of its own for each.
"""

import argparse
import os
import select
import socket
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.host.packet_socket import CapturedFrame, PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.listener import Listener
from benchmarks.capture_loss import make_wire, run_sender
from collector.alerts.lifecycle import UNTOLD
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Observation, Sighting, SightingsFolded
from tests.support.deployment import GATEWAY, deployment, wait_for
from tests.support.inside import inside

_INTERVAL_US = 10_000_000
_OWN = MacAddress(bytes.fromhex("02005e0053fe"))
_BEGAN_US = 1_700_000_000_000_000
_RESIDENTS, _ARRIVALS = 200, 20
_RESIDENT, _ARRIVAL = b"\x02\0\x5e\x01", b"\x02\0\x5e\x02"
_ROUND_US = 30_000_000
_NEWCOMER = "00:00:5e:00:53:66"
_SETTLING_S = 45


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one run."""

    frames: int
    cpu_s: float
    grown_kib: int
    said: int
    folded: int
    residents: int
    """Real terminals from before that were said again after the flood began."""
    arrivals: int
    """Real terminals that arrived in it and were said."""
    dropped: int = 0


def request(mac: bytes, address: bytes) -> bytes:
    header = b"\xff" * 6 + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1)
    return header + mac + address + bytes(6) + b"\x0a\x25\xff\xfe" + bytes(18)


def forged(number: int) -> bytes:
    return request(b"\x06\0" + struct.pack(">I", number), b"\x0a" + struct.pack(">I", number)[1:])


def real(prefix: bytes, number: int) -> bytes:
    return request(prefix + struct.pack(">H", number), b"\x0b\0" + struct.pack(">H", number))


def terminals(lasts_us: int) -> list[tuple[int, bytes]]:
    """When the real ones speak, from one round before the flood on."""
    told = [
        (began + number * 10_000, real(_RESIDENT, number))
        for began in range(-_ROUND_US, lasts_us + 1, _ROUND_US)
        for number in range(_RESIDENTS)
    ]
    # Heard twice before the flood: then they are known.
    told += [(-_ROUND_US + 3_000_000 + number * 10_000, real(_RESIDENT, number)) for number in range(_RESIDENTS)]
    for number in range(_ARRIVALS):
        arrives = lasts_us // 4 + number * 100_000
        moments = [arrives, arrives + 1_000_000, arrives + 2_000_000, *range(arrives + _ROUND_US, lasts_us, _ROUND_US)]
        told += [(at_us, real(_ARRIVAL, number)) for at_us in moments]
    return sorted(told)


def stream(count: int, rate: int, pairs: int, is_repeated: bool) -> Iterator[tuple[int, bytes]]:
    """The flood and the real terminals, in order of time; `pairs` different ones of the flood."""
    lasts_us = count * 1_000_000 // rate
    waiting = iter([*terminals(lasts_us), (2 * lasts_us + _ROUND_US * 9, b"")])
    due_us, frame = next(waiting)
    lag = rate // 2
    for number in range(count):
        at_us = number * 1_000_000 // rate
        while due_us <= at_us:
            yield due_us, frame
            due_us, frame = next(waiting)
        yield at_us, forged(number % pairs)
        if is_repeated and number >= lag:
            yield at_us, forged((number - lag) % pairs)


class _Fed:
    """A frame source that is filled in portions."""

    def __init__(self) -> None:
        self.waiting: list[CapturedFrame] = []

    def read(self, most_frames: int) -> list[CapturedFrame]:
        taken, self.waiting = self.waiting, []
        return taken

    def drops(self) -> int:
        return 0


class Witness:
    """Counts what is said, as the agent would hand it on."""

    def __init__(self) -> None:
        self.said = self.folded = 0
        self.residents: set[bytes] = set()
        self.arrivals: set[bytes] = set()

    def note(self, said: list[Observation], after_us: int) -> None:
        self.said += len(said)
        for one in said:
            if isinstance(one, SightingsFolded):
                self.folded += one.frames
            elif isinstance(one, Sighting) and one.mac.octets.startswith(_RESIDENT) and one.last_us >= after_us:
                self.residents.add(one.mac.octets)
            elif isinstance(one, Sighting) and one.mac.octets.startswith(_ARRIVAL):
                self.arrivals.add(one.mac.octets)


def feed(count: int, rate: int, pairs: int, is_repeated: bool) -> Outcome:
    source, witness = _Fed(), Witness()
    ear = Listener(AdapterId("a" * 32), _OWN, source, _INTERVAL_US)
    flushed_us, before_kib, cpu_s = 0, peak_kib(), 0.0

    def hear() -> None:
        nonlocal flushed_us, cpu_s
        last_us = source.waiting[-1].at_us
        began = time.process_time()
        said = ear.read(512)
        if last_us - flushed_us >= _INTERVAL_US:
            said, flushed_us = said + ear.flush(last_us), last_us
        cpu_s += time.process_time() - began
        witness.note(said, _BEGAN_US)

    for at_us, frame in stream(count, rate, pairs, is_repeated):
        source.waiting.append(CapturedFrame(frame, None, False, _BEGAN_US + at_us))
        if len(source.waiting) == 512:
            hear()
    if source.waiting:
        hear()
    witness.note(ear.flush(_BEGAN_US + 10**12), _BEGAN_US)
    grown = peak_kib() - before_kib
    return Outcome(
        ear.frames, cpu_s, grown, witness.said, witness.folded, len(witness.residents), len(witness.arrivals)
    )


def through_the_kernel(count: int, rate: int) -> Outcome:
    """The forged pairs only, over a veth, read as fast as the agent reads."""
    witness, before_kib = Witness(), peak_kib()
    with PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source:
        ear = Listener(AdapterId("a" * 32), _OWN, source, _INTERVAL_US)
        frames = [forged(number) for number in range(count)]
        before_kib = peak_kib()
        child, pipe = run_sender(frames, rate, count / rate)
        began, flushed, told, heard = time.process_time(), time.monotonic(), b"", source.fileno()
        while True:
            ready, _, _ = select.select([heard] if told else [heard, pipe], [], [], 0.5)
            told = os.read(pipe, 16) if pipe in ready else told
            if heard in ready:
                witness.note(ear.read(), 0)
            if time.monotonic() - flushed >= _INTERVAL_US / 1e6:
                witness.note(ear.flush(time.time_ns() // 1000), 0)
                flushed = time.monotonic()
            if told and not ready:
                break
        cpu_s = time.process_time() - began
        os.waitpid(child, 0)
        witness.note(ear.flush(time.time_ns() // 1000 + _INTERVAL_US), 0)
        return Outcome(ear.frames, cpu_s, peak_kib() - before_kib, witness.said, witness.folded, 0, 0, source.drops())


def alerts_of(count: int, rate: int) -> None:
    """From a registered printer's port, so that nothing but the forged frames is strange."""
    with tempfile.TemporaryDirectory(prefix="mingce-flood-") as folder, deployment(Path(folder), pace={}) as site:
        site.register("forger", "00:00:5e:00:53:07", "10.37.12.27", kind="printer")
        forger = site.lan.host("forger", mac="00:00:5e:00:53:07", address="10.37.12.27/24")
        for number in (1, 2):
            site.pc(f"pc-{number}", f"00:00:5e:00:53:0{number}", f"10.37.12.2{number}")
        wait_for(lambda: all(agent.status().get("duties") for agent in site.agents.values()), "watchers", seconds=150)
        with inside(forger.namespace):
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        with wire:
            wire.bind((forger.interface, 0))
            flood_wire(wire, 0, count // 2, rate)
            site.stranger("newcomer", "10.37.12.77", mac=_NEWCOMER).speak_to(GATEWAY, times=3)
            flood_wire(wire, count // 2, count, rate)
        time.sleep(_SETTLING_S)
        alerts = site.alerts()
    found = Counter((alert["rule"], alert["certainty"]) for alert in alerts)
    told = Counter(one["rule"] for one in alerts if one["confirmed_us"] is not None and UNTOLD not in one["evidence"])
    is_seen = any(alert["evidence"].get("mac", "").replace("-", ":").lower() == _NEWCOMER for alert in alerts)
    print(f"\na collector's alerts after {count:,} forged pairs at {rate:,} frames a second asked for:")
    for (rule, certainty), number in sorted(found.items()):
        print(f"  {rule:32} {certainty:10} {number:7,}")
    print(
        f"  of them people are told: {dict(told)}; the newcomer amid the flood was {'seen' if is_seen else 'not seen'}"
    )


def flood_wire(wire: socket.socket, first: int, end: int, rate: int) -> None:
    """Forged frames from one number to another, no faster than `rate` a second."""
    began, sent = time.monotonic(), first
    while sent < end:
        due = min(end, first + int((time.monotonic() - began) * rate) + 1)
        for number in range(sent, due):
            wire.send(forged(number))
        sent = due
        time.sleep(0.001)


def peak_kib() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def apart(count: int, rate: int, pairs: int, is_repeated: bool, is_veth: bool = False) -> Outcome:
    """In a process of its own, so that its peak of memory is its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        outcome = through_the_kernel(count, rate) if is_veth else feed(count, rate, pairs, is_repeated)
        numbers = (outcome.frames, outcome.cpu_s, outcome.grown_kib, outcome.said, outcome.folded, outcome.residents)
        os.write(writer, struct.pack("=qdqqqqqq", *numbers, outcome.arrivals, outcome.dropped))
        os._exit(0)
    os.close(writer)
    told = b"".join(iter(lambda: os.read(reader, 64), b""))
    os.close(reader)
    os.waitpid(child, 0)
    return Outcome(*struct.unpack("=qdqqqqqq", told))


def show(name: str, outcome: Outcome, calm: Outcome) -> None:
    per_frame, per_calm = (one.cpu_s / max(one.frames, 1) * 1e6 for one in (outcome, calm))
    print(
        f"{name:10} {outcome.frames:9,} {per_frame:9.2f} {per_frame / per_calm:7.2f} {outcome.grown_kib / 1024:8.1f} "
        f"{outcome.said:9,} {outcome.folded:11,} {outcome.residents:9}/{_RESIDENTS} {outcome.arrivals:8}/{_ARRIVALS} "
        f"{outcome.dropped:7}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forged", type=int, default=1_000_000, help="forged pairs")
    parser.add_argument("--rate", type=int, default=30_000, help="frames a second")
    parser.add_argument("--repeated", action="store_true", help="each pair twice")
    parser.add_argument("--veth", action="store_true", help="through the kernel as well")
    parser.add_argument("--alerts", action="store_true", help="with a real collector and agents, too")
    arguments = parser.parse_args()
    count, rate = arguments.forged, arguments.rate
    print("run           frames  us/frame of calm  MiB more      said      folded     residents    arrivals dropped")
    calm = apart(count, rate, 500, is_repeated=False)
    show("calm", calm, calm)
    show("flood", apart(count, rate, count, is_repeated=False), calm)
    if arguments.repeated:
        show("repeated", apart(count, rate, count, is_repeated=True), calm)
    if arguments.veth:
        make_wire()
        show("veth", apart(count, rate, count, is_repeated=False, is_veth=True), calm)
    if arguments.alerts:
        alerts_of(count, rate)


if __name__ == "__main__":
    main()
