"""mingce alerts [--follow | show | acknowledge]."""

import time
from typing import Annotated, Any

import typer

from collector.cli import moments, output, texts
from collector.cli.asking import AsCsv, AsJson, Reason, connect, names_of
from collector.cli.client import Client
from collector.cli.evidence import described
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)

_POLL_SECONDS = 0.5
# An alert may be confirmed by time alone, which renews nothing: so much is asked for again.
_OVERLAP_US = 60_000_000
_FACTS = ("mac", "vendor", "macs", "addresses", "segment", "unit", "terminal", "witnesses", "latency_ms")


@app.callback(help=_("List alerts that are not closed; with --follow, new and renewed ones as they come."))
def alerts(
    ctx: typer.Context,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help=_("go on until interrupted; JSON is one line each"))
    ] = False,
    closed: Annotated[bool, typer.Option("--closed", help=_("closed ones, too"))] = False,
    exempted: Annotated[
        bool | None, typer.Option("--exempted/--not-exempted", help=_("only those an exemption covers, or none does"))
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    client = connect(ctx)
    if follow:
        _follow(client, {"closed": closed, "exempted": exempted}, as_json=as_json)
    found = client.get("alerts", closed=closed, exempted=exempted)
    segments = {} if as_json or not found else names_of(client, "segments")
    rows = [_row(item, segments) for item in found]
    columns = {
        "since": _("first seen"),
        "severity": _("severity"),
        "title": _("alert"),
        "certainty": _("certainty"),
        "state": _("state"),
        "about": _("about"),
        "segment": _("segment"),
        "times": _("times"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one alert with its evidence and history."))
def show(
    ctx: typer.Context, alert: Annotated[str, typer.Argument(help=_("alert's id"))], as_json: AsJson = False
) -> None:
    client = connect(ctx)
    found = client.get(f"alerts/{alert}")
    if as_json:
        output.print_json(found)
        return
    pairs = [
        (_("alert"), texts.pick(found["title_zh"], found["title_en"])),
        (_("rule"), found["rule"]),
        (_("severity"), word(found["severity"])),
        (_("certainty"), word(found["certainty"])),
        (_("state"), _state(found)),
        (_("exempted under"), found["approval_no"]),
        (_("opened"), moments.show(found["opened_us"])),
        (_("renewed"), moments.show(found["renewed_us"])),
        (_("acknowledged"), moments.show(found["acknowledged_us"])),
        *described(found["evidence"], names_of(client, "agents", "hostname")),
    ]
    print(output.harmless(output.details(pairs)))
    for event in found["events"]:
        said = f"{moments.show(event['at_us'])}  {word(event['what'])}  {event['actor']}  {event['detail'] or ''}"
        print(output.harmless_line(said.rstrip()))


@app.command(help=_("Say that somebody takes care of an alert."))
def acknowledge(
    ctx: typer.Context, alert: Annotated[str, typer.Argument(help=_("alert's id"))], reason: Reason = None
) -> None:
    connect(ctx).post(f"alerts/{alert}/acknowledge", {"reason": reason})
    print(_("alert {alert} is acknowledged").format(alert=alert))


def _follow(client: Client, only: dict[str, bool | None], *, as_json: bool) -> None:
    newest = 0
    hosts = names_of(client, "agents", "hostname")
    known: dict[str, tuple[Any, ...]] = {}
    while True:
        for item in client.get("alerts", renewed_after_us=max(0, newest - _OVERLAP_US), **only):
            newest = max(newest, item["renewed_us"])
            # A renewal alone is no news; what became of the alert is.
            standing = (item["state"], item["certainty"], item["episode"], item["exemption_id"])
            if known.get(item["id"]) != standing:
                known[item["id"]] = standing
                print(output.json_line(item) if as_json else _line(item, hosts), flush=True)
        time.sleep(_POLL_SECONDS)


def _line(item: dict[str, Any], hosts: dict[str, str]) -> str:
    said = {name: item["evidence"].get(name) for name in _FACTS}
    facts = "; ".join(f"{label} {text}" for label, text in described(said, hosts)) or about_of(item)
    title = texts.pick(item["title_zh"], item["title_en"])
    head = f"{moments.show(item['renewed_us'])} [{word(item['severity'])}] {title}"
    return output.harmless_line(f"{head} ({word(item['certainty'])}, {_state(item)}): {facts}")


def _row(item: dict[str, Any], segments: dict[str, str]) -> dict[str, Any]:
    return item | {
        "since": moments.show(item["first_us"]),
        "title": texts.pick(item["title_zh"], item["title_en"]),
        "severity": word(item["severity"]),
        "certainty": word(item["certainty"]),
        "state": _state(item),
        "segment": segments.get(item["segment_id"]),
        "about": about_of(item),
    }


def about_of(item: dict[str, Any]) -> str:
    """The terminal by its registration number, with the interface or device where the evidence names one."""
    evidence = item["evidence"]
    if item["subject_kind"] != "terminal":
        return str(item["subject_id"])
    part = evidence.get("interface") or evidence.get("device")
    return " ".join(str(text) for text in (evidence.get("terminal") or item["subject_id"], part) if text)


def _state(item: dict[str, Any]) -> str:
    state = word(item["state"])
    return f"{state}, {word('exempted')}" if item["exemption_id"] else state
