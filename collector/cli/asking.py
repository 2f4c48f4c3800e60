"""What commands share: their connection, asking for passwords, and giving one again where it is needed."""

import getpass
import sys
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer

from collector.cli import moments
from collector.cli.client import Client, find_target
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.options import Options
from collector.cli.texts import _
from collector.clock import SystemClock

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help=_("JSON instead of a table"))]
AsCsv = Annotated[bool, typer.Option("--csv", help=_("CSV instead of a table"))]
Reason = Annotated[str | None, typer.Option(help=_("goes into the journal"))]
AsOf = Annotated[str | None, typer.Option("--as-of", help=_("as of this moment, like 2026-03-02 14:05 or -2h"))]
Unmask = Annotated[
    str | None,
    typer.Option(help=_("show personal values unmasked, for this reason; it is journalled"), metavar="REASON"),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help=_("read passwords from standard input, one a line"))
]


def connect(ctx: typer.Context) -> Client:
    """The client for the collector this command asks."""
    options: Options = ctx.obj
    return Client(find_target(options.collector, options.ca, options.sessions))


def with_fresh_password(client: Client, act: Callable[[], T]) -> T:
    """Does it; where the collector wants the password again and a person is there, asks for it and does it anew."""
    try:
        return act()
    except CommandFailed as failure:
        if failure.error_id != "password-needed" or client.target.token is None or not sys.stdin.isatty():
            raise
    client.post("session/reauthenticate", {"password": ask_password(_("Password again"), from_stdin=False)})
    return act()


def ask_password(label: str, *, from_stdin: bool) -> str:
    """A line of standard input, or typed without echo; raises CommandFailed when there is none."""
    if from_stdin:
        line = sys.stdin.readline()
        if not line:
            raise CommandFailed(ExitCode.USAGE, _("password"), _("standard input ended"), _("give one a line"))
        return line.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandFailed(
            ExitCode.USAGE, _("password"), _("there is no terminal to type it at"), _("use --password-stdin")
        )
    return getpass.getpass(f"{label}: ")


def ask_new_password(label: str, *, from_stdin: bool) -> str:
    """A password chosen now: typed twice, where it is typed."""
    first = ask_password(label, from_stdin=from_stdin)
    if not from_stdin and ask_password(_("The same again"), from_stdin=False) != first:
        raise CommandFailed(ExitCode.USAGE, _("password"), _("the two differ"), _("try again"))
    return first


def names_of(client: Client, path: str, field: str = "name", *, as_of_us: int | None = None) -> dict[str, str]:
    """Ids and names of a kind of rows, for tables that would otherwise show ids."""
    rows: list[dict[str, Any]] = client.get(path, as_of_us=as_of_us)
    return {row["id"]: row[field] for row in rows}


def as_of_us(text: str | None) -> int | None:
    """The moment a person typed, None for None; raises CommandFailed."""
    return None if text is None else moments.parse(text, SystemClock().now_us())
