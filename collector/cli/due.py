"""mingce terminal due, confirm: what falls due, and saying that the ledger is still so."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, Reason, connect, names_of
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _
from collector.cli.words import word
from collector.clock import SystemClock

Unit = Annotated[str | None, typer.Option(help=_("unit, by name or id"))]


def due(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(help=_("how far ahead, like 30d"))] = "30d",
    unit: Unit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    client = connect(ctx)
    now_us = SystemClock().now_us()
    ahead_us = moments.parse_end(f"+{within.lstrip('+')}", now_us) - now_us
    found = client.get("due", within_us=ahead_us, unit=unit)
    units = {} if as_json else names_of(client, "units")
    rows = [
        {
            "at_us": moments.brief(row["at_us"]),
            "is_overdue": _("overdue") if row["is_overdue"] else "",
            "kind": word(row["kind"]),
            "name": word(row["name"]),
            "unit": units.get(row["unit_id"]),
            "why": "; ".join(word(text) for text in row["why"]),
        }
        for row in found
    ]
    columns = {
        "at_us": _("due"),
        "is_overdue": "",
        "kind": _("what"),
        "name": _("of"),
        "unit": _("unit"),
        "why": _("why"),
    }
    if not found and not as_json and not as_csv:
        print(_("nothing is due"))
        return
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


def confirm(
    ctx: typer.Context,
    terminals: Annotated[list[str] | None, typer.Argument(help=_("registration numbers"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("all that is on the net of --unit"))] = False,
    unit: Unit = None,
    reason: Reason = None,
) -> None:
    if everything != (unit is not None) or everything == bool(terminals):
        what = _("name terminals, or --all with --unit")
        raise CommandFailed(ExitCode.USAGE, _("confirmation"), _("it is not said of what"), what)
    done = connect(ctx).post("confirmations", {"terminals": terminals or [], "unit": unit, "reason": reason})
    print(_("confirmed: {count}").format(count=done["confirmed"]))
