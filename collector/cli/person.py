"""mingce person add, list, show, change."""

from typing import Annotated

import typer

from collector.cli import handover, moments, output, register_history
from collector.cli.asking import (
    AsCsv,
    AsJson,
    AsOf,
    Reason,
    Unmask,
    as_of_us,
    connect,
    names_of,
    with_fresh_password,
)
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Which = Annotated[str, typer.Argument(help=_("id, staff number or exact name"))]
Text = str | None
Pledge = Annotated[bool | None, typer.Option("--pledge/--no-pledge", help=_("has signed the pledge of secrecy"))]


@app.command(help=_("Register a person under their real name."))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("real name"))],
    unit: Annotated[str, typer.Option(help=_("unit, by name or id"))],
    department: Annotated[str, typer.Option(help=_("department"))],
    mobile: Annotated[str | None, typer.Option(help=_("mobile number"))] = None,
    office_phone: Annotated[str | None, typer.Option(help=_("office number"))] = None,
    staff_no: Annotated[str | None, typer.Option(help=_("staff number"))] = None,
    title: Annotated[str | None, typer.Option(help=_("title"))] = None,
    pledge: Pledge = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {
        "name": name,
        "unit": unit,
        "department": department,
        "mobile": mobile,
        "office_phone": office_phone,
        "staff_no": staff_no,
        "title": title,
        "pledge_signed": pledge,
        "reason": reason,
    }
    made = connect(ctx).post("people", content)
    output.made(made, _("person {name} is {id}").format(**made), as_json=as_json)


@app.command("list", help=_("List the people you may see, masked."))
def list_people(
    ctx: typer.Context, as_of: AsOf = None, unmask: Unmask = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    client = connect(ctx)
    found = with_fresh_password(client, lambda: client.get("people", as_of_us=as_of_us(as_of), unmask=unmask))
    units = names_of(client, "units")
    rows = [row | {"unit": units.get(row["unit_id"]), "pledge": _pledge(row["pledge_signed"])} for row in found]
    columns = {
        "name": _("name"),
        "unit": _("unit"),
        "department": _("department"),
        "title": _("title"),
        "mobile": _("mobile number"),
        "office_phone": _("office number"),
        "staff_no": _("staff number"),
        "pledge": _("pledge signed"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one person, masked."))
def show(
    ctx: typer.Context,
    person: Which,
    as_of: AsOf = None,
    unmask: Unmask = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    found = with_fresh_password(client, lambda: client.get(f"people/{person}", as_of_us=as_of_us(as_of), unmask=unmask))
    if as_json:
        output.print_json(found)
        return
    pairs = [
        (_("name"), found["name"]),
        (_("unit"), names_of(client, "units", as_of_us=as_of_us(as_of)).get(found["unit_id"])),
        (_("department"), found["department"]),
        (_("title"), found["title"]),
        (_("mobile number"), found["mobile"]),
        (_("office number"), found["office_phone"]),
        (_("staff number"), found["staff_no"]),
        (_("pledge signed"), _pledge(found["pledge_signed"])),
        (_("in force since"), moments.show(found["from_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


@app.command(help=_("Change what the register says of a person."))
def change(
    ctx: typer.Context,
    person: Which,
    name: Annotated[Text, typer.Option(help=_("real name"))] = None,
    unit: Annotated[Text, typer.Option(help=_("unit, by name or id"))] = None,
    department: Annotated[Text, typer.Option(help=_("department"))] = None,
    mobile: Annotated[Text, typer.Option(help=_("mobile number"))] = None,
    office_phone: Annotated[Text, typer.Option(help=_("office number"))] = None,
    staff_no: Annotated[Text, typer.Option(help=_("staff number"))] = None,
    title: Annotated[Text, typer.Option(help=_("title"))] = None,
    pledge: Pledge = None,
    clear: Annotated[
        list[str] | None, typer.Option(help=_("take this field's value away, like title; may be repeated"))
    ] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {
        "name": name,
        "unit": unit,
        "department": department,
        "mobile": mobile,
        "office_phone": office_phone,
        "staff_no": staff_no,
        "title": title,
        "pledge_signed": pledge,
        "cleared": clear or None,
        "reason": reason,
    }
    changed = connect(ctx).ask("PATCH", f"people/{person}", content=content)
    output.made(changed, _("person {name} is changed").format(**changed), as_json=as_json)


def _pledge(signed: bool | None) -> str | None:
    return None if signed is None else _("yes") if signed else _("no")


app.command(help=_("Say that a person has left: roles end, terminals await another holder."))(handover.leave)


app.command("history", help=_("Show every value a person's fields had, masked."))(register_history.person_history)
