"""Runs the quiet office of the tests for minutes or hours and counts its alerts."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.support.dhcp import why_no_dhcp
from tests.support.laboratory import why_no_namespaces
from tests.support.quiet_office import quiet_office


def main() -> int:
    asked = _arguments()
    if (reason := why_no_namespaces() or why_no_dhcp()) is not None:
        print(f"soak: {reason}", file=sys.stderr)
        return 3
    folder = Path(tempfile.mkdtemp(prefix="mingce-soak-"))
    began = time.monotonic()
    with quiet_office(folder, lambda line: print(line, flush=True)) as office:
        print(f"the office is open after {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
        office.live(asked.minutes * 60, asked.seed)
        lasted = time.monotonic() - began
        alerts = office.alerts()
        pairs, frames = office.heard()
    for alert in alerts:
        print(f"alert: {alert}")
    told = sum(alert["certainty"] == "confirmed" for alert in alerts)
    said = f"{len(office.happenings)} happenings in {lasted:.0f} s, {frames} frames of {pairs} pairs folded"
    print(f"result: {said}, {len(alerts)} alerts ({told} confirmed)")
    if alerts:
        print(f"the logs are left in {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


sys.exit(main())
