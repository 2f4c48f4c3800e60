"""mingce terminal approve, status, hand-over: a terminal's life, step by step."""

from functools import partial
from typing import Annotated

import typer

from collector.cli.asking import Reason, connect, with_fresh_password
from collector.cli.texts import _
from collector.cli.words import word

Which = Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))]
Text = str | None


def approve(
    ctx: typer.Context,
    terminals: Annotated[list[str], typer.Argument(help=_("registration numbers"))],
    admit: Annotated[bool, typer.Option("--admit/--no-admit", help=_("also admit it to the net"))] = True,
    reason: Reason = None,
) -> None:
    client = connect(ctx)
    content = {"admit": admit, "reason": reason}
    for terminal in terminals:
        changed = with_fresh_password(client, partial(client.post, f"terminals/{terminal}/approve", content))
        print(_("terminal {reg_no} is {status}").format(reg_no=changed["reg_no"], status=word(changed["status"])))


def status(
    ctx: typer.Context,
    terminal: Which,
    new: Annotated[str, typer.Argument(help=_("draft, submitted, withdrawn, suspended or retired"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
) -> None:
    changed = connect(ctx).post(f"terminals/{terminal}/status", {"status": new, "reason": reason})
    print(_("terminal {reg_no} is {status}").format(reg_no=changed["reg_no"], status=word(changed["status"])))


def hand_over(
    ctx: typer.Context,
    terminal: Which,
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    user: Annotated[Text, typer.Option(help=_("who uses it: name, staff number or id"))] = None,
    owner: Annotated[Text, typer.Option(help=_("who answers for it; the user when left out"))] = None,
    building: Annotated[Text, typer.Option(help=_("building"))] = None,
    room: Annotated[Text, typer.Option(help=_("room"))] = None,
) -> None:
    content = {"user": user, "owner": owner, "building": building, "room": room, "reason": reason}
    changed = connect(ctx).post(f"terminals/{terminal}/hand-over", content)
    print(_("terminal {reg_no} is handed over").format(reg_no=changed["reg_no"]))
