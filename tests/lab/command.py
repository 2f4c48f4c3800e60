"""scripts/lab-test: every scenario, judged by the alerts stored at the collector, as a table."""

import argparse
import sys
from collections.abc import Sequence

from tests.lab.building.image import build
from tests.lab.laboratory import Bench, player, slowness
from tests.lab.plugs import plugs
from tests.lab.progress import say
from tests.lab.scenarios import ALL_SCENARIOS
from tests.lab.scenarios.scenario import Scenario
from tests.lab.table import percentile, table
from tests.lab.unavailable import LabUnavailable

RIGHT, WRONG, USAGE, UNAVAILABLE = 0, 1, 2, 3


def main(arguments: Sequence[str]) -> int:
    parsed = _parser().parse_args(arguments)
    if parsed.list:
        print("\n".join(scenario.name for scenario in ALL_SCENARIOS))
        return RIGHT
    chosen = [scenario for scenario in ALL_SCENARIOS if not parsed.only or scenario.name in parsed.only]
    if unknown := sorted(set(parsed.only) - {scenario.name for scenario in ALL_SCENARIOS}):
        say(f"no scenario {', '.join(unknown)}; scripts/lab-test --list names them")
        return USAGE
    try:
        return _plug(parsed.plugs) if parsed.plugs else _play(chosen, parsed.keep)
    except LabUnavailable as unavailable:
        say(str(unavailable))
        return UNAVAILABLE


def _play(chosen: Sequence[Scenario], keep: bool) -> int:
    image = build()
    with Bench(image, keep=keep) as bench:
        rows = [row for scenario in chosen for row in bench.play(scenario)]
    print(table(rows))
    wrong = [row for row in rows if not row.is_right]
    print(f"\n{len(rows) - len(wrong)} of {len(rows)} right")
    return WRONG if wrong else RIGHT


def _plug(times: int) -> int:
    image = build()
    with player(image) as playing:
        factor = slowness(playing)
        found = plugs(playing, times)
    print(f"{len(found)} of {times} plugs alerted; the guest's Python is {factor:.1f} times slower than this machine's")
    for share in (0.5, 0.9, 0.99):
        print(f"p{share * 100:.0f}: {percentile(found, share):.0f} ms")
    return RIGHT if len(found) == times else WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/lab-test", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the scenarios and end")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only this scenario; may be repeated"
    )
    parser.add_argument("--keep", action="store_true", help="keep the guest's folder and show the agent's log")
    parser.add_argument("--plugs", type=int, default=0, metavar="N", help="measure N radios plugged in, and end")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
