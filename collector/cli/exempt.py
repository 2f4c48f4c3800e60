"""mingce exempt add, list, show, extend, end."""

from functools import partial
from typing import Annotated, Any

import typer

from collector.cli import moments, output, texts
from collector.cli.asking import AsCsv, AsJson, as_of_us, connect, names_of, with_fresh_password
from collector.cli.texts import _
from collector.cli.words import word
from collector.clock import SystemClock

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Text = str | None
Which = Annotated[str, typer.Argument(help=_("exemption's id"))]
At = Annotated[Text, typer.Option(help=_("as of this moment, like 2026-03-02 14:05 or -2h"))]
Why = Annotated[str, typer.Option(help=_("goes into the journal"))]
Approval = Annotated[str, typer.Option(help=_("number of the approval"))]
Until = Annotated[str, typer.Option(help=_("its end, like 2026-12-31 (that day included), 2026-12-31 18:00 or +90d"))]


@app.command(help=_("Exempt a terminal, MAC or segment from a rule for a time (role: security administrator)."))
def add(
    ctx: typer.Context,
    approval: Approval,
    until: Until,
    reason: Why,
    rule: Annotated[Text, typer.Option(help=_("rule's id; an alert names its own"))] = None,
    terminal: Annotated[Text, typer.Option(help=_("registration number, host name, serial number or id"))] = None,
    mac: Annotated[Text, typer.Option(help=_("MAC address"))] = None,
    segment: Annotated[Text, typer.Option(help=_("segment, by name or id"))] = None,
    alert: Annotated[Text, typer.Option(help=_("alert's id: its rule, subject and part"))] = None,
    part: Annotated[
        Text, typer.Option(help=_("only this device, tunnel or gateway of the terminal, as an alert names it"))
    ] = None,
    up_to: Annotated[
        Text,
        typer.Option(
            help=_("gravest severity covered (low, medium, high, critical); as now when left out, at most high")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    content: dict[str, Any] = {"rule": rule, "terminal": terminal, "mac": mac, "segment": segment}
    content |= {"alert": alert, "part": part, "up_to": up_to}
    content |= {"approval_no": approval, "expires_us": _end_us(until), "reason": reason}
    made = with_fresh_password(client, partial(client.post, "exemptions", content))
    sentence = _("{subject} is exempted from {rule} up to {up_to} until {until}; alerts silenced: {count} ({id})")
    output.made(made, _filled(sentence, made), as_json=as_json)


@app.command("list", help=_("List what is exempted and did not run out; what ends first comes first."))
def list_exemptions(
    ctx: typer.Context,
    at: At = None,
    rule: Annotated[Text, typer.Option(help=_("only of this rule"))] = None,
    expiring: Annotated[int | None, typer.Option(help=_("only what ends within so many days"))] = None,
    expired: Annotated[bool, typer.Option("--expired", help=_("also what ran out and was not ended"))] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    query = {"as_of_us": as_of_us(at), "rule": rule, "expiring_days": expiring, "expired": expired}
    found = connect(ctx).get("exemptions", **query)
    now_us = as_of_us(at) or SystemClock().now_us()
    columns = {
        "rule": _("rule"),
        "kind": _("kind"),
        "subject": _("about"),
        "part": _("part"),
        "up_to": _("up to"),
        "approval_no": _("approval"),
        "expires": _("expires"),
        "left": _("left"),
        "reason": _("reason"),
        "id": "id",
    }
    output.show([_row(item, now_us) for item in found], columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one exemption, the alerts it silences, and how it came about."))
def show(ctx: typer.Context, exemption: Which, at: At = None, as_json: AsJson = False) -> None:
    client = connect(ctx)
    found = client.get(f"exemptions/{exemption}", as_of_us=as_of_us(at))
    if as_json:
        output.print_json(found)
        return
    units = names_of(client, "units")
    pairs = [
        (_("rule"), found["rule"]),
        (_("about"), f"{word(found['subject_kind'])} {found['subject']}"),
        (_("part"), found["part"] or _("all of it")),
        (_("up to"), word(found["up_to"])),
        (_("unit"), units.get(found["unit_id"])),
        (_("approval"), found["approval_no"]),
        (_("expires"), _row(found, SystemClock().now_us())["expires"]),
        (_("reason"), found["reason"]),
        (_("since"), moments.show(found["versions"][0]["from_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))
    for item in found["alerts"]:
        title = texts.pick(item["title_zh"], item["title_en"])
        print(output.harmless_line(f"{_('silences')}  {title} ({word(item['state'])})  {item['id']}"))
    for item in found["versions"]:
        said = (
            f"{moments.show(item['from_us'])}  {item['approval_no']}  {_('until')} {moments.show(item['expires_us'])}"
        )
        print(output.harmless_line(said))


@app.command(help=_("Move the end of an exemption, under another approval (role: security administrator)."))
def extend(
    ctx: typer.Context, exemption: Which, until: Until, approval: Approval, reason: Why, as_json: AsJson = False
) -> None:
    client = connect(ctx)
    content = {"expires_us": _end_us(until), "approval_no": approval, "reason": reason}
    made = with_fresh_password(client, partial(client.post, f"exemptions/{exemption}/extend", content))
    sentence = _("{subject} is exempted from {rule} up to {up_to} until {until}; alerts silenced: {count} ({id})")
    output.made(made, _filled(sentence, made), as_json=as_json)


@app.command(help=_("End an exemption now: what is still so is told again (role: security administrator)."))
def end(ctx: typer.Context, exemption: Which, reason: Why) -> None:
    client = connect(ctx)
    with_fresh_password(client, partial(client.post, f"exemptions/{exemption}/end", {"reason": reason}))
    print(_("exemption {id} is over").format(id=exemption))


def _end_us(until: str) -> int:
    return moments.parse_end(until, SystemClock().now_us())


def _filled(sentence: str, made: dict[str, Any]) -> str:
    subject = made["subject"] + (f" ({made['part']})" if made["part"] else "")
    values = {
        "subject": subject,
        "up_to": word(made["up_to"]),
        "until": moments.show(made["expires_us"]),
        "count": len(made["alerts"]),
    }
    return output.harmless_line(sentence.format(rule=made["rule"], id=made["id"], **values))


def _row(item: dict[str, Any], now_us: int) -> dict[str, Any]:
    left_us = item["expires_us"] - now_us
    left = moments.show_span(left_us) if left_us > 0 else _("expired")
    words = {"kind": word(item["subject_kind"]), "up_to": word(item["up_to"])}
    return item | words | {"expires": moments.show(item["expires_us"]), "left": left}
