"""Frames without loss: what the listener hears of raw ARP frames at a given rate, over a veth of its own.

Usage: python -m benchmarks.capture_loss [--rates 10000,30000,50000] [--seconds 3] [--stations 500]

Needs root (or `unshare --user --map-root-user`): it moves into a network namespace of its own before it sends anything.
Sender and listener each have one core. Each rate is run thrice: `raw` only reads the socket, as a referee for what the
reading itself costs; `listener` decodes and suppresses; `storm` does so while every frame is of a pair never seen.
CPU is that of the listening process, per frame seen.
"""

import argparse
import ctypes
import os
import select
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from agent.host.packet_socket import PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.listener import Listener
from protocol.identity import AdapterId
from protocol.mac import MacAddress

_CLONE_NEWNET = 0x40000000
_OWN = MacAddress(bytes.fromhex("02005e0053fe"))
_STORM = 60_000
_QUIET_S = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one run: frames sent in `took_s`, seen, dropped by the kernel; seconds of CPU; observations made."""

    sent: int
    took_s: float
    seen: int
    drops: int
    cpu_s: float
    said: int


def arp(station: int) -> bytes:
    """A request of one of 65,536 stations for the gateway."""
    mac = b"\x02\x00\x5e\x00" + struct.pack(">H", station)
    address = b"\x0a\x25" + struct.pack(">H", station)
    header = b"\xff" * 6 + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1)
    return header + mac + address + bytes(6) + b"\x0a\x25\xff\xfe" + bytes(18)


def make_wire() -> None:
    """Moves this process into an empty network namespace and makes the pair near, far in it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        raise SystemExit(f"cannot make a network namespace: {os.strerror(ctypes.get_errno())}; run it as root")
    run = ["ip", "link", "add", "near", "type", "veth", "peer", "name", "far"]
    subprocess.run(run, check=True)
    for name in ("near", "far"):
        with open(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "w", encoding="ascii") as switch:
            switch.write("1")
        subprocess.run(["ip", "link", "set", name, "up", "arp", "off"], check=True)


def send(frames: list[bytes], rate: int, seconds: float) -> tuple[int, float]:
    """Sends frames in turn at a steady rate; the number sent and the seconds it took."""
    total, sent = int(rate * seconds), 0
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
        sender.bind(("far", 0))
        turn = cycle(frames)
        began = time.monotonic()
        while sent < total:
            due = min(total, int((time.monotonic() - began) * rate) + 1)
            for _ in range(due - sent):
                sender.send(next(turn))
            sent = due
            time.sleep(0.0005)
        return sent, time.monotonic() - began


def run_sender(frames: list[bytes], rate: int, seconds: float) -> tuple[int, int]:
    """Forks a sender on the last core; its process id and the pipe on which it tells what it sent."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        os.write(writer, struct.pack("=qd", *send(frames, rate, seconds)))
        os._exit(0)
    os.close(writer)
    return child, reader


def measure(
    source: PacketSocket,
    read: Callable[[], int],
    seen: Callable[[], int],
    frames: list[bytes],
    rate: int,
    seconds: float,
) -> Outcome:
    """Lets `read` work until the sender has stopped and the wire is quiet."""
    child, pipe = run_sender(frames, rate, seconds)
    began = time.process_time()
    said, told, ear = 0, b"", source.fileno()
    while True:
        readable, _, _ = select.select([ear] if told else [ear, pipe], [], [], _QUIET_S)
        if pipe in readable:
            told = os.read(pipe, 16)
        if ear in readable:
            said += read()
        elif told and not readable:
            break
    cpu_s = time.process_time() - began
    os.close(pipe)
    os.waitpid(child, 0)
    sent, took_s = struct.unpack("=qd", told)
    return Outcome(sent, took_s, seen(), source.drops(), cpu_s, said)


def measure_raw(frames: list[bytes], rate: int, seconds: float) -> Outcome:
    """Reads and counts, nothing else."""
    counted = 0

    def read() -> int:
        nonlocal counted
        counted += len(source.read())
        return 0

    with PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source:
        return measure(source, read, lambda: counted, frames, rate, seconds)


def measure_listener(frames: list[bytes], rate: int, seconds: float) -> Outcome:
    """All that the agent does per frame, up to the observation."""
    with PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source:
        ear = Listener(AdapterId("a" * 32), _OWN, source, 10_000_000)
        return measure(source, lambda: len(ear.read()), lambda: ear.frames, frames, rate, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", default="10000,30000,50000", help="frames a second, separated by commas")
    parser.add_argument("--seconds", type=float, default=3.0, help="time to send, per run")
    parser.add_argument("--stations", type=int, default=500, help="stations that repeat themselves")
    arguments = parser.parse_args()
    make_wire()
    few, many = [arp(number) for number in range(arguments.stations)], [arp(number) for number in range(_STORM)]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print("run         sent/s     sent     seen  drops  CPU %  us/frame  of raw    said")
    for rate in (int(text) for text in arguments.rates.split(",")):
        raw = measure_raw(few, rate, arguments.seconds)
        show("raw", raw, raw)
        show("listener", measure_listener(few, rate, arguments.seconds), raw)
        show("storm", measure_listener(many, rate, arguments.seconds), raw)


def show(name: str, outcome: Outcome, raw: Outcome) -> None:
    per_frame, per_raw = (one.cpu_s / max(one.seen, 1) * 1e6 for one in (outcome, raw))
    print(
        f"{name:9} {outcome.sent / outcome.took_s:8,.0f} {outcome.sent:8} {outcome.seen:8} {outcome.drops:6} "
        f"{outcome.cpu_s / outcome.took_s * 100:6.1f} {per_frame:9.2f} {per_frame / per_raw:7.2f} {outcome.said:7}"
    )


if __name__ == "__main__":
    main()
