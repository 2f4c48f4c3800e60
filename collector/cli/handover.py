"""mingce unit hand-over, hand-overs; mingce person leave."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, Reason, connect, names_of
from collector.cli.texts import _


def hand_over(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(help=_("name or id"))],
    to: Annotated[str, typer.Option(help=_("who takes over: name, staff number or id"))],
    items: Annotated[str, typer.Option(help=_("what was handed over"))],
    filing_no: Annotated[str, typer.Option(help=_("filing number"))],
    account: Annotated[
        str | None, typer.Option(help=_("leaving administrator's account, where their name does not tell it"))
    ] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    content = {"unit": unit, "to": to, "items": items, "filing_no": filing_no, "account": account, "reason": reason}
    made = client.post("hand-overs", content)
    if as_json:
        output.print_json(made)
        return
    print(_("unit {unit} is handed over, filed as {filing_no}").format(unit=unit, filing_no=made["filing_no"]))
    if made["operator_id"]:
        print(_("account {account} is disabled").format(account=made["operator_id"]))
    else:
        print(_("no account of the leaving administrator was found: a security administrator disables it"))


def hand_overs(
    ctx: typer.Context,
    unit: Annotated[str | None, typer.Option(help=_("unit, by name or id"))] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    client = connect(ctx)
    found = client.get("hand-overs", unit=unit)
    units, people = ({}, {}) if as_json else (names_of(client, "units"), names_of(client, "people"))
    rows = [
        row
        | {
            "at": moments.show(row["at_us"]),
            "unit": units.get(row["unit_id"]),
            "from": people.get(row["from_person_id"] or ""),
            "to": people.get(row["to_person_id"]),
        }
        for row in found
    ]
    columns = {
        "at": _("when"),
        "unit": _("unit"),
        "from": _("from"),
        "to": _("to"),
        "items": _("handed over"),
        "filing_no": _("filing number"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


def leave(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help=_("id, staff number or exact name"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    as_json: AsJson = False,
) -> None:
    told = connect(ctx).post(f"people/{person}/leave", {"reason": reason})
    if as_json:
        output.print_json(told)
        return
    print(_("the person has left"))
    if told["terminals"]:
        print(_("terminals that await another holder: {numbers}").format(numbers=", ".join(told["terminals"])))
    if told["accounts"]:
        print(_("accounts disabled: {count}").format(count=len(told["accounts"])))
    if told["units"]:
        print(_("units that must name others: {count}").format(count=len(told["units"])))
