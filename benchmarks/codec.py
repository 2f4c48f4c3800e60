"""How fast reports are read and written, as a ratio to json.loads of the same bytes in the same run.

Usage: python -m benchmarks.codec [--seconds 2]

The report holds 14 sightings of 14 neighbours, which is what an agent on watch sends every ten seconds. Nothing is
cached between readings. Each figure is the median of five stretches that take turns, so that a busy machine slows all
alike.
"""

import argparse
import json
import statistics
import timeit
from collections.abc import Callable

from protocol.address import parse_address
from protocol.codec import decode_envelope, decode_report, encode_report
from protocol.identity import AdapterId, AgentId, BootId, KeyId
from protocol.mac import MacAddress
from protocol.observations import HeardHow, Sighting
from protocol.report import Envelope, Report, ReportKind, Taken, genesis_digest

_STRETCHES = 5
_AGENT = AgentId("a" * 32)
_AT_US = 1_772_431_500_000_000


def report_of(sightings: int) -> Report:
    """A report of that many IPv4 sightings, each of another neighbour."""
    envelope = Envelope(
        protocol=0,
        agent=_AGENT,
        key=KeyId("b" * 16),
        boot=BootId("c" * 32),
        sequence=1,
        previous=genesis_digest(_AGENT),
        taken=Taken(_AT_US, 3_605_000_000),
        kind=ReportKind.SIGHTINGS,
    )
    return Report(envelope, tuple(_sighting(place) for place in range(sightings)))


def _sighting(place: int) -> Sighting:
    return Sighting(
        adapter=AdapterId("d" * 32),
        mac=MacAddress(bytes([0, 0, 0x5E, 0, 0x53, place])),
        address=parse_address(f"10.37.12.{place}"),
        how=HeardHow.ARP_REQUEST,
        vlan=None,
        first_us=_AT_US + place,
        last_us=_AT_US + 9_000_000 + place,
        frames=3,
    )


def rates(actions: dict[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Times a second that each action ran: the median of stretches in which the actions take turns."""
    found: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(_STRETCHES):
        for name, action in actions.items():
            timer = timeit.Timer(action)
            times, took = timer.autorange()
            share = seconds / _STRETCHES / len(actions)
            times = max(1, int(times * share / took))
            found[name].append(times / timer.timeit(times))
    return {name: statistics.median(stretches) for name, stretches in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="time to measure, all together")
    arguments = parser.parse_args()
    report = report_of(14)
    content = encode_report(report)
    lines = content.split(b"\n")
    found = rates(
        {
            "json.loads": lambda: [json.loads(line) for line in lines],
            "decode_report": lambda: decode_report(content),
            "decode_envelope": lambda: decode_envelope(content),
            "encode_report": lambda: encode_report(report),
        },
        arguments.seconds,
    )
    print(f"report of {len(report.observations)} sightings, {len(content)} bytes")
    for name, rate in found.items():
        print(f"{name:16} {rate:10,.0f} /s   {rate / found['json.loads']:6.3f} of json.loads")


if __name__ == "__main__":
    main()
