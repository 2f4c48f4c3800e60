"""mingce terminal lend, return, extend."""

from functools import partial
from typing import Annotated

import typer

from collector.cli import moments
from collector.cli.asking import connect, with_fresh_password
from collector.cli.texts import _
from collector.clock import SystemClock

Which = Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))]
Why = Annotated[str, typer.Option(help=_("goes into the journal"))]
Until = Annotated[str, typer.Option(help=_("its end, like 2026-12-31 or +30d"))]


def lend(
    ctx: typer.Context,
    terminal: Which,
    to: Annotated[str, typer.Option(help=_("borrower: name, staff number or id"))],
    until: Until,
    reason: Why,
) -> None:
    content = {"to": to, "until_us": moments.parse_end(until, SystemClock().now_us()), "reason": reason}
    changed = connect(ctx).post(f"terminals/{terminal}/lend", content)
    end = moments.show(changed["custody"]["lent_until_us"])
    print(_("terminal {reg_no} is lent until {end}").format(reg_no=changed["reg_no"], end=end))


def take_back(ctx: typer.Context, terminal: Which, reason: Why) -> None:
    changed = connect(ctx).post(f"terminals/{terminal}/return", {"reason": reason})
    print(_("terminal {reg_no} is returned").format(reg_no=changed["reg_no"]))


def extend(ctx: typer.Context, terminal: Which, until: Until, reason: Why) -> None:
    client = connect(ctx)
    content = {"expires_us": moments.parse_end(until, SystemClock().now_us()), "reason": reason}
    changed = with_fresh_password(client, partial(client.post, f"terminals/{terminal}/extend", content))
    end = moments.show(changed["expires_us"])
    print(_("terminal {reg_no} is registered until {end}").format(reg_no=changed["reg_no"], end=end))
