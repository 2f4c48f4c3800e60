"""mingce unit add, list, show, change, history."""

from typing import Annotated, Any

import typer

from collector.cli import handover, moments, output, register_history
from collector.cli.asking import AsCsv, AsJson, AsOf, Reason, as_of_us, connect, names_of
from collector.cli.completing import completes
from collector.cli.texts import N_, _

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

LACKS = {
    "first responsible": N_("first responsible"),
    "directly responsible": N_("directly responsible"),
    "network administrator": N_("network administrator"),
}
"""The three of R35 as the collector names them."""

Which = Annotated[str, typer.Argument(help=_("name or id"), autocompletion=completes("units"))]
Text = str | None
Parent = Annotated[Text, typer.Option(help=_("unit it belongs to, by name or id"), autocompletion=completes("units"))]
Class = Annotated[Text, typer.Option("--class", help=_("A to F (DB34/T 3607)"))]
First = Annotated[Text, typer.Option(help=_("first responsible"))]
Direct = Annotated[Text, typer.Option(help=_("directly responsible"))]
Administrator = Annotated[Text, typer.Option(help=_("network administrator"))]
Uscc = Annotated[Text, typer.Option(help=_("unified social credit code (GB 32100)"))]
Aliases = Annotated[
    list[str] | None, typer.Option("--alias", help=_("a name it had, or that others write; may be repeated"))
]
Phone = Annotated[Text, typer.Option(help=_("office number"))]


@app.command(help=_("Add a unit."))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("full name"))],
    region: Annotated[str, typer.Option(help=_("six digits of GB/T 2260"))],
    parent: Parent = None,
    access_class: Class = None,
    first_responsible: First = None,
    direct_responsible: Direct = None,
    administrator: Administrator = None,
    uscc: Uscc = None,
    alias: Aliases = None,
    phone: Phone = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content: dict[str, Any] = {
        "name": name,
        "region_code": region,
        "parent": parent,
        "access_class": access_class,
        "reason": reason,
    }
    content |= {"first_responsible": first_responsible, "direct_responsible": direct_responsible}
    content |= {"administrator": administrator, "uscc": uscc, "aliases": alias or None, "phone": phone}
    made = connect(ctx).post("units", content)
    output.made(made, _("unit {name} is {id}").format(**made), as_json=as_json)
    if made["lacks"] and not as_json:
        print(_("before terminals of it can be approved, name: {roles}").format(roles=roles(made["lacks"])))


@app.command("list", help=_("List the units you may see."))
def list_units(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("units", as_of_us=as_of_us(as_of))
    names = {row["id"]: row["name"] for row in found}
    rows = [row | {"parent": names.get(row["parent_id"]), "lacks": roles(row["lacks"])} for row in found]
    columns = {
        "name": _("name"),
        "region_code": _("region"),
        "parent": _("belongs to"),
        "access_class": _("class"),
        "uscc": _("credit code"),
        "lacks": _("not named yet"),
        "id": "id",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("Show one unit."))
def show(ctx: typer.Context, unit: Which, as_of: AsOf = None, as_json: AsJson = False) -> None:
    client = connect(ctx)
    moment_us = as_of_us(as_of)
    found = client.get(f"units/{unit}", as_of_us=moment_us)
    if as_json:
        output.print_json(found)
        return
    people = names_of(client, "people", as_of_us=moment_us)
    pairs = [
        (_("name"), found["name"]),
        (_("other names"), found["aliases"]),
        (_("region"), found["region_code"]),
        (_("credit code"), found["uscc"]),
        (_("belongs to"), names_of(client, "units", as_of_us=moment_us).get(found["parent_id"])),
        (_("class"), found["access_class"]),
        (_("first responsible"), people.get(found["first_responsible_id"])),
        (_("directly responsible"), people.get(found["direct_responsible_id"])),
        (_("network administrator"), people.get(found["administrator_id"])),
        (_("office number"), found["phone"]),
        (_("not named yet"), roles(found["lacks"])),
        (_("in force since"), moments.show(found["from_us"])),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


@app.command(help=_("Change a unit: its name, class, or the people responsible (by name, staff number or id)."))
def change(
    ctx: typer.Context,
    unit: Which,
    name: Annotated[Text, typer.Option(help=_("new name"))] = None,
    region: Annotated[Text, typer.Option(help=_("six digits of GB/T 2260"))] = None,
    parent: Parent = None,
    access_class: Class = None,
    first_responsible: First = None,
    direct_responsible: Direct = None,
    administrator: Administrator = None,
    uscc: Uscc = None,
    alias: Aliases = None,
    phone: Phone = None,
    clear: Annotated[
        list[str] | None, typer.Option(help=_("take this field's value away, like phone; may be repeated"))
    ] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    content = {
        "name": name,
        "region_code": region,
        "parent": parent,
        "access_class": access_class,
        "first_responsible": first_responsible,
        "direct_responsible": direct_responsible,
        "administrator": administrator,
        "uscc": uscc,
        "aliases": alias or None,
        "phone": phone,
        "cleared": clear or None,
        "reason": reason,
    }
    changed = connect(ctx).ask("PATCH", f"units/{unit}", content=content)
    output.made(changed, _("unit {name} is changed").format(**changed), as_json=as_json)


def roles(lacks: list[str]) -> str:
    """The persons a unit lacks, in words."""
    return ", ".join(_(LACKS.get(role, role)) for role in lacks)


app.command("hand-over", help=_("Hand a unit over to another administrator, on record; the old account is disabled."))(
    handover.hand_over
)
app.command("hand-overs", help=_("List the hand-overs of units."))(handover.hand_overs)


app.command("history", help=_("Show every value a unit's fields had: since when, from where, by whom, why."))(
    register_history.unit_history
)
