"""mingce terminal show, form: one terminal as a card, and its registration form to print."""

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli import terminal_options as to
from collector.cli.asking import AsJson, AsOf, Unmask, as_of_us, connect, with_fresh_password
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.terminal_edit import edited_state
from collector.cli.terminal_fields import GROUPS, label, said
from collector.cli.texts import _
from collector.cli.unit import roles
from collector.cli.words import word

Pairs = list[tuple[str, Any]]


def show(
    ctx: typer.Context, terminal: to.Which, as_of: AsOf = None, unmask: Unmask = None, as_json: AsJson = False
) -> None:
    client = connect(ctx)
    query = {"as_of_us": as_of_us(as_of), "unmask": unmask}
    card = with_fresh_password(client, lambda: client.get(f"terminals/{terminal}/card", **query))
    if as_json:
        output.print_json(card)
        return
    print(output.harmless(_title(card)))
    for heading, pairs in _groups(card):
        print(f"\n{heading}")
        print(textwrap.indent(output.details(pairs), "  "))


def form(
    ctx: typer.Context,
    terminal: to.Which,
    reason: Annotated[str, typer.Option(help=_("goes into the journal and onto the page"))],
    out: Annotated[
        str | None, typer.Option("--out", "-o", help=_("file to write; REGISTRATION-NUMBER.html when left out"))
    ] = None,
    to_whom: Annotated[str | None, typer.Option("--to", help=_("who gets it"))] = None,
    unmask: Annotated[bool, typer.Option("--unmask", help=_("personal values unmasked, where you may"))] = False,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    content = {"reason": reason, "recipient": to_whom, "unmask": unmask}
    made = with_fresh_password(client, lambda: client.post(f"terminals/{terminal}/form", content))
    if as_json:
        output.print_json(made)
        return
    path = Path(out or f"{made['reg_no']}.html")
    try:
        _write(path, made["html"])
    except OSError as error:
        raise CommandFailed(
            ExitCode.USAGE,
            _("file {path}").format(path=path),
            _("cannot be written: {reason}").format(reason=error.strerror),
            _("name another one: -o FILE"),
        ) from error
    print(_("the form of {reg_no} is in {path}; open it in a browser and print it").format(**made, path=path))


def _write(path: Path, text: str) -> None:
    # It names a person and their telephone: nobody else on this machine reads it.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as stream:
        stream.write(text)


def _title(card: Any) -> str:
    status = word(card["status"])
    title = _("{reg_no} ({hostname}), {status}").format(
        reg_no=card["reg_no"], hostname=card["hostname"] or "—", status=status
    )
    since = _("in force since {moment}").format(moment=moments.show(card["from_us"]))
    until = "" if card["to_us"] is None else _(" until {moment}").format(moment=moments.show(card["to_us"]))
    return f"{title}\n{since}{until}"


def _groups(card: Any) -> Iterator[tuple[str, Pairs]]:
    state = {**edited_state(card), "addresses": _addresses(card)}
    people = {"user_id": _holder(card["user"]), "owner_id": _holder(card["owner"]), "unit_id": card["unit"]}
    for group, fields in GROUPS:
        pairs: Pairs = []
        for name in fields:
            value = people[name] if name in people else said(name, state.get(name), card["segments"])
            pairs.append((label(name), value))
        yield _(group), pairs
    if card["papers"]:
        yield _("Papers"), [(label(name), value) for name, value in card["papers"].items() if value]
    yield _("On the net"), list(_on_the_net(card))


def _addresses(card: Any) -> list[str]:
    return [f"{item['address']} {item['segment_id'] or ''}".strip() for item in card["addresses"]]


def _holder(person: Any) -> str | None:
    if person is None:
        return None
    parts = (person["name"], person["title"], person["staff_no"], person["mobile"] or person["office_phone"])
    return "  ".join(part for part in parts if part)


def _on_the_net(card: Any) -> Iterator[tuple[str, Any]]:
    agent = card["agent"]
    if agent is not None:
        beat = moments.show(agent["last_beat_us"])
        told = _("{state}, last beat {moment}").format(state=word(agent["state"]), moment=beat)
        yield _("agent"), f"{told}  {agent['id']}"
    else:
        yield _("agent"), _("none")
    for item in card["seen"][:3]:
        where = item["segment"] or _("on a segment you may not see")
        over = _("until {moment}") if item["is_over"] else _("still there {moment}")
        yield (
            _("last seen"),
            f"{item['mac']}  {item['address'] or '—'}  {where}  " + over.format(moment=moments.show(item["last_us"])),
        )
    if not card["seen"]:
        yield _("last seen"), _("never")
    if card["unit_lacks"]:
        yield _("its unit has not named"), roles(card["unit_lacks"])
    yield "id", card["id"]
