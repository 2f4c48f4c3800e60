"""mingce ledger import, export, imports, conflicts."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from collector.cli import ledger_texts, moments, output
from collector.cli.asking import AsCsv, AsJson, Reason, connect, names_of, with_fresh_password
from collector.cli.client import Client
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.ledger_progress import with_progress
from collector.cli.texts import _, told
from collector.imports.sheets.book import MOST_BYTES
from collector.imports.sheets.writing import delimited, workbook
from protocol.reasons import reason as why_not

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

_SECONDS = 3600.0
FORMATS = ("xlsx", "csv", "json")


@app.command("import", help=_("Take in a sheet: .xlsx, .xls, .csv or .txt. Good rows go in, bad rows come back."))
def import_file(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help=_("the sheet, or - for standard input"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only say what would be new or changed"))] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help=_("take nothing in unless every row is good"))
    ] = False,
    unit: Annotated[str | None, typer.Option(help=_("unit of rows that name none"))] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help=_("a column is a field: 物理地址=macs or C=room; 备注=- leaves it out; repeat")),
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option(help=_("another name of a unit: 市财政局=示例市财政局; may be repeated"))
    ] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help=_("also hidden sheets and rows"))] = False,
    department_from_sheet: Annotated[
        bool, typer.Option("--department-from-sheet", help=_("a sheet's name is the department of its rows"))
    ] = False,
    others_to_remark: Annotated[
        bool, typer.Option("--others-to-remark", help=_("put columns that have no field into the remark"))
    ] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help=_("end MACs and addresses that a row does not name any more"))
    ] = False,
    shared_telephone: Annotated[
        bool, typer.Option("--shared-telephone", help=_("the row's telephone also reaches who answers for it"))
    ] = False,
    refused: Annotated[
        str | None, typer.Option(help=_("where refused rows go, with why; FILE.refused.xlsx when left out"))
    ] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    query = {
        "name": "-" if file == "-" else Path(file).name[-128:],
        "dry_run": dry_run,
        "all_or_nothing": all_or_nothing,
        "unit": unit,
        "map": mapping,
        "alias": alias,
        "hidden": hidden,
        "department_from_sheet": department_from_sheet,
        "others_to_remark": others_to_remark,
        "remove_missing": remove_missing,
        "shared_telephone": shared_telephone,
        "reason": reason,
    }
    client = connect(ctx)
    content = _read(file)
    ask = partial(client.ask, "POST", "ledger/imports", query=query, content=content, seconds=_SECONDS)
    found: dict[str, Any] = with_progress(client, ask)
    place = _write_refused(found, refused or ("" if file == "-" else f"{file}.refused.xlsx"))
    if as_json:
        output.print_json(found)
    else:
        print(output.harmless(ledger_texts.told_import(found, place)))
    if found["refused"]:
        raise typer.Exit(ExitCode.FINDING)


@app.command("export", help=_("Write the register into a sheet; personal values masked, unless asked and allowed."))
def export_file(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help=_("where to: a name that ends in .xlsx, .csv or .json; - for CSV"))],
    reason: Annotated[str, typer.Option(help=_("what for; goes into the journal"))],
    recipient: Annotated[str | None, typer.Option("--to", help=_("who is given it; goes into the journal"))] = None,
    unit: Annotated[str | None, typer.Option(help=_("only this unit, by name or id"))] = None,
    unmask: Annotated[bool, typer.Option("--unmask", help=_("with names and telephones as they are"))] = False,
    gb18030: Annotated[bool, typer.Option("--gb18030", help=_("CSV in GB18030 instead of UTF-8"))] = False,
    as_json: AsJson = False,
) -> None:
    kind = "csv" if file == "-" else file.rpartition(".")[2].lower()
    if kind not in FORMATS:
        what, why = _("file {path}").format(path=file), _("its name ends in none of .xlsx, .csv, .json")
        raise CommandFailed(ExitCode.USAGE, what, why, _("choose one of them"))
    client = connect(ctx)
    form = {"reason": reason, "recipient": recipient, "unit": unit, "unmask": unmask}
    ask = partial(client.ask, "POST", "ledger/exports", content=form, seconds=_SECONDS)
    found: dict[str, Any] = with_fresh_password(client, ask)
    _write(file, _content(found, kind, gb18030=gb18030))
    if as_json:
        output.print_json({"rows": len(found["rows"]), "masked": found["masked"], "file": file})
    elif file != "-":
        masked = _("personal values masked") if found["masked"] else _("personal values as they are")
        sentence = _("{count} terminals written to {path}, {masked}; the hand-over is on record.")
        print(sentence.format(count=len(found["rows"]), path=file, masked=masked))


@app.command("imports", help=_("List the files that were taken in, by whom, and what came of them."))
def list_imports(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("ledger/imports")
    rows = [
        row
        | {"begun": moments.show(row["begun_us"]), "ended": moments.show(row["ended_us"]), "digest": row["digest"][:16]}
        for row in found
    ]
    columns = {
        "id": _("number"),
        "begun": _("begun"),
        "ended": _("ended"),
        "name": _("file"),
        "actor": _("by"),
        "rows": _("rows"),
        "added": _("added"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
        "digest": "SHA-256",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command("conflicts", help=_("List what units' files claim of other units' terminals (for the bureau)."))
def list_conflicts(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    client = connect(ctx)
    found = client.get("ledger/conflicts")
    units, numbers = ({}, {}) if as_json or not found else (names_of(client, "units"), _numbers(client))
    rows = [
        row
        | {
            "at": moments.show(row["at_us"]),
            "kind": ledger_texts.conflict_kind(row["kind"]),
            "unit": units.get(row["unit_id"]),
            "terminal": numbers.get(row["terminal_id"]),
        }
        for row in found
    ]
    columns = {
        "at": _("at"),
        "import_id": _("import"),
        "kind": _("what"),
        "value": _("value"),
        "unit": _("claimed by"),
        "terminal": _("terminal that has it"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


def _numbers(client: Client) -> dict[str, str]:
    return {row["id"]: row["reg_no"] for row in client.get("terminals")}


def _content(found: dict[str, Any], kind: str, *, gb18030: bool) -> bytes:
    headings = [heading for _name, heading in found["columns"]]
    if kind == "xlsx":
        return workbook([("终端台账", [headings, *found["rows"]])])
    if kind == "csv":
        return delimited([headings, *found["rows"]], "gb18030" if gb18030 else "utf-8-sig")
    names = [name for name, _heading in found["columns"]]
    rows = [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in found["rows"]]
    return (output.json_text(rows) + "\n").encode()


def _read(file: str) -> bytes:
    """At most as much as may be imported, and a byte, so that the collector refuses what is larger."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _failed(file, error) from error


def _write(file: str, content: bytes) -> None:
    try:
        if file == "-":
            sys.stdout.buffer.write(content)
        else:
            Path(file).write_bytes(content)
    except OSError as error:
        raise _failed(file, error) from error


def _failed(file: str, error: OSError) -> CommandFailed:
    what = _("file {path}").format(path=file)
    return CommandFailed(ExitCode.USAGE, what, told(why_not(error)), _("check its name"))


def _write_refused(found: dict[str, Any], place: str) -> str:
    """The refused rows as a workbook that can be corrected and imported; returns where, empty when there are none."""
    if not found["refused"] or not place:
        return ""
    _write(place, workbook(ledger_texts.refused_sheets(found)))
    return place
