"""mingce journal."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None)


@app.command(help=_("Read the journal: who did what, when, why (role: auditor)."))
def journal(
    ctx: typer.Context,
    after: Annotated[int, typer.Option(help=_("only entries after this number"))] = 0,
    most: Annotated[int, typer.Option(help=_("at most so many"))] = 1000,
    subject: Annotated[str | None, typer.Option(help=_("only entries about this id"))] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    client = connect(ctx)
    found = client.get("journal", after=after, most=most, subject=subject)
    names = {f"operator:{row['id']}": row["name"] for row in client.get("operators")}
    rows = [
        row
        | {"at": moments.show(row["at_us"]), "who": names.get(row["actor"], row["actor"]), "short": row["digest"][:12]}
        for row in found
    ]
    columns = {
        "sequence": _("no."),
        "at": _("time"),
        "who": _("who"),
        "action": _("what"),
        "subject_id": _("about"),
        "reason": _("reason"),
        "short": _("digest"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)
