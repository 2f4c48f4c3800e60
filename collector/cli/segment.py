"""mingce segment add, list, show, import-tables."""

from typing import Annotated

import typer

from collector.cli import moments, output, switch_tables
from collector.cli.asking import AsCsv, AsJson, AsOf, Reason, as_of_us, connect, names_of
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Several = list[str] | None


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
        "silent_grace_us": None if silent_grace is None else int(silent_grace * 1_000_000),
        "reason": reason,
    }
    made = connect(ctx).post("segments", content)
    output.made(made, _("segment {name} is {id}").format(**made), as_json=as_json)


@app.command("list", help=_("List the segments you may see."))
def list_segments(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    client = connect(ctx)
    found = client.get("segments", as_of_us=as_of_us(as_of))
    units = {} if as_json else names_of(client, "units")
    rows = [row | {"unit": units.get(row["unit_id"]), "domain": word(row["domain"])} for row in found]
    columns = {
        "name": _("name"),
        "unit": _("unit"),
        "prefixes": _("prefixes"),
        "vlan": "VLAN",
        "domain": _("domain"),
        "gateways": _("gateways"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one segment."))
def show(
    ctx: typer.Context,
    segment: Annotated[str, typer.Argument(help=_("name or id"))],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    found = client.get(f"segments/{segment}", as_of_us=as_of_us(as_of))
    if as_json:
        output.print_json(found)
        return
    pairs = [
        (_("name"), found["name"]),
        (_("unit"), names_of(client, "units").get(found["unit_id"])),
        (_("domain"), word(found["domain"])),
        (_("prefixes"), found["prefixes"]),
        ("VLAN", found["vlan"]),
        (_("gateways"), found["gateways"]),
        (_("gateways' MACs"), found["gateway_macs"]),
        (_("DHCP servers"), found["dhcp_servers"]),
        (_("resolvers"), found["resolvers"]),
        (_("infrastructure MACs"), found["infrastructure_macs"]),
        (_("silent grace"), moments.show_span(found["silent_grace_us"])),
        (_("in force since"), moments.show(found["from_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


app.command(
    "import-tables",
    help=_("Take in a switch's tables (MAC, ARP, DHCP snooping) as text: who is behind which port, isolated ones too."),
)(switch_tables.import_tables)
