"""mingce terminal: registered, found, shown, edited; what concerns its life is in modules of its own."""

from typing import Annotated, Any

import typer

from collector.cli import (
    due,
    fingerprints,
    lending,
    life_cycle,
    output,
    register_history,
    terminal_card,
    terminal_edit,
    terminal_find,
)
from collector.cli import terminal_options as to
from collector.cli.asking import AsCsv, AsJson, AsOf, Reason, as_of_us, connect, names_of
from collector.cli.completing import completes
from collector.cli.facts import paragraphs
from collector.cli.texts import _
from collector.cli.unit import roles
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Several = list[str] | None
Text = str | None


@app.command(help=_("Register a terminal; it is submitted for approval."))
@to.with_fields
def add(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option(help=_("unit, by name or id"), autocompletion=completes("units"))],
    kind: Annotated[
        str, typer.Option("--type", help=_("desktop, laptop, printer, camera, server … (an unknown one lists them)"))
    ],
    user: Annotated[Text, typer.Option(help=_("who uses it: name, staff number or id"))] = None,
    owner: Annotated[Text, typer.Option(help=_("who answers for it; the user when left out"))] = None,
    mac: Annotated[Several, typer.Option(help=_("MAC address of an adapter; may be repeated"))] = None,
    shared_mac: Annotated[Several, typer.Option(help=_("MAC of a dongle or dock that several terminals use"))] = None,
    address: Annotated[Several, typer.Option(help=_("IP address; may be repeated"))] = None,
    reg_no: Annotated[Text, typer.Option(help=_("registration number; the next one when left out"))] = None,
    reason: Reason = None,
    as_json: AsJson = False,
    **fields: Any,
) -> None:
    content: dict[str, Any] = {"unit": unit, "terminal_type": kind, "user": user, "owner": owner, "reason": reason}
    content |= {"macs": mac, "shared_macs": shared_mac, "addresses": address, "reg_no": reg_no}
    made = connect(ctx).post("terminals", content | to.declared(fields))
    output.made(made, _("terminal {reg_no} is submitted").format(**made), as_json=as_json)
    if made["unit_lacks"] and not as_json:
        print(_("its unit has yet to name: {roles}").format(roles=roles(made["unit_lacks"])))


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


@app.command(help=_("Show what a terminal's PC says now: its devices, and each probe's newest answer with its age."))
def facts(
    ctx: typer.Context,
    terminal: to.Which,
    probe: Annotated[Text, typer.Option(help=_("only this probe's answer"))] = None,
    as_json: AsJson = False,
) -> None:
    found = connect(ctx).get(f"terminals/{terminal}/facts")
    if as_json:
        output.print_json(found)
        return
    head = _("{reg_no} ({hostname})").format(reg_no=found["reg_no"], hostname=found["hostname"])
    print(output.harmless("\n\n".join([head, *paragraphs(found, probe)])))


app.command(help=_("Find terminals by the words you remember of them."))(terminal_find.find)
app.command(help=_("Show one terminal as a card: people, place, device, network, and where it was seen."))(
    terminal_card.show
)
app.command("history", help=_("Show every value a terminal's fields had: since when, from where, by whom, why."))(
    register_history.terminal_history
)
app.command(help=_("Change a terminal by options, or without any in your editor; the differences are shown first."))(
    terminal_edit.edit
)
app.command(help=_("Write a terminal's registration form as a page to print and sign."))(terminal_card.form)
app.command(help=_("Approve a submitted terminal and admit it to the net (role: approver)."))(life_cycle.approve)
app.command(help=_("Say no to an application, or to a change, which is undone."))(life_cycle.reject)
app.command(help=_("Submit, review, withdraw, suspend or retire a terminal."))(life_cycle.status)
app.command("hand-over", help=_("Give a terminal to another person or room; who had it before stays on record."))(
    life_cycle.hand_over
)
app.command(help=_("Lend a terminal to another user until a day."))(lending.lend)
app.command("return", help=_("Take a lent terminal back."))(lending.take_back)
app.command(help=_("Move the end of a registration (role: approver)."))(lending.extend)
app.command("due", help=_("List what falls due: ends of registrations and loans, confirmations, what waits."))(due.due)
app.command(help=_("Confirm that terminals are still whose and where the ledger says."))(due.confirm)
app.command("fingerprints", help=_("Show what a terminal's MACs said of themselves: DHCP clients, names."))(
    fingerprints.fingerprints
)
app.command(
    "accept-fingerprint", help=_("Take what a terminal's MACs said so far for its own: a new firmware, a new name.")
)(fingerprints.accept_fingerprint)
