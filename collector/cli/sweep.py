"""mingce segment sweep, segment sweeps: commands of collector/cli/segment.py."""

import sys
import time
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, Reason, connect, names_of
from collector.cli.client import Client
from collector.cli.evidence import shown
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _, told
from collector.cli.words import word
from protocol.phrases import reworded

Segment = Annotated[str, typer.Argument(help=_("name or id"))]

_LOOK_SECONDS = 0.5
_WIDTH = 30
_RUNNING = "running"


def sweep(
    ctx: typer.Context,
    segment: Segment,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("only say what would be asked, by whom, how long"))
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help=_("wait for the end and show who answered"))] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help=_("end the sweep that runs"))] = False,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    if dry_run and (watch or cancel):
        raise CommandFailed(
            ExitCode.USAGE, "--dry-run", _("goes with neither --watch nor --cancel"), _("leave one out")
        )
    client = connect(ctx)
    path = f"segments/{segment}/sweeps"
    if dry_run:
        made = client.get(f"{path}/plan")
        _show_plan(made, {} if as_json else names_of(client, "agents", "hostname"), as_json=as_json)
        return
    found = client.post(f"{path}/cancel" if cancel else path, {"reason": reason})
    if watch:
        found = _watched(client, f"{path}/{found['id']}", quietly=as_json)
    if as_json:
        output.print_json(found)
    else:
        print(output.harmless(_told(found)))


def sweeps(
    ctx: typer.Context,
    segment: Segment,
    most: Annotated[int, typer.Option(help=_("how many, newest first"), min=1, max=500)] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    found = connect(ctx).get(f"segments/{segment}/sweeps", most=most)
    rows = [
        row
        | {
            "begun": moments.show(row["begun_us"]),
            "took": None if row["ended_us"] is None else moments.show_span(row["ended_us"] - row["begun_us"]),
            "state": word(row["state"]),
            "verdicts": _verdicts(row),
            "why": _why(row),
        }
        for row in found
    ]
    columns = {
        "begun": _("begun"),
        "state": _("state"),
        "took": _("took"),
        "agents": _("agents"),
        "targets": _("addresses"),
        "asked": _("asked"),
        "answered": _("answered"),
        "new": _("new"),
        "verdicts": _("verdicts"),
        "why": _("why"),
        "id": "id",
    }
    empty = _("no sweep was made here yet; `mingce segment sweep` makes one")
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found, empty=empty)


def _watched(client: Client, path: str, *, quietly: bool) -> dict[str, Any]:
    """Until it has ended; the bar goes to a terminal only."""
    shows = sys.stderr.isatty() and not quietly
    while True:
        found: dict[str, Any] = client.get(path)
        if shows:
            sys.stderr.write(f"\r{_bar(found)}")
            sys.stderr.flush()
        if found["state"] != _RUNNING:
            break
        time.sleep(_LOOK_SECONDS)
    if shows:
        sys.stderr.write("\n")
    return found


def _bar(found: dict[str, Any]) -> str:
    part = 1.0 if not found["targets"] else min(1.0, found["asked"] / found["targets"])
    full = round(part * _WIDTH)
    counts = _("{asked} of {targets} asked, {answered} answered, {new} new").format(**found)
    return f"[{'█' * full}{'░' * (_WIDTH - full)}] {counts}  "


def _show_plan(made: dict[str, Any], hosts: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        output.print_json(made)
        return
    pairs = [
        (_("addresses to ask for"), made["targets"]),
        (_("heard lately, passed over"), made["heard_lately"]),
        (_("on no agent's link"), made["unreached"]),
        (_("guesses left out"), made["unguessed"]),
        (_("agents"), made["agents"]),
        (_("frames a second, all together"), made["frames_per_second"]),
        (_("seconds, if nobody answers"), made["seconds"]),
    ]
    columns = {
        "agent": _("agent"),
        "addresses": _("addresses"),
        "orders": _("orders"),
        "frames_per_second": _("frames a second"),
        "seconds": _("seconds"),
    }
    print(_("Nothing was sent: this only says what would be."))
    print(output.details(pairs))
    if made["shares"]:
        rows = [share | {"agent": shown("agent", share["agent"], hosts)} for share in made["shares"]]
        print(output.rendered(rows, columns))


def _told(found: dict[str, Any]) -> str:
    pairs = [
        (_("sweep"), found["id"]),
        (_("state"), word(found["state"])),
        (_("why"), _why(found)),
        (_("agents"), found["agents"]),
        (_("addresses to ask for"), found["targets"]),
        (_("heard lately, passed over"), found["heard_lately"]),
        (_("asked"), found["asked"]),
        (_("answered"), found["answered"]),
        (_("MACs never heard before"), found["new"]),
        (_("frames"), found["frames"]),
        (_("verdicts"), _verdicts(found)),
    ]
    parts = [output.details(pairs)]
    if found["found"]:
        rows = [
            row
            | {
                "standing": word(row["standing"]),
                "vendor": word(row["vendor"]),
                "new": _("new") if row["is_new"] else "",
            }
            for row in found["found"]
        ]
        columns = {
            "address": _("IP address"),
            "mac": "MAC",
            "vendor": _("maker"),
            "standing": _("verdict"),
            "reg_no": _("terminal"),
            "new": _("new"),
        }
        parts.append(output.rendered(rows, columns))
    return "\n\n".join(parts)


WHYS = (
    N_("the segment is declared no more"),
    N_("the segment's sweep cap was lowered"),
    N_("{count} addresses were not asked for"),
)
"""Why a sweep was cut short, in the words of collector/ingest/sweeping.py."""


def _why(found: dict[str, Any]) -> str:
    return told(reworded(found, "why")) if found["why"] else ""


def _verdicts(found: dict[str, Any]) -> str:
    return ", ".join(f"{word(name)} {count}" for name, count in sorted(found["standings"].items()))
