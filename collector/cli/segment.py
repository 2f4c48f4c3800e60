"""mingce segment add, list, show, change; what else concerns segments stands in modules of its own."""

import re
from typing import Annotated, Any

import typer

from collector.cli import canary, infrastructure, moments, output, register_history, segment_watch, sweep, switch_tables
from collector.cli.asking import AsCsv, AsJson, AsOf, Reason, as_of_us, connect, names_of
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

LABELS = {
    "name": N_("name"),
    "unit_id": N_("unit"),
    "domain": N_("domain"),
    "prefixes": N_("prefixes"),
    "vlan": "VLAN",
    "gateways": N_("gateways"),
    "gateway_macs": N_("gateways' MACs"),
    "dhcp_servers": N_("DHCP servers"),
    "resolvers": N_("resolvers"),
    "infrastructure_macs": N_("infrastructure MACs"),
    "silent_grace_us": N_("silent grace"),
    "sweep_cap": N_("sweep cap"),
    "sweep_every_us": N_("swept every"),
    "allows_second_mac": N_("second MAC allowed"),
}
"""The fields of a segment, in the order they are shown."""

Several = list[str] | None
SweepCap = Annotated[
    int | None, typer.Option(help=_("probe frames a second of all agents together; 50 when left out, 0: none"))
]
SweepEvery = Annotated[
    str | None, typer.Option(help=_("swept by itself that often, like 6h (m h d); `never`: on command only"))
]
SecondMac = Annotated[
    bool | None,
    typer.Option("--allow-second-mac/--no-allow-second-mac", help=_("whether a port bears a second MAC (canary)")),
]
Which = Annotated[str, typer.Argument(help=_("name or id"))]
_NEVER = "never"
_SPAN = re.compile(r"(\d{1,4})([mhd])\Z")
_SPANS = {"m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}


@app.command(help=_("Declare a segment: which prefixes lie on whose wire."))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("short name"))],
    unit: Annotated[str, typer.Option(help=_("unit that answers for it"))],
    prefix: Annotated[list[str], typer.Option(help=_("like 10.37.12.0/24; may be repeated"))],
    domain: Annotated[
        str, typer.Option(help=_("public-service, administrative, internet or private"))
    ] = "administrative",
    vlan: Annotated[int | None, typer.Option(help="IEEE 802.1Q")] = None,
    gateway: Annotated[Several, typer.Option(help=_("gateway's address"))] = None,
    gateway_mac: Annotated[Several, typer.Option(help=_("gateway's MAC address"))] = None,
    dhcp_server: Annotated[Several, typer.Option(help=_("DHCP server allowed"))] = None,
    resolver: Annotated[Several, typer.Option(help=_("DNS resolver allowed"))] = None,
    infrastructure_mac: Annotated[
        Several, typer.Option(help=_("MAC that may speak for others (VRRP, proxy ARP)"))
    ] = None,
    silent_grace: Annotated[
        float | None, typer.Option(help=_("seconds a MAC may be heard without its agent; 120 when left out"))
    ] = None,
    sweep_cap: SweepCap = None,
    sweep_every: SweepEvery = None,
    allow_second_mac: SecondMac = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {
        "name": name,
        "unit": unit,
        "domain": domain,
        "prefixes": prefix,
        "vlan": vlan,
        "gateways": gateway,
        "gateway_macs": gateway_mac,
        "dhcp_servers": dhcp_server,
        "resolvers": resolver,
        "infrastructure_macs": infrastructure_mac,
        "silent_grace_us": _us(silent_grace),
        "sweep_cap": sweep_cap,
        "sweep_every_us": _span_us(sweep_every),
        "allows_second_mac": allow_second_mac,
        "reason": reason,
    }
    made = connect(ctx).post("segments", content)
    output.made(made, _("segment {name} is {id}").format(**made), as_json=as_json)


@app.command("list", help=_("List the segments you may see, and how each is watched now."))
def list_segments(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    client = connect(ctx)
    found = client.get("segments", as_of_us=as_of_us(as_of))
    watching = {row["segment_id"]: row for row in client.get("watching")} if as_of is None else {}
    units = {} if as_json else names_of(client, "units")
    rows = [row | _watched(watching.get(row["id"])) | {"unit": units.get(row["unit_id"])} for row in found]
    columns = {
        "name": _("name"),
        "unit": _("unit"),
        "prefixes": _("prefixes"),
        "vlan": "VLAN",
        "gateways": _("gateways"),
        "coverage": _("coverage"),
        "watchers": _("watchers"),
        "agents": _("agents"),
    }
    if as_csv:
        columns |= {"domain": _("domain"), "id": "id"}
        rows = [row | {"domain": word(row["domain"])} for row in rows]
    raw = [row | {"watching": watching.get(row["id"])} for row in found]
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=raw)


@app.command(help=_("Show one segment."))
def show(ctx: typer.Context, segment: Which, as_of: AsOf = None, as_json: AsJson = False) -> None:
    client = connect(ctx)
    found = client.get(f"segments/{segment}", as_of_us=as_of_us(as_of))
    state = None if as_of is not None else client.get(f"watching/{found['id']}")["state"]
    if as_json:
        output.print_json(found | {"watching": state})
        return
    units = names_of(client, "units")
    shown = {field: _value(field, found[field], units) for field in LABELS}
    pairs = [(_(LABELS[field]), value) for field, value in shown.items()]
    if state is not None:
        said = _watched(state)
        pairs += [
            (_("coverage"), said["coverage"]),
            (_("watchers"), said["watchers"]),
            (_("agents"), said["agents"]),
        ]
    pairs += [(_("in force since"), moments.show(found["from_us"])), ("id", found["id"])]
    print(output.details(pairs))
    if state is not None and state["state"] == "isolated":
        print("\n" + segment_watch.isolated(found["name"]))


