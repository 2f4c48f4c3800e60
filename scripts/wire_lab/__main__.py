"""Plays the half hour in real time, then every wrong at the pace agents have in earnest, and prints both as a table."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.lab.table import table
from tests.support.wire_site.half_hour import MINUTES, HalfHour
from tests.support.wire_site.playing import Outcome, play, told
from tests.support.wire_site.programs import why_no_site
from tests.support.wire_site.scenarios import SCENARIOS
from tests.support.wire_site.site import WireSite, wire_site

IN_EARNEST = {"beat_interval_ms": 60_000, "sightings_interval_ms": 10_000}
GRACE_SECONDS = 120.0
PATIENCE_SECONDS = 600.0


def main() -> int:
    asked = _arguments()
    if asked.list:
        print("\n".join(scenario.name for scenario in SCENARIOS))
        return 0
    chosen = [one for one in SCENARIOS if not asked.only or one.name in asked.only]
    unknown = sorted(set(asked.only) - {one.name for one in chosen})
    if unknown:
        print(f"wire-lab: no scenario is called {', '.join(unknown)}; --list names them", file=sys.stderr)
        return 2
    if (reason := why_no_site()) is not None:
        print(f"wire-lab: {reason}", file=sys.stderr)
        return 3
    folder = Path(tempfile.mkdtemp(prefix="mingce-wire-"))
    with wire_site(folder, lambda line: print(line, flush=True), IN_EARNEST, GRACE_SECONDS) as site:
        is_quiet = _quiet(site, asked.minutes)
        outcome = play(site, chosen, PATIENCE_SECONDS, hold=60)
    _say(outcome)
    if is_quiet and not outcome.wrong:
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    print(f"the logs are left in {folder}")
    return 1


def _quiet(site: WireSite, minutes: float) -> bool:
    """Whether the time in which nothing was wrong raised nothing."""
    if minutes <= 0:
        return True
    began = time.monotonic()
    half_hour = HalfHour(site, minutes / MINUTES)
    half_hour.live()
    alerts = site.alerts()
    for alert in alerts:
        print(f"false alert: {told(alert)} {alert['evidence']}")
    pairs, frames = site.heard()
    lasted = f"{half_hour.happened} happenings in {time.monotonic() - began:.0f} s"
    print(f"quiet: {lasted}, {frames} frames of {pairs} pairs folded, {len(alerts)} alerts", flush=True)
    return not alerts


def _say(outcome: Outcome) -> None:
    print(table(outcome.rows))
    for line in outcome.wrong:
        print(line)
    right = sum(row.is_right for row in outcome.rows)
    print(f"result: {right} of {len(outcome.rows)} verdicts, {len(outcome.surplus)} more that nothing explains")


def _arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/wire-lab")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--list", action="store_true")
    return parser.parse_args(words)


sys.exit(main())
