"""mingce enrol."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, connect
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None)


@app.command(help=_("Print a one-time code for a terminal's agent; it is shown once."))
def enrol(
    ctx: typer.Context,
    terminal: Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))],
    hours: Annotated[int, typer.Option(help=_("how long the code may be used"))] = 168,
    as_json: AsJson = False,
) -> None:
    made = connect(ctx).post("enrolments", {"terminal": terminal, "hours": hours})
    if as_json:
        output.print_json(made)
        return
    print(made["code"])
    until = moments.show(made["expires_us"])
    typer.echo(_("for terminal {reg_no}, once, until {until}").format(reg_no=made["reg_no"], until=until), err=True)
