"""How soon a stranger is in the store, and the alert about a new adapter, on a real LAN of network namespaces.

Usage: python -m benchmarks.latency [--strangers 200] [--adapters 100] [--pause 5]

Needs root (or `unshare --user --map-root-user`). A collector and two registered PCs with agents run with the pace they
have in earnest (beats every 60 s, sightings folded for 10 s). Then, one after another:

* strangers plug in, each a namespace of its own with a MAC of its kernel's: its kernel speaks first (IPv6 DAD), then
  asks for the gateway three times, half a second apart. From its alert: first frame (the kernel's stamp where a watcher
  heard it) to suspected and stored (`latency_ms`), and to confirmed (`confirmed_us - first_us`), which takes a second
  sign: the other watcher's word, or a frame at least 200 ms later;
* adapters (tap, as a tunnel makes it) are plugged into a PC: from the kernel's own RTM_NEWLINK event, as this program
  hears it in the same namespace, to the moment its alert can be read from the store, hence committed. A radio or a
  phone takes the same path: event, settling time, probes, report, rules, one transaction. Nobody plugs faster than
  every `--pause` seconds; with 0 the agent's allowance for a PC that changes without end (agent/throttle.py) is spent
  after 15 plugs, and what is measured from then on is that.

On one more host of that LAN runs arpwatch (Debian package arpwatch; without it that part is left out, and says so).
It hears IPv4 only, so its notice is timed from the stranger's first frame and from its first ARP frame, and so is ours:
what was stored before the stranger's first ARP frame counts below zero.

Prints medians and 99th percentiles in milliseconds.
"""

import argparse
import contextlib
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.beside_arpwatch import BesideArpwatch, why_no_arpwatch
from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.inside import inside
from tests.support.known_adapters import standing_alerts
from tests.support.laboratory import Host
from tests.support.polling import seconds_until

_RTMGRP_LINK = 1
_RULE = "unregistered-terminal"
_RULE_OF_TAPS = "other-way-out"


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="mingce-latency-") as folder, deployment(Path(folder), pace={}) as site:
        pc, _ = site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.pc("pc-2", "00:00:5e:00:53:02", "10.37.12.22")
        wait_for(lambda: all(agent.status().get("duties") for agent in site.agents.values()), "watchers", seconds=150)
        adapters = []
        for number in range(asked.adapters):
            time.sleep(asked.pause)
            adapters.append(adapter_latency(site, pc, number))
        with arpwatch_beside(site) as beside:
            for number in range(asked.strangers):
                plug_in_a_stranger(site, number)
            wait_for(lambda: len(site.alerts(_RULE)) >= asked.strangers, f"{asked.strangers} alerts", seconds=30)
            alerts = site.alerts(_RULE)
    confirmed = [alert for alert in alerts if alert["confirmed_us"] is not None]
    print(f"{asked.strangers} strangers: {len(alerts)} alerts, {len(confirmed)} confirmed")
    _print("first frame -> suspected, stored", [alert["evidence"]["latency_ms"] for alert in alerts])
    _print("first frame -> confirmed", [(one["confirmed_us"] - one["first_us"]) / 1000 for one in confirmed])
    _print("plug's kernel event -> alert stored", adapters)
    if beside is None:
        print(why_no_arpwatch())
    else:
        show_beside(beside, alerts)


@contextlib.contextmanager
def arpwatch_beside(site: Deployment) -> Iterator[BesideArpwatch | None]:
    """On a registered host of its own; None where it is not installed."""
    if why_no_arpwatch() is not None:
        yield None
        return
    site.register("arpwatch", "00:00:5e:00:53:09", "10.37.12.29", kind="printer")
    host = site.lan.host("arpwatch", mac="00:00:5e:00:53:09", address="10.37.12.29/24")
    with BesideArpwatch(host) as beside:
        yield beside


def show_beside(beside: BesideArpwatch, alerts: Sequence[Any]) -> None:
    """Of the strangers that arpwatch noticed; how many it did not is said."""
    stored = {one["evidence"]["mac"]: one["first_us"] / 1e6 + one["evidence"]["latency_ms"] / 1e3 for one in alerts}
    both = [mac for mac in stored if mac in beside.noticed]
    print(f"arpwatch noticed {len(both)} of {len(stored)}")
    for what, since in (("first frame", beside.first_frame), ("first ARP", beside.first_arp)):
        _print(f"{what} -> arpwatch's notice", [1000 * (beside.noticed[mac] - since[mac]) for mac in both])
        _print(f"{what} -> suspected, stored", [1000 * (stored[mac] - since[mac]) for mac in both])


def plug_in_a_stranger(site: Deployment, number: int) -> None:
    """It leaves again: the LAN stays as large as it was."""
    stranger = site.stranger(f"stranger-{number}", f"10.37.12.{50 + number % 150}")
    stranger.speak_to(GATEWAY, times=3, pause=0.5)
    site.lan.hosts.remove(stranger)
    stranger.close()


def adapter_latency(site: Deployment, pc: Host, number: int) -> float:
    """Milliseconds. It is unplugged again, and its alert closed, before the next one."""
    name = f"new{number}"
    state, part = site.collector.state, f"tunnel:{name}"
    with inside(pc.namespace):
        events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    with events:
        events.bind((0, _RTMGRP_LINK))
        adding = pc.namespace.start(["ip", "tuntap", "add", "dev", name, "mode", "tap"])
        events.recv(65536)
        took = seconds_until(lambda: part in standing_alerts(state, _RULE_OF_TAPS))
    adding.wait(timeout=30)
    pc.namespace.run("ip", "link", "delete", name)
    seconds_until(lambda: part not in standing_alerts(state, _RULE_OF_TAPS))
    return 1000 * took


def _print(what: str, milliseconds: Sequence[float]) -> None:
    ordered = sorted(milliseconds)
    if not ordered:
        print(f"{what:36} nothing to measure")
        return
    middle, high = (ordered[min(int(share * len(ordered)), len(ordered) - 1)] for share in (0.5, 0.99))
    print(f"{what:36} p50 {middle:7.0f} ms   p99 {high:7.0f} ms   max {ordered[-1]:7.0f} ms   n {len(ordered)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency")
    parser.add_argument("--strangers", type=int, default=200)
    parser.add_argument("--adapters", type=int, default=100)
    parser.add_argument("--pause", type=float, default=5, help="seconds between two plugs (default: 5)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