@app.command(help=_("Change a segment: only what is given; a repeated option replaces the whole list."))
def change(
    ctx: typer.Context,
    segment: Which,
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    name: Annotated[str | None, typer.Option(help=_("new name"))] = None,
    unit: Annotated[str | None, typer.Option(help=_("unit that answers for it"))] = None,
    domain: Annotated[str | None, typer.Option(help=_("public-service, administrative, internet or private"))] = None,
    prefix: Annotated[Several, typer.Option(help=_("like 10.37.12.0/24; may be repeated"))] = None,
    vlan: Annotated[int | None, typer.Option(help=_("IEEE 802.1Q; 0 takes it away"))] = None,
    gateway: Annotated[Several, typer.Option(help=_("gateway's address"))] = None,
    gateway_mac: Annotated[Several, typer.Option(help=_("gateway's MAC address"))] = None,
    dhcp_server: Annotated[Several, typer.Option(help=_("DHCP server allowed"))] = None,
    resolver: Annotated[Several, typer.Option(help=_("DNS resolver allowed"))] = None,
    infrastructure_mac: Annotated[
        Several, typer.Option(help=_("MAC that may speak for others (VRRP, proxy ARP)"))
    ] = None,
    silent_grace: Annotated[
        float | None, typer.Option(help=_("seconds a MAC may be heard without its agent; 120 when left out"))
    ] = None,
    sweep_cap: SweepCap = None,
    sweep_every: SweepEvery = None,
    allow_second_mac: SecondMac = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    lists = {"prefixes": prefix, "gateways": gateway, "gateway_macs": gateway_mac, "dhcp_servers": dhcp_server}
    lists |= {"resolvers": resolver, "infrastructure_macs": infrastructure_mac}
    content: dict[str, Any] = {
        # An empty text empties the list.
        field: None if texts is None else [text for text in texts if text]
        for field, texts in lists.items()
    }
    content |= {
        "name": name,
        "unit": unit,
        "domain": domain,
        "vlan": vlan or None,
        "silent_grace_us": _us(silent_grace),
    }
    content |= {"sweep_cap": sweep_cap, "sweep_every_us": _span_us(sweep_every), "allows_second_mac": allow_second_mac}
    cleared = ["vlan"] if vlan == 0 else []
    content |= {"cleared": cleared + (["sweep_every_us"] if sweep_every == _NEVER else []), "reason": reason}
    changed = client.ask("PATCH", f"segments/{segment}", content=content)
    if as_json:
        output.print_json(changed)
        return
    units = names_of(client, "units") if unit is not None else {}
    print(_("segment {name}: {count} changed").format(name=changed["segment"]["name"], count=len(changed["changes"])))
    for one in changed["changes"]:
        old, new = (_value(one["field"], one[side], units) for side in ("old", "new"))
        print(output.details([(_(LABELS[one["field"]]), f"{output.cell(old)} → {output.cell(new)}")]))


def _watched(state: dict[str, Any] | None) -> dict[str, Any]:
    """How a segment is watched, in words; nothing of a moment in the past."""
    if state is None:
        return {"coverage": None, "watchers": None, "agents": None}
    return {"coverage": word(state["state"]), "watchers": state["watchers"], "agents": state["agents"]}


def _value(field: str, value: Any, units: dict[str, str]) -> Any:
    """A field of a segment as people read it."""
    if field == "unit_id":
        return units.get(value, value)
    if field == "domain":
        return word(value)
    if field == "sweep_every_us" and value is None:
        return _("on command only")
    if field in ("silent_grace_us", "sweep_every_us"):
        return moments.show_span(value) if value else "0"
    if field == "sweep_cap":
        return _("{count} frames/s").format(count=value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _us(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds * 1_000_000)


def _span_us(text: str | None) -> int | None:
    """Microseconds of what a person typed; None for None and `never`; raises CommandFailed."""
    if text in (None, _NEVER):
        return None
    found = _SPAN.match(str(text))
    if found is None:
        raise CommandFailed(
            ExitCode.USAGE,
            _("span {text!r}").format(text=str(text)[:40]),
            _("cannot be read as a length of time"),
            _("write it like 30m, 6h or 1d, or `never`"),
            "bad-span",
        )
    return int(found[1]) * _SPANS[found[2]]


app.command(
    "import-tables",
    help=_("Take in a switch's tables (MAC, ARP, DHCP snooping) as text: who is behind which port, isolated ones too."),
)(switch_tables.import_tables)
app.command(
    "infrastructure",
    help=_("List the MACs that speak for others (virtual routers, proxy ARP, new gateways); approve or reject one."),
)(infrastructure.infrastructure)
app.command("sweep", help=_("Have all agents ask for the addresses that nobody was heard to hold lately."))(sweep.sweep)
app.command("sweeps", help=_("List the sweeps of a segment and what came of them."))(sweep.sweeps)
app.command("canary", help=_("Have an agent be a stranger once, and measure the way to the alert."))(canary.canary)
app.command(help=_("Explain who watches a segment, why these, and why not the others."))(segment_watch.explain)
app.command(help=_("Prefer an agent as a watcher of a segment, rule it out, or take that back."))(segment_watch.watch)
app.command(help=_("Show who watched a segment when, and when nobody did."))(segment_watch.coverage)
app.command("history", help=_("Show every value a segment's fields had: since when, from where, by whom, why."))(
    register_history.segment_history
)
