"""mingce devices."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect, names_of
from collector.cli.client import Client
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None)


@app.command(help=_("List the radios, modems, tethers and tunnels of all PCs: whose, what and since when."))
def devices(
    ctx: typer.Context,
    kind: Annotated[
        list[str] | None,
        typer.Option(help=_("wifi, wwan, usb-tether, bluetooth, ppp, thunderbolt or tunnel; may be repeated")),
    ] = None,
    unit: Annotated[str | None, typer.Option(help=_("only of this unit and those below it"))] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    client = connect(ctx)
    found = list(_pages(client, kind, unit))
    people = {} if as_json or not found else names_of(client, "people")
    rows = [described(row) | {"user": people.get(row["user_id"] or "")} for row in found]
    shown = {
        "reg_no": _("registration number"),
        "hostname": _("host name"),
        "unit_name": _("unit"),
        "user": _("user"),
        **columns(),
    }
    output.show(rows, shown, as_json=as_json, as_csv=as_csv, raw=found)


def columns() -> dict[str, str]:
    """What a table of devices shows."""
    return {
        "kind": _("kind"),
        "state": _("state"),
        "interfaces": _("interfaces"),
        "name": _("device"),
        "mac": "MAC",
        "maker": _("maker"),
        "since": _("since"),
        "id": _("part"),
    }


def described(row: dict[str, Any]) -> dict[str, Any]:
    """A device in words: what it calls itself, else what its ids stand for, else the ids."""
    own = " ".join(text for text in (row["manufacturer"], row["product"]) if text)
    listed = " ".join(text for text in (row["vendor"], row["model"]) if text)
    ids = f"{row['vendor_id']}:{row['product_id']}" if row["vendor_id"] else None
    return row | {
        "kind": word(row["kind"]),
        "state": word(row["state"]),
        "name": listed or own or ids,
        "maker": word(row["maker"]),
        "since": moments.show(row["since_us"]),
    }


def _pages(client: Client, kind: list[str] | None, unit: str | None) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = client.get("devices", kind=kind, unit=unit, after=after)
        yield from page["rows"]
        after = page["next"]
        if after is None:
            return
