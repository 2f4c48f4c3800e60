"""mingce operator bootstrap, add, list, grant, enable, disable."""

from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import (
    AsCsv,
    AsJson,
    PasswordStdin,
    Reason,
    ask_new_password,
    connect,
    with_fresh_password,
)
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Name = Annotated[str, typer.Argument(help=_("account name, like zhou-min"))]
DisplayName = Annotated[str, typer.Option("--display-name", help=_("the person's real name"))]
OsUser = Annotated[
    str | None, typer.Option("--os-user", help=_("OS user that the UNIX socket lets in as this account"))
]
Why = Annotated[str, typer.Option("--reason", help=_("goes into the journal"))]


def _account(name: str, display_name: str, os_user: str | None, password: str | None) -> dict[str, Any]:
    return {"name": name, "display_name": display_name, "os_user": os_user, "password": password}


@app.command(help=_("Make one of the first three administrators: as root on the collector's host, over its socket."))
def bootstrap(
    ctx: typer.Context,
    name: Name,
    display_name: DisplayName,
    role: Annotated[str, typer.Option(help=_("sysadmin, secadmin or auditor"))],
    os_user: OsUser = None,
    password_stdin: PasswordStdin = False,
) -> None:
    client = connect(ctx)
    password = ask_new_password(_("New password"), from_stdin=password_stdin)
    client.post("operators/bootstrap", _account(name, display_name, os_user, password) | {"role": role})
    print(_("{name} is {role}").format(name=name, role=role))


@app.command(help=_("Make an account; a security administrator then grants its role."))
def add(
    ctx: typer.Context,
    name: Name,
    display_name: DisplayName,
    os_user: OsUser = None,
    no_password: Annotated[bool, typer.Option("--no-password", help=_("only the OS user gets in"))] = False,
    password_stdin: PasswordStdin = False,
) -> None:
    client = connect(ctx)
    password = None if no_password else ask_new_password(_("First password"), from_stdin=password_stdin)
    client.post("operators", _account(name, display_name, os_user, password))
    print(_("{name} is made, without a role yet").format(name=name))


@app.command("list", help=_("List the accounts."))
def list_accounts(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("operators")
    columns = {
        "name": _("account"),
        "display_name": _("name"),
        "role": _("role"),
        "unit_id": _("unit"),
        "state": _("state"),
        "os_user": _("OS user"),
        "locked": _("locked until"),
    }
    rows = [row | {"locked": moments.show(row["locked_until_us"])} for row in found]
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Give an account its role and, where it is confined, its unit."))
def grant(
    ctx: typer.Context,
    name: Name,
    role: Annotated[str, typer.Argument(help=_("sysadmin, secadmin, auditor, unit-admin, approver or reader"))],
    unit: Annotated[
        str | None, typer.Option(help=_("unit whose rows it may see; the whole city when left out"))
    ] = None,
    reason: Reason = None,
) -> None:
    client = connect(ctx)
    content = {"role": role, "unit": unit, "reason": reason}
    with_fresh_password(client, lambda: client.post(f"operators/{name}/grant", content))
    print(_("{name} is {role}").format(name=name, role=role))


@app.command(help=_("Let an account in again; also ends a lockout."))
def enable(ctx: typer.Context, name: Name, reason: Why) -> None:
    _set_state(ctx, name, "enabled", reason)


@app.command(help=_("Shut an account out; its sessions end at once."))
def disable(ctx: typer.Context, name: Name, reason: Why) -> None:
    _set_state(ctx, name, "disabled", reason)


def _set_state(ctx: typer.Context, name: str, state: str, reason: str) -> None:
    client = connect(ctx)
    content = {"state": state, "reason": reason}
    with_fresh_password(client, lambda: client.post(f"operators/{name}/state", content))
    print(_("{name} is {state}").format(name=name, state=state))
