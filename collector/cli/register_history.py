"""mingce terminal history, unit history, person history, segment history: every field's values, by time."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, AsOf, Unmask, as_of_us, connect, with_fresh_password
from collector.cli.completing import completes
from collector.cli.terminal_fields import LABELS, said
from collector.cli.texts import N_, _
from collector.cli.words import word

OTHER_LABELS = {
    "name": N_("name"),
    "region_code": N_("region"),
    "parent_id": N_("belongs to"),
    "access_class": N_("class"),
    "first_responsible_id": N_("first responsible"),
    "direct_responsible_id": N_("directly responsible"),
    "administrator_id": N_("network administrator"),
    "uscc": N_("credit code"),
    "aliases": N_("other names"),
    "phone": N_("office number"),
    "mobile": N_("mobile number"),
    "office_phone": N_("office number"),
    "staff_no": N_("staff number"),
    "title": N_("title"),
    "pledge_signed": N_("pledge signed"),
    "domain": N_("domain"),
    "prefixes": N_("prefixes"),
    "gateways": N_("gateways"),
    "gateway_macs": N_("gateways' MACs"),
    "dhcp_servers": N_("DHCP servers"),
    "infrastructure_macs": N_("MACs of infrastructure"),
    "silent_grace_us": N_("grace for silence"),
    "sweep_cap": N_("frames a second of a sweep"),
    "sweep_every_us": N_("swept every"),
    "allows_second_mac": N_("may hold a second MAC"),
}
SOURCES = {
    "declared": N_("declared"),
    "imported": N_("from a sheet"),
    "observed": N_("observed, taken over"),
}

OfField = Annotated[str | None, typer.Option("--field", help=_("only this field, like room or macs"))]
Person = Annotated[str, typer.Argument(help=_("id, staff number or exact name"))]


def terminal_history(
    ctx: typer.Context,
    terminal: Annotated[
        str,
        typer.Argument(
            help=_("registration number, host name, serial number or id"), autocompletion=completes("terminals")
        ),
    ],
    field: OfField = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    _tell(ctx, f"terminals/{terminal}/history", {"field": field, "as_of_us": as_of_us(as_of)}, as_json, as_csv)


def unit_history(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(help=_("name or id"), autocompletion=completes("units"))],
    field: OfField = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    _tell(ctx, f"units/{unit}/history", {"field": field, "as_of_us": as_of_us(as_of)}, as_json, as_csv)


def segment_history(
    ctx: typer.Context,
    segment: Annotated[str, typer.Argument(help=_("name or id"), autocompletion=completes("segments"))],
    field: OfField = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    _tell(ctx, f"segments/{segment}/history", {"field": field, "as_of_us": as_of_us(as_of)}, as_json, as_csv)


def person_history(
    ctx: typer.Context,
    person: Person,
    field: OfField = None,
    as_of: AsOf = None,
    unmask: Unmask = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    query = {"field": field, "as_of_us": as_of_us(as_of), "unmask": unmask}
    _tell(ctx, f"people/{person}/history", query, as_json, as_csv)


def _tell(ctx: typer.Context, path: str, query: dict[str, Any], as_json: bool, as_csv: bool) -> None:
    client = connect(ctx)
    ask: Callable[[], Any] = lambda: client.get(path, **query)  # noqa: E731
    answer = with_fresh_password(client, ask)
    rows = [_row(step, answer["names"]) for step in answer["steps"]]
    columns = {
        "from": _("from"),
        "to": _("until"),
        "field": _("field"),
        "value": _("value"),
        "source": _("source"),
        "actor": _("who"),
        "reason": _("why"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=answer, empty=_("nothing is on record"))


def _row(step: Any, names: dict[str, str]) -> dict[str, Any]:
    value = _shown(step["field"], step["value"], names)
    if step["value"] is None:
        value = _("taken away: {before}").format(before=_shown(step["field"], step["before"], names))
    source = _(SOURCES.get(step["source"], "")) if step["source"] else None
    if step["detail"]:
        source = f"{source}: {step['detail']}"
    return {
        "from": moments.show(step["from_us"]),
        "to": _("now") if step["to_us"] is None else moments.show(step["to_us"]),
        "field": _((OTHER_LABELS | LABELS).get(step["field"], step["field"])),
        "value": value,
        "source": source,
        "actor": step["actor"],
        "reason": step["reason"],
    }


def _shown(field: str, value: Any, names: dict[str, str]) -> str | None:
    if field.endswith("_us") and field not in LABELS and isinstance(value, int):
        return moments.show_span(value)
    if isinstance(value, str) and value.startswith("["):
        try:
            return ", ".join(str(item) for item in json.loads(value)) or None
        except ValueError:
            return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "domain":
        return word(value)
    return said(field, value, names)
