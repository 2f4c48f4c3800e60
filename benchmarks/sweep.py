"""A shared sweep beside arp-scan, on real agents in network namespaces on one bridge, counted at the bridge.

Usage: python -m benchmarks.sweep [--agents 8] [--prefix 22] [--cap 50] [--part 62]

Needs root and arp-scan. The segment holds a quiet device on every 40th address. Printed are the seconds of
`mingce segment sweep`, from the order to the last agent's word; those of arp-scan at its default speed; and those of
arp-scan at 10 frames a second, what one port may send: computed from `--part` addresses of it that were measured, since
the whole would take an hour. Frames are counted where they enter the bridge: the most in any second, by port and of the
whole segment.
"""

import argparse
import ipaddress
import json
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.support.deployment import GATEWAY, GATEWAY_MAC, SEGMENT, Deployment, deployment, wait_for
from tests.support.laboratory import Host

_SECADMIN = "wang-sec"
_EVERY = 40
_SECOND_NS = 1_000_000_000
_COUNT = """
import socket, struct
listener = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
listener.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE, asm-generic/socket.h
listener.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS: when it came, not when this program got round to it
while True:
    frame, told, _, where = listener.recvmsg(128, 64)
    seconds, nanoseconds = struct.unpack("qq", told[0][2][:16])
    kind = int.from_bytes(frame[12:14], "big")
    is_arp = kind == 0x0806 and frame[20:22] == b"\\0\\1"
    is_solicitation = kind == 0x86DD and frame[20] == 58 and frame[54] == 135
    if where[2] != socket.PACKET_OUTGOING and (is_arp or is_solicitation) and where[0] != "br0":
        print(seconds * 10**9 + nanoseconds, where[0], flush=True)
"""


def main() -> None:
    asked = _arguments()
    if shutil.which("arp-scan") is None:
        sys.exit("arp-scan is missing: apt-get install arp-scan")
    # Around the /24 that the tests' ledger declares, which would else count as more addresses of the segment.
    net = ipaddress.IPv4Network("10.37.12.0/24").supernet(new_prefix=asked.prefix)
    options = ("--prefix", str(net), "--sweep-cap", str(asked.cap))
    with tempfile.TemporaryDirectory(prefix="mingce-sweep-") as folder:
        frames = Path(folder) / "frames.txt"
        with deployment(Path(folder), *options) as site:
            _furnish(site, net, asked.agents)
            with frames.open("wb") as output:
                site.lan.switch.start([sys.executable, "-c", _COUNT], output=output)
            found, seconds = _swept(site)
            busiest = _busiest(frames)
            scanner = site.lan.host("scanner", address=f"{net[-3]}/{asked.prefix}")
            default = _arp_scan(scanner, str(net))
            part = _arp_scan(scanner, f"{net[1]}-{net[asked.part]}", "--interval=100")
    _print(asked, net, found, seconds, busiest)
    print(f"arp-scan at its default: {default:.0f} s")
    whole = part * net.num_addresses / asked.part
    print(f"arp-scan at 10 frames/s: {whole:.0f} s, computed from {part:.0f} s for {asked.part} addresses")


def _furnish(site: Deployment, net: ipaddress.IPv4Network, agents: int) -> None:
    router = next(host for host in site.lan.hosts if host.mac == GATEWAY_MAC)
    router.drop_addresses()
    router.set_address(f"{GATEWAY}/{net.prefixlen}")
    quiet = site.lan.host("devices")
    for number in range(_EVERY, net.num_addresses - 2, _EVERY):
        quiet.set_address(f"{net[number]}/{net.prefixlen}")
    for number in range(agents):
        name, mac, address = f"pc-{number + 1}", f"00:00:5e:00:53:{number + 1:02x}", str(net[number + 1])
        site.register(name, mac, address)
        host = site.lan.host(name, mac=mac, address=f"{address}/{net.prefixlen}", gateway=GATEWAY)
        site.install(name, host)
    wait_for(lambda: _planned(site).get("agents") == agents, "all agents able to ask", seconds=240)


def _planned(site: Deployment) -> dict[str, Any]:
    ran = site.collector.run("segment", "sweep", SEGMENT, "--dry-run", "--json", home=_SECADMIN)
    planned: dict[str, Any] = json.loads(ran.out) if ran.code == 0 else {}
    return planned


def _swept(site: Deployment) -> tuple[dict[str, Any], float]:
    """What came of it, and the seconds from its beginning to its end by the collector's clock."""
    ran = site.collector.client(_SECADMIN)
    made = ran.post(f"segments/{SEGMENT}/sweeps", {})
    found: dict[str, Any] = made
    while found["state"] == "running":
        time.sleep(0.5)
        found = ran.get(f"segments/{SEGMENT}/sweeps/{made['id']}")
    return found, (found["ended_us"] - found["begun_us"]) / 1_000_000


def _busiest(frames: Path) -> tuple[int, int]:
    """(of any port, of all ports): the most questions that entered the bridge within any second."""
    by_port: dict[str, list[int]] = defaultdict(list)
    for line in frames.read_text().splitlines():
        moment, port = line.split()
        by_port[port].append(int(moment))
    everything = sorted(moment for moments in by_port.values() for moment in moments)
    return max((_most(moments) for moments in by_port.values()), default=0), _most(everything)


def _most(moments: list[int]) -> int:
    most = begin = 0
    for end, moment in enumerate(moments):
        while moment - moments[begin] >= _SECOND_NS:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def _arp_scan(scanner: Host, target: str, *options: str) -> float:
    """Seconds, by arp-scan's own words."""
    said = scanner.namespace.run("arp-scan", "--interface=eth0", *options, target, timeout=3600)
    found = re.search(r"in ([0-9.]+) seconds", said)
    assert found is not None, said
    return float(found[1])


def _print(
    asked: argparse.Namespace,
    net: ipaddress.IPv4Network,
    found: dict[str, Any],
    seconds: float,
    busiest: tuple[int, int],
) -> None:
    print(f"{net}, {asked.agents} agents, cap {asked.cap} frames/s: {found['state']} {found['why'] or ''}")
    print(f"asked {found['asked']} of {found['targets']}, answered {found['answered']}, frames {found['frames']}")
    print(f"shared sweep: {seconds:.0f} s")
    print(f"most questions in any second: {busiest[0]} of one port, {busiest[1]} of the segment")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A shared sweep beside arp-scan.")
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--prefix", type=int, default=22, help="length of the segment's prefix, 20 at least")
    parser.add_argument("--cap", type=int, default=50, help="frames a second, all agents together")
    parser.add_argument("--part", type=int, default=62, help="addresses that arp-scan asks at 10 frames/s")
    return parser.parse_args()


if __name__ == "__main__":
    main()
