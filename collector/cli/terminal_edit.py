"""mingce terminal edit: by options or in an editor; what would change is shown, then written when you say so."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from collector.cli import edit_form, output
from collector.cli import terminal_options as to
from collector.cli.asking import AsJson, Reason, connect, names_of
from collector.cli.client import Client
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.terminal_fields import label, said
from collector.cli.texts import _
from collector.clock import SystemClock

Several = list[str] | None

Ask = Callable[[bool, str | None, str | None], Any]
"""Asks for a dry run or the edit itself, with the reason and the base that the dry run answered."""


@to.with_fields
def edit(
    ctx: typer.Context,
    terminal: to.Which,
    kind: Annotated[str | None, typer.Option("--type", help=_("desktop, laptop, printer, camera, server …"))] = None,
    add_mac: Annotated[Several, typer.Option(help=_("a MAC more; may be repeated"))] = None,
    add_shared_mac: Annotated[
        Several, typer.Option(help=_("MAC of a dongle or dock that several terminals use"))
    ] = None,
    remove_mac: Annotated[Several, typer.Option(help=_("a MAC that is no longer on it; may be repeated"))] = None,
    add_address: Annotated[Several, typer.Option(help=_("an IP address more; may be repeated"))] = None,
    remove_address: Annotated[Several, typer.Option(help=_("an IP address it has no more; may be repeated"))] = None,
    clear: Annotated[
        Several, typer.Option(help=_("take this field's value away, like remark; may be repeated"))
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help=_("take back the newest edit"))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("write without asking"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only show what would change"))] = False,
    reason: Reason = None,
    as_json: AsJson = False,
    **fields: Any,
) -> None:
    client = connect(ctx)
    content = to.declared(fields) | ({"terminal_type": kind} if kind else {})
    lists = {"add_macs": add_mac, "add_shared_macs": add_shared_mac, "remove_macs": remove_mac}
    lists |= {"add_addresses": add_address, "remove_addresses": remove_address, "cleared": clear}
    content |= {name: values for name, values in lists.items() if values}
    if undo and content:
        raise CommandFailed(ExitCode.USAGE, "--undo", _("takes no other changes"), _("do one after the other"))
    if not undo and not content:
        content = _in_editor(client, terminal)
    if content.keys() & {"add_addresses"} and not content.get("segment"):
        content["segment"] = _own_segment(client, terminal)

    def ask(is_dry: bool, why: str | None, base: str | None) -> Any:
        form = content | {"dry_run": is_dry, "reason": why, "base": base}
        if undo:
            return client.post(f"terminals/{terminal}/undo", form)
        return client.ask("PATCH", f"terminals/{terminal}", content=form)

    _go(client, ask, reason, yes=yes, dry_run=dry_run, as_json=as_json)


def _go(client: Client, ask: Ask, reason: str | None, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    planned = ask(True, reason, None)
    if not planned["differences"] or dry_run:
        _tell(client, planned, as_json=as_json)
        return
    if not as_json:
        print(_difference_table(client, planned))
    if not yes and not _confirmed():
        print(_("nothing was written"))
        return
    done = ask(False, reason or _why(), planned["base"])
    output.made(done, _("terminal {reg_no} is changed").format(**done), as_json=as_json)


def _tell(client: Client, planned: Any, *, as_json: bool) -> None:
    if as_json:
        output.print_json(planned)
    elif planned["differences"]:
        print(_difference_table(client, planned))
    else:
        print(_("terminal {reg_no}: nothing differs").format(**planned))


def _difference_table(client: Client, planned: Any) -> str:
    names: dict[str, str] = {}
    if any(one["field"] == "addresses" for one in planned["differences"]):
        names |= names_of(client, "segments")
    if any(one["field"] == "unit_id" for one in planned["differences"]):
        names |= names_of(client, "units")
    rows = [
        {
            "field": label(one["field"]),
            "before": said(one["field"], one["before"], names),
            "after": said(one["field"], one["after"], names),
        }
        for one in planned["differences"]
    ]
    columns = {"field": planned["reg_no"], "before": _("before"), "after": _("after")}
    return output.rendered(rows, columns)


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise CommandFailed(
            ExitCode.USAGE, _("the edit"), _("nobody is there to say yes"), _("use --yes, or --dry-run to look only")
        )
    return typer.confirm(_("Write this?"))


def _why() -> str | None:
    """Why, for the journal, where a person is there to say it."""
    if not sys.stdin.isatty():
        return None
    said_why: str = typer.prompt(_("Reason, for the journal"), default="", show_default=False)
    return said_why.strip() or None


def _in_editor(client: Client, terminal: str) -> dict[str, Any]:
    if not sys.stdin.isatty():
        raise CommandFailed(ExitCode.USAGE, _("the edit"), _("nothing is to be changed"), _("give options"))
    found = client.get(f"terminals/{terminal}")
    state = edited_state(found)
    head = _("{reg_no} ({hostname})").format(reg_no=found["reg_no"], hostname=found["hostname"] or "—")
    text = edit_form.in_editor(edit_form.written(state, head), os.environ)
    return edit_form.read(text, state, SystemClock().now_us())


def edited_state(found: Mapping[str, Any]) -> dict[str, Any]:
    """A terminal as the door shows it, as the flat state that a person edits."""
    held = {name: (found["custody"] or {}).get(name) for name in ("location", "building", "room")}
    wired = {
        name: [item["mac"] for item in found["adapters"] if item["adapter_class"] == kind]
        for name, kind in (("macs", "fixed"), ("shared_macs", "shared"))
    }
    return {**found, **held, **wired, "addresses": [item["address"] for item in found["addresses"]]}


def _own_segment(client: Client, terminal: str) -> str | None:
    """The segment of all its addresses so far, where that is one."""
    ids = {item["segment_id"] for item in client.get(f"terminals/{terminal}")["addresses"]}
    return ids.pop() if len(ids) == 1 else None
