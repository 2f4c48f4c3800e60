"""mingce agents [list | decide]."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect, with_fresh_password
from collector.cli.texts import _
from collector.cli.words import word
from collector.clock import SystemClock

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)


@app.callback(help=_("List the agents and how they are; `decide` about one that is pending."))
def agents(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    if ctx.invoked_subcommand is not None:
        return
    found = connect(ctx).get("agents")
    now_us = SystemClock().now_us()
    rows = [
        row
        | {
            "state": word(row["state"]),
            "seen": _("never") if row["last_beat_us"] is None else moments.show_span(now_us - row["last_beat_us"]),
            "report": moments.show(row["last_report_us"]),
            "clock": moments.show_span(row["clock_offset_us"]),
        }
        for row in found
    ]
    columns = {
        "reg_no": _("registration number"),
        "hostname": _("host name"),
        "unit_name": _("unit"),
        "state": _("state"),
        "seen": _("last beat ago"),
        "report": _("last report"),
        "last_sequence": _("reports"),
        "spooled": _("waiting there"),
        "clock": _("clock off by"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Decide about an agent: let it vouch, suspend it, or retire it (role: approver)."))
def decide(
    ctx: typer.Context,
    agent: Annotated[str, typer.Argument(help=_("agent's id"))],
    state: Annotated[str, typer.Argument(help=_("active, suspended or retired"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
) -> None:
    client = connect(ctx)
    content = {"state": state, "reason": reason}
    with_fresh_password(client, lambda: client.post(f"agents/{agent}/decision", content))
    print(_("agent {agent} is {state}").format(agent=agent, state=word(state)))
