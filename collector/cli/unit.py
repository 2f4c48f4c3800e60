"""mingce unit add, list, show, change."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, AsOf, Reason, as_of_us, connect, names_of
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)


@app.command(help=_("Add a unit."))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("full name"))],
    region: Annotated[str, typer.Option(help=_("six digits of GB/T 2260"))],
    parent: Annotated[str | None, typer.Option(help=_("unit it belongs to, by name or id"))] = None,
    access_class: Annotated[str | None, typer.Option("--class", help=_("A to F (DB34/T 3607)"))] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {"name": name, "region_code": region, "parent": parent, "access_class": access_class, "reason": reason}
    made = connect(ctx).post("units", content)
    output.made(made, _("unit {name} is {id}").format(**made), as_json=as_json)


@app.command("list", help=_("List the units you may see."))
def list_units(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("units", as_of_us=as_of_us(as_of))
    names = {row["id"]: row["name"] for row in found}
    rows = [row | {"parent": names.get(row["parent_id"])} for row in found]
    columns = {
        "name": _("name"),
        "region_code": _("region"),
        "parent": _("belongs to"),
        "access_class": _("class"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one unit."))
def show(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(help=_("name or id"))],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    found = client.get(f"units/{unit}", as_of_us=as_of_us(as_of))
    if as_json:
        output.print_json(found)
        return
    people = names_of(client, "people")
    pairs = [
        (_("name"), found["name"]),
        (_("region"), found["region_code"]),
        (_("belongs to"), names_of(client, "units").get(found["parent_id"])),
        (_("class"), found["access_class"]),
        (_("first responsible"), people.get(found["first_responsible_id"])),
        (_("directly responsible"), people.get(found["direct_responsible_id"])),
        (_("network administrator"), people.get(found["administrator_id"])),
        (_("in force since"), moments.show(found["from_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


@app.command(help=_("Change a unit: its name, class, or the people responsible (by name, staff number or id)."))
def change(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(help=_("name or id"))],
    name: Annotated[str | None, typer.Option(help=_("new name"))] = None,
    access_class: Annotated[str | None, typer.Option("--class", help=_("A to F (DB34/T 3607)"))] = None,
    first_responsible: Annotated[str | None, typer.Option(help=_("first responsible"))] = None,
    direct_responsible: Annotated[str | None, typer.Option(help=_("directly responsible"))] = None,
    administrator: Annotated[str | None, typer.Option(help=_("network administrator"))] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {
        "name": name,
        "access_class": access_class,
        "first_responsible": first_responsible,
        "direct_responsible": direct_responsible,
        "administrator": administrator,
        "reason": reason,
    }
    changed = connect(ctx).ask("PATCH", f"units/{unit}", content=content)
    output.made(changed, _("unit {name} is changed").format(**changed), as_json=as_json)
