"""mingce presence now, show."""

from collections import Counter
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect, names_of
from collector.cli.client import Client
from collector.cli.evidence import shown
from collector.cli.failures import ExitCode
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

URGENCY = (
    "mac-clone",
    "ip-conflict",
    "unapproved-infrastructure",
    "unregistered",
    "randomised-mac",
    "not-admitted",
    "agent-silent",
    "agent-missing",
    "claimed-unapproved",
    "awaited",
    "vouched",
    "registered-agentless",
    "infrastructure",
)
"""What needs a person most comes first; what the collector may say beyond comes before all."""

_MOST_CELLS = 100
_BESIDE = frozenset({"unit", "since", "heard_by"})
"""What only --wide shows; `mingce presence show` tells all of one."""
_LEAST = {"verdict": 12, "segment": 10, "address": 15, "age": 6}

OnSegment = Annotated[str | None, typer.Option(help=_("only on this segment"))]
OfUnit = Annotated[str | None, typer.Option(help=_("only on segments of this unit and those below it"))]


@app.command(help=_("List every address on the wire now with its verdict; what needs a person comes first."))
def now(
    ctx: typer.Context,
    segment: OnSegment = None,
    unit: OfUnit = None,
    wide: Annotated[bool, typer.Option("--wide", help=_("all columns, however wide"))] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    client = connect(ctx)
    found = sorted(_pages(client, segment=segment, unit=unit), key=_order)
    rows = [_described(row) for row in found]
    columns = _columns()
    if as_csv:
        columns |= {"vendor": _("maker"), "from": _("first seen"), "to": _("last seen"), "why": _("because")}
    if wide or as_json or as_csv:
        output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)
    else:
        most = min(_MOST_CELLS, get_terminal_size((_MOST_CELLS, 24)).columns)
        print(narrow(rows, most))
    if not (as_json or as_csv):
        counts = Counter(row["standing"] for row in found)
        ranked = sorted(counts, key=lambda standing: URGENCY.index(standing) if standing in URGENCY else -1)
        print("\n" + (", ".join(f"{word(one)} {counts[one]}" for one in ranked) or _("nothing was heard lately")))


def _columns() -> dict[str, str]:
    return {
        "verdict": _("verdict"),
        "segment": _("segment"),
        "mac": "MAC",
        "address": _("IP address"),
        "terminal": _("terminal"),
        "unit": _("unit"),
        "since": _("since"),
        "age": _("last heard"),
        "heard_by": _("witnesses"),
    }


def narrow(rows: Sequence[dict[str, Any]], most: int) -> str:
    """The columns that tell who it is and what it needs, in so many cells; MACs and numbers are never broken."""
    left_out = _BESIDE if most >= _MOST_CELLS else {*_BESIDE, "age"}
    columns = {name: heading for name, heading in _columns().items() if name not in left_out}
    return output.fitted(rows, columns, _LEAST, most)


@app.command(help=_("Show all that is known of a MAC or IP address now, and why; exit code 5 if it is not there."))
def show(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ADDRESS", help=_("MAC or IP address"))],
    segment: OnSegment = None,
    unit: OfUnit = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    found = sorted(_pages(client, question=question, segment=segment, unit=unit), key=_order)
    if as_json:
        output.print_json(found)
    elif found:
        hosts = names_of(client, "agents", "hostname")
        print(output.harmless("\n\n".join(output.details(_pairs(row, hosts)) for row in found)))
    else:
        print(
            _("{text}: not heard lately, and claimed by no agent; `mingce trace` knows the past").format(text=question)
        )
    if not found:
        raise typer.Exit(ExitCode.NOT_FOUND)


def _pages(client: Client, **query: str | None) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = client.get("presence", after=after, **query)
        yield from page["rows"]
        after = page["next"]
        if after is None:
            return


def _order(row: dict[str, Any]) -> tuple[int, bool, str, int, str, str]:
    urgency = URGENCY.index(row["standing"]) if row["standing"] in URGENCY else -1
    return urgency, not row["is_certain"], row["segment"], -row["since_us"], row["mac"], row["address"]


def _described(row: dict[str, Any]) -> dict[str, Any]:
    certain = "" if row["is_certain"] else f" ({word('suspected')})"
    return row | {
        "verdict": word(row["standing"]) + certain,
        "terminal": word("belongs-to-another-unit") if row["is_of_other_unit"] else row["reg_no"],
        "since": moments.show_span(row["last_us"] + row["age_us"] - row["since_us"]),
        "age": moments.show_span(row["age_us"]),
        "heard_by": len(row["witnesses"]),
        "vendor": word(row["vendor"]),
        "from": moments.show(row["first_us"]),
        "to": moments.show(row["last_us"]),
        "why": _(row["why"]),
    }


def _pairs(row: dict[str, Any], hosts: dict[str, str]) -> list[tuple[str, Any]]:
    said = _described(row)
    return [
        ("MAC", row["mac"]),
        (_("maker"), word(row["vendor"])),
        (_("IP address"), row["address"]),
        (_("segment"), row["segment"]),
        (_("verdict"), said["verdict"]),
        (_("because"), said["why"]),
        (_("since"), moments.show(row["since_us"])),
        (_("terminal"), said["terminal"]),
        (_("status"), word(row["status"])),
        (_("unit"), row["unit"]),
        (_("first seen"), said["from"]),
        (_("last seen"), said["to"]),
        (_("age of the evidence"), said["age"]),
        (_("heard in"), word(row["how"])),
        (_("frames"), row["frames"]),
        (_("witnesses"), [shown("witness", one, hosts) for one in row["witnesses"]]),
        (_("claimed by agent"), [shown("agent", one, hosts) for one in row["claimed_by"]]),
        (_("grace"), moments.show_span(row["grace_us"])),
    ]
