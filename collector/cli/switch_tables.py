"""mingce segment import-tables: a command of collector/cli/segment.py."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, Reason, as_of_us, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from collector.cli.words import word
from collector.imports.switch_tables.capture import MOST_BYTES
from protocol.reasons import reason as why_not

_SECONDS = 1800.0


def import_tables(
    ctx: typer.Context,
    segment: Annotated[str, typer.Argument(help=_("name or id"))],
    file: Annotated[str, typer.Argument(help=_("text of the switch's console, or - for standard input"))],
    switch: Annotated[str, typer.Option("--from", help=_("the switch's name, the same each time"))],
    taken_at: Annotated[
        str, typer.Option(help=_("when the switch printed it, like 2026-03-02 14:05 or -10m; now, if just now"))
    ],
    vlan: Annotated[
        int | None, typer.Option(help=_("the segment's VLAN on this switch; the segment's own if left out"))
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(help=_("huawei-vrp, h3c-comware, ruijie-rgos or cisco-ios; recognised if left out")),
    ] = None,
    uplink: Annotated[
        list[str] | None, typer.Option(help=_("port that leads to another switch; may be repeated"))
    ] = None,
    uplink_macs: Annotated[
        int | None, typer.Option(help=_("a port with more MACs than this is an uplink; 8 when left out"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only say what would be new or changed"))] = False,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    query = {
        "switch": switch,
        "taken_us": as_of_us(taken_at),
        "vlan": vlan,
        "dialect": dialect,
        "uplink": uplink,
        "uplink_macs": uplink_macs,
        "dry_run": dry_run,
        "reason": reason,
    }
    path = f"segments/{segment}/switch-tables"
    found = connect(ctx).ask("POST", path, query=query, content=_read(file), seconds=_SECONDS)
    if as_json:
        output.print_json(found)
    else:
        print(output.harmless(_told(found)))


def _read(file: str) -> bytes:
    """At most as much as may be imported, and a byte, so that the collector refuses what is larger."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        what = _("file {path}").format(path=file)
        raise CommandFailed(ExitCode.USAGE, what, told(why_not(error)), _("check its name")) from error


def _told(found: dict[str, Any]) -> str:
    parts = [_headline(found), output.details(_counts(found))]
    if found["changes"]:
        parts.append(output.rendered([_change(row) for row in found["changes"]], _columns()))
    if found["unread"]:
        parts.append(_("Lines that were not understood:"))
        parts.append(
            output.rendered(
                [row | {"reason": word(row["reason"])} for row in found["unread"]],
                {"line": _("line"), "reason": _("why"), "text": _("text")},
            )
        )
    return "\n\n".join(parts)


def _headline(found: dict[str, Any]) -> str:
    if found["already"]:
        return _("This file was taken in before (import {number}); nothing was done.").format(number=found["import_id"])
    if found["import_id"] is None:
        return _("Nothing was taken in: this only says what would be.")
    return _("Taken in as import {number}.").format(number=found["import_id"])


def _counts(found: dict[str, Any]) -> list[tuple[str, Any]]:
    ports = [f"{item['port']} ({item['macs']} MAC)" for item in found["uplinks"]]
    return [
        (_("switch"), f"{found['switch']} ({found['dialect']})"),
        (_("tables"), [word(name) for name in found["tables"]]),
        (_("taken at"), moments.show(found["taken_us"])),
        ("SHA-256", found["digest"]),
        ("VLAN", found["vlan"]),
        (_("rows"), found["rows"]),
        (_("of them of another VLAN"), found["other_vlan"]),
        (_("of them outside the segment's prefixes"), found["outside"]),
        (_("of them typed in or the switch's own"), found["not_heard"]),
        (_("MAC addresses on the segment"), found["macs"]),
        (_("of them located behind a port"), found["located"]),
        (_("of them new on the segment"), found["new"]),
        (_("of them moved to another port"), found["moved"]),
        (_("of them registered to nobody"), found["unregistered"]),
        (_("uplinks (more than {most} MACs)").format(most=found["uplink_macs"]), ports),
        (_("lines not understood"), found["unread_count"]),
    ]


def _columns() -> dict[str, str]:
    return {
        "mac": "MAC",
        "vendor": _("maker"),
        "addresses": _("IP addresses"),
        "port": _("port"),
        "was_port": _("port before"),
        "marks": _("what of it"),
    }


def _change(row: dict[str, Any]) -> dict[str, Any]:
    has_moved = row["was_port"] is not None and row["port"] is not None and row["was_port"] != row["port"]
    marks = [
        text
        for holds, text in (
            (row["is_new"], _("new")),
            (has_moved, _("moved")),
            (not row["is_registered"], _("registered to nobody")),
        )
        if holds
    ]
    return row | {"vendor": word(row["vendor"]), "marks": marks}
