"""mingce drift [accept]: the ledger beside what was observed (账实核对)."""

from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect
from collector.cli.drift_words import column, drift_word
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)


@app.callback(help=_("Compare the ledger with what was observed: figures by unit, then each difference."))
def drift(
    ctx: typer.Context,
    unit: Annotated[str | None, typer.Option(help=_("only of this unit and those below it"))] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help=_("not-seen, in-no-ledger, differs, no-real-name, long-offline or zombie; may be repeated")),
    ] = None,
    terminal: Annotated[
        str | None, typer.Option(help=_("every field of this terminal, also what agrees and what nobody observed"))
    ] = None,
    not_seen: Annotated[int | None, typer.Option(help=_("days unseen that count as not there (7)"), min=1)] = None,
    long_offline: Annotated[int | None, typer.Option(help=_("days unseen that count as long (30)"), min=1)] = None,
    zombie: Annotated[int | None, typer.Option(help=_("days unseen that count as given up (90)"), min=1)] = None,
    summary: Annotated[bool, typer.Option("--summary", help=_("only the figures"))] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    query: dict[str, Any] = {"unit": unit, "kind": kind, "terminal": terminal}
    query |= {"not_seen": not_seen, "long_offline": long_offline, "zombie": zombie}
    found = connect(ctx).get("drift", **query)
    if as_json:
        output.print_json(found if not summary else {**found, "rows": []})
        return
    rows = [line for row in found["rows"] for line in _lines(row)]
    if as_csv:
        output.show(_figures(found) if summary else rows, _unit_columns() if summary else _columns(), as_csv=True)
        return
    if terminal is None:
        print(output.rendered(_figures(found), _unit_columns()))
    if not summary:
        print(("" if terminal else "\n") + output.rendered(rows, _columns()))
    if found["is_cut"]:
        print(_("more is on the wire in no ledger than was looked into: ask unit by unit"))


@app.command(help=_("Take an observed value over into the ledger: a person's act, with a reason (role: unit's)."))
def accept(
    ctx: typer.Context,
    terminal: Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))],
    field: Annotated[str, typer.Argument(help=_("field, as `mingce drift` names it"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    token: Annotated[
        str | None, typer.Option(help=_("what the list showed for it; refused when something else was observed since"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    if token is None:
        token = _token_now(client.get("drift", terminal=terminal), field)
    content = {"terminal": terminal, "field": field, "token": token, "reason": reason}
    taken = client.post("drift/acceptances", content)
    sentence = _("{field} of {terminal}: was {old}, is {new} from now on").format(
        field=column(taken["field"]),
        terminal=terminal,
        old=output.cell(taken["declared"]),
        new=output.cell(taken["observed"]),
    )
    output.made(taken, sentence, as_json=as_json)


def _token_now(found: dict[str, Any], field: str) -> str:
    """Of what is observed at this moment; what differs not is refused by the collector."""
    told = (one for row in found["rows"] for one in row["fields"] if one["field"] == field)
    return next((str(one["token"]) for one in told), "0" * 16)


def _lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for a row; of one whose fields differ, a line for each field."""
    common = row | {
        "kind": drift_word(row["kind"]),
        "who": row["reg_no"] or row["mac"] or row["agent_id"],
        "last": moments.show(row["last_us"]) if row["last_us"] is not None else _("never"),
    }
    if row["fields"]:
        return [common | _field(one) for one in row["fields"]]
    what = row["address"] if row["mac"] else None
    why = [drift_word(name) for name in row["names"]] or [drift_word(row["why"])] if row["names"] or row["why"] else []
    return [common | {"observed": what, "note": why}]


def _field(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "field": column(one["field"]),
        "declared": one["declared"],
        "observed": one["observed"],
        "note": one["why_unseen"] or drift_word(one["agreement"]),
        "token": one["token"],
    }


def _columns() -> dict[str, str]:
    return {
        "kind": _("kind"),
        "who": _("terminal or MAC"),
        "hostname": _("host name"),
        "unit_name": _("unit"),
        "last": _("last seen"),
        "field": _("field"),
        "declared": _("ledger"),
        "observed": _("observed"),
        "note": _("note"),
        "token": _("token"),
    }


def _figures(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [*found["units"], found["total"] | {"unit_name": _("total")}]
    shares = ("registration", "real_name", "agents", "agreement")
    return [row | {name: _share(row[name]) for name in shares} for row in rows]


def _share(share: dict[str, Any]) -> str:
    """Without anything it could be a share of, there is no data: that is not 0 %."""
    if share["percent"] is None:
        return _("no data")
    return f"{share['percent']:.1f}% ({share['part']}/{share['whole']})"


def _unit_columns() -> dict[str, str]:
    return {
        "unit_name": _("unit"),
        "admitted": _("on the net by the ledger"),
        "not_seen": _("registered, not there"),
        "long_offline": _("long offline"),
        "zombie": _("given up"),
        "unseeable": _("not observable"),
        "strangers": _("there, in no ledger"),
        "differing": _("differ"),
        "unnamed": _("without real name"),
        "registration": _("registered"),
        "real_name": _("real names"),
        "agents": _("with agent"),
        "agreement": _("ledger agrees"),
    }
