"""mingce login, logout, whoami, password, reauthenticate."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, PasswordStdin, ask_new_password, ask_password, connect
from collector.cli.client import Client, Target, remember
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None)


@app.command(help=_("Open a session with a name and a password; later commands use it."))
def login(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("account name"))],
    password_stdin: PasswordStdin = False,
) -> None:
    """Remembers collector, CA and token in the state folder of this user."""
    client = connect(ctx)
    password = ask_password(_("Password"), from_stdin=password_stdin)
    # A token that ended must not go along with the login.
    fresh = Client(Target(client.target.address, client.target.ca, None))
    opened = fresh.post("session", {"name": name, "password": password})
    remember(ctx.obj.sessions, client.target, opened["token"])
    print(_("logged in as {name} until {until}").format(name=name, until=moments.show(opened["expires_us"])))
    if opened["also_in_use_from"]:
        places = ", ".join(opened["also_in_use_from"])
        print(_("this account is also in use from {places}: is that you?").format(places=places))
    if opened["password_change_needed"]:
        print(_("choose your own password first: mingce password"))


@app.command(help=_("End the session."))
def logout(ctx: typer.Context) -> None:
    client = connect(ctx)
    client.ask("DELETE", "session")
    remember(ctx.obj.sessions, client.target, None)


@app.command(help=_("Show who you are to the collector, and what you may do."))
def whoami(ctx: typer.Context, as_json: AsJson = False) -> None:
    told = connect(ctx).get("session")
    if as_json:
        output.print_json(told)
        return
    print(
        output.details(
            [
                (_("account"), told["name"]),
                (_("name"), told["display_name"]),
                (_("role"), told["role"]),
                (_("unit"), told["unit_id"] or _("the whole city")),
                (_("rights"), told["rights"]),
                (_("seen from"), told["peer"]),
                (_("session until"), moments.show(told["session_expires_us"])),
            ]
        )
    )


@app.command(help=_("Change your password; every session of yours ends."))
def password(ctx: typer.Context, password_stdin: PasswordStdin = False) -> None:
    client = connect(ctx)
    old = ask_password(_("Password"), from_stdin=password_stdin)
    new = ask_new_password(_("New password"), from_stdin=password_stdin)
    client.post("session/password", {"password": old, "new_password": new})
    remember(ctx.obj.sessions, client.target, None)
    print(_("password changed; log in again"))


@app.command(help=_("Give the password again: approving, granting and unmasking want it fresh."))
def reauthenticate(ctx: typer.Context, password_stdin: PasswordStdin = False) -> None:
    client = connect(ctx)
    client.post("session/reauthenticate", {"password": ask_password(_("Password"), from_stdin=password_stdin)})
