"""mingce terminal add, list, show, facts, approve, status, hand-over, fingerprints, accept-fingerprint."""

from typing import Annotated, Any

import typer

from collector.cli import fingerprints, life_cycle, moments, output
from collector.cli.asking import (
    AsCsv,
    AsJson,
    AsOf,
    Reason,
    as_of_us,
    connect,
    names_of,
)
from collector.cli.facts import paragraphs
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Which = Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))]
Text = str | None
Several = list[str] | None


@app.command(help=_("Register a terminal; it is submitted for approval."))
def add(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option(help=_("unit, by name or id"))],
    kind: Annotated[
        str, typer.Option("--type", help=_("desktop, laptop, printer, camera, server … (an unknown one lists them)"))
    ],
    user: Annotated[Text, typer.Option(help=_("who uses it: name, staff number or id"))] = None,
    owner: Annotated[Text, typer.Option(help=_("who answers for it; the user when left out"))] = None,
    mac: Annotated[Several, typer.Option(help=_("MAC address of an adapter; may be repeated"))] = None,
    shared_mac: Annotated[Several, typer.Option(help=_("MAC of a dongle or dock that several terminals use"))] = None,
    address: Annotated[Several, typer.Option(help=_("IP address; may be repeated"))] = None,
    segment: Annotated[Text, typer.Option(help=_("segment of the addresses, by name or id"))] = None,
    department: Annotated[Text, typer.Option(help=_("department"))] = None,
    building: Annotated[Text, typer.Option(help=_("building"))] = None,
    room: Annotated[Text, typer.Option(help=_("room"))] = None,
    hostname: Annotated[Text, typer.Option(help=_("host name"))] = None,
    serial_no: Annotated[Text, typer.Option(help=_("serial number"))] = None,
    brand: Annotated[Text, typer.Option(help=_("brand"))] = None,
    model: Annotated[Text, typer.Option(help=_("model"))] = None,
    asset_no: Annotated[Text, typer.Option(help=_("asset number"))] = None,
    os_name: Annotated[Text, typer.Option("--os", help=_("operating system"))] = None,
    domain: Annotated[Text, typer.Option(help=_("public-service, administrative, internet or private"))] = None,
    mode: Annotated[Text, typer.Option(help=_("dedicated, by-turns or dual-approved"))] = None,
    purpose: Annotated[Text, typer.Option(help=_("what it is for"))] = None,
    importance: Annotated[Text, typer.Option(help=_("ordinary, important or core"))] = None,
    reg_no: Annotated[Text, typer.Option(help=_("registration number; the next one when left out"))] = None,
    expires: Annotated[Text, typer.Option(help=_("end of a temporary registration"))] = None,
    agent: Annotated[
        bool | None, typer.Option("--agent/--no-agent", help=_("whether an agent belongs on it; else by its type"))
    ] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content: dict[str, Any] = {"unit": unit, "terminal_type": kind, "user": user, "owner": owner, "reason": reason}
    content |= {"macs": mac, "shared_macs": shared_mac, "addresses": address, "segment": segment, "hostname": hostname}
    content |= {"department": department, "building": building, "room": room, "serial_no": serial_no, "brand": brand}
    content |= {"model": model, "asset_no": asset_no, "os_name": os_name, "access_domain": domain, "access_mode": mode}
    content |= {"purpose": purpose, "importance": importance, "reg_no": reg_no, "agent_expected": agent}
    content |= {"expires_us": as_of_us(expires)}
    made = connect(ctx).post("terminals", content)
    output.made(made, _("terminal {reg_no} is submitted").format(**made), as_json=as_json)


@app.command("list", help=_("List the terminals you may see."))
def list_terminals(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    client = connect(ctx)
    found = client.get("terminals", as_of_us=as_of_us(as_of))
    units = {} if as_json else names_of(client, "units")
    rows = [
        row
        | {
            "unit": units.get(row["unit_id"]),
            "terminal_type": word(row["terminal_type"]),
            "status": word(row["status"]),
            "access_domain": word(row["access_domain"]),
        }
        for row in found
    ]
    columns = {
        "reg_no": _("registration number"),
        "unit": _("unit"),
        "department": _("department"),
        "terminal_type": _("type"),
        "hostname": _("host name"),
        "status": _("status"),
        "access_domain": _("domain"),
        "serial_no": _("serial number"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one terminal with its adapters, addresses and people."))
def show(ctx: typer.Context, terminal: Which, as_of: AsOf = None, as_json: AsJson = False) -> None:
    client = connect(ctx)
    found = client.get(f"terminals/{terminal}", as_of_us=as_of_us(as_of))
    if as_json:
        output.print_json(found)
        return
    people = names_of(client, "people")
    held = found["custody"] or {}
    brand = " ".join(text for text in (found["brand"], found["model"]) if text)
    pairs = [
        (_("registration number"), found["reg_no"]),
        (_("unit"), names_of(client, "units").get(found["unit_id"])),
        (_("department"), found["department"]),
        (_("type"), word(found["terminal_type"])),
        (_("status"), word(found["status"])),
        (_("user"), people.get(held.get("user_id", ""))),
        (_("owner"), people.get(held.get("owner_id", ""))),
        (_("building"), held.get("building")),
        (_("room"), held.get("room")),
        (_("host name"), found["hostname"]),
        (_("MAC addresses"), [item["mac"] for item in found["adapters"]]),
        (_("IP addresses"), [item["address"] for item in found["addresses"]]),
        (_("brand and model"), brand),
        (_("serial number"), found["serial_no"]),
        (_("operating system"), found["os_name"]),
        (_("domain"), word(found["access_domain"])),
        (_("mode"), word(found["access_mode"])),
        (_("purpose"), found["purpose"]),
        (_("agent expected"), _("yes") if found["agent_expected"] else _("no")),
        (_("in force since"), moments.show(found["from_us"])),
        (_("expires"), moments.show(found["expires_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


@app.command(help=_("Show what a terminal's PC says now: its devices, and each probe's newest answer with its age."))
def facts(
    ctx: typer.Context,
    terminal: Which,
    probe: Annotated[Text, typer.Option(help=_("only this probe's answer"))] = None,
    as_json: AsJson = False,
) -> None:
    found = connect(ctx).get(f"terminals/{terminal}/facts")
    if as_json:
        output.print_json(found)
        return
    head = _("{reg_no} ({hostname})").format(reg_no=found["reg_no"], hostname=found["hostname"])
    print(output.harmless("\n\n".join([head, *paragraphs(found, probe)])))


app.command(help=_("Approve a submitted terminal and admit it to the net (role: approver)."))(life_cycle.approve)
app.command(help=_("Say no to an application, or to a change, which is undone."))(life_cycle.reject)
app.command(help=_("Submit, review, withdraw, suspend or retire a terminal."))(life_cycle.status)
app.command("hand-over", help=_("Give a terminal to another person or room; who had it before stays on record."))(
    life_cycle.hand_over
)
app.command("fingerprints", help=_("Show what a terminal's MACs said of themselves: DHCP clients, names."))(
    fingerprints.fingerprints
)
app.command(
    "accept-fingerprint", help=_("Take what a terminal's MACs said so far for its own: a new firmware, a new name.")
)(fingerprints.accept_fingerprint)
