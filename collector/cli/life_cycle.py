"""mingce terminal approve, reject, status, hand-over: a terminal's life, step by step."""

from functools import partial
from typing import Annotated, Any

import typer

from collector.cli import output
from collector.cli.asking import Reason, connect, with_fresh_password
from collector.cli.texts import _
from collector.cli.words import word

Which = Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))]
Text = str | None


def approve(
    ctx: typer.Context,
    terminals: Annotated[list[str], typer.Argument(help=_("registration numbers"))],
    admit: Annotated[bool, typer.Option("--admit/--no-admit", help=_("also admit it to the net"))] = True,
    without_report: Annotated[
        bool, typer.Option("--without-report", help=_("admit it though its agent has not shown that it is this PC"))
    ] = False,
    reason: Reason = None,
) -> None:
    client = connect(ctx)
    content = {"admit": admit, "without_report": without_report, "reason": reason}
    for terminal in terminals:
        changed = with_fresh_password(client, partial(client.post, f"terminals/{terminal}/approve", content))
        _say_where(changed)


def reject(
    ctx: typer.Context,
    terminals: Annotated[list[str], typer.Argument(help=_("registration numbers"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
) -> None:
    client = connect(ctx)
    for terminal in terminals:
        act = partial(client.post, f"terminals/{terminal}/reject", {"reason": reason})
        _say_where(with_fresh_password(client, act))


def status(
    ctx: typer.Context,
    terminal: Which,
    new: Annotated[
        str, typer.Argument(help=_("draft, submitted, reviewed, withdrawn, changing, suspended or retired"))
    ],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    kind: Annotated[
        Text,
        typer.Option(help=_("repair, on-loan, long-offline, cut-off; or scrapped, transferred, expired")),
    ] = None,
) -> None:
    content = {"status": new, "kind": kind, "reason": reason}
    client = connect(ctx)
    _say_where(with_fresh_password(client, partial(client.post, f"terminals/{terminal}/status", content)))


def _say_where(changed: dict[str, Any]) -> None:
    """The status, and what the way to the net still waits for."""
    where = word(changed["status"])
    if changed["status_kind"]:
        where += f" ({word(changed['status_kind'])})"
    print(_("terminal {reg_no} is {status}").format(reg_no=changed["reg_no"], status=where))
    for why in changed["waits_for"]:
        print("  " + _("not on the net yet: {why}").format(why=output.harmless_line(_(why))))


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
