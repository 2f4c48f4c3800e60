"""mingce admission export, exports."""

from pathlib import Path
from typing import Annotated, Any

import typer

from collector.admission import FORMS
from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _, told
from collector.ledger.admission_list import ListKind
from protocol.reasons import reason as why_not

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

WORDS = {
    "block": N_("block-list"),
    "allow": N_("allow-list"),
    "admitted": N_("admitted"),
    "approved-awaited": N_("approved, to be compared with itself"),
    "admitted-agentless": N_("admitted, without agent"),
    "infrastructure": N_("infrastructure"),
    "suspended": N_("suspended"),
    "retired": N_("retired"),
    "rejected": N_("rejected"),
    "expired": N_("expired"),
    "stranger": N_("stranger on the wire"),
}


@app.command("export", help=_("Write a list for a switch or RADIUS server; who got it and why goes on record."))
def export_list(
    ctx: typer.Context,
    kind: Annotated[ListKind, typer.Option(help=_("what to list: whom to block, or whom to allow"))],
    form: Annotated[
        str, typer.Option(help=_("in whose words: {forms}").format(forms=", ".join(FORMS)), metavar="FORM")
    ],
    recipient: Annotated[str, typer.Option("--to", help=_("who is given it; goes into the journal"))],
    reason: Annotated[str, typer.Option(help=_("what for; goes into the journal"))],
    unit: Annotated[str | None, typer.Option(help=_("only this unit and below, by name or id"))] = None,
    segment: Annotated[str | None, typer.Option(help=_("only what is on this segment"))] = None,
    strangers: Annotated[
        bool, typer.Option("--strangers", help=_("block also confirmed strangers on the wire now"))
    ] = False,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", help=_("where to; standard output if left out"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only show it; nothing goes on record"))] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help=_("show what is new and gone since the last one, and how to take that back"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=_("also when many allowed last time are locked out"))] = False,
    as_json: AsJson = False,
) -> None:
    asked = {
        "kind": kind.value,
        "form": form,
        "recipient": recipient,
        "reason": reason,
        "unit": unit,
        "segment": segment,
        "strangers": strangers,
        "dry_run": dry_run,
        "force": force,
    }
    found: dict[str, Any] = connect(ctx).post("admission/exports", asked)
    if file is not None and not dry_run:
        _write(file, found["text"])
    if as_json:
        output.print_json(found)
        return
    if diff:
        print(output.harmless(_difference(found)))
    elif file is None or dry_run:
        print(found["text"], end="")
    _tell(found, file)


@app.command("exports", help=_("List what was handed out, to whom and why."))
def list_exports(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("admission/exports")
    rows = [
        row | {"made": moments.show(row["made_us"]), "kind": _word(row["kind"]), "digest": row["digest"][:16]}
        for row in found
    ]
    columns = {
        "id": _("number"),
        "made": _("at"),
        "kind": _("list"),
        "form": _("form"),
        "recipient": _("given to"),
        "reason": _("reason"),
        "actor": _("by"),
        "digest": "SHA-256",
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


def _difference(found: dict[str, Any]) -> str:
    columns = {"sign": "", "mac": _("MAC"), "reg_no": _("number"), "why": _("why"), "addresses": _("addresses")}
    rows = [
        row | {"sign": sign, "why": _word(row["why"]), "addresses": " ".join(row["addresses"])}
        for sign, name in (("+", "added"), ("-", "removed"))
        for row in found[name]
    ]
    parts = [output.rendered(rows, columns)] if rows else [_("Nothing changed since the last one.")]
    if found["undo"]:
        parts += ["", _("To take back what is gone:"), found["undo"].rstrip("\n")]
    return "\n".join(parts)


def _tell(found: dict[str, Any], file: Path | None) -> None:
    """Where the list went is said only where the list itself is not on standard output."""
    if found["id"] is None:
        if file is not None:
            print(_("A dry run: nothing was written, nothing is on record."))
    elif file is not None:
        sentence = _("{count} MAC addresses written to {path}; the hand-over is on record as number {number}.")
        print(sentence.format(count=len(found["entries"]), path=file, number=found["id"]))


def _word(word: str) -> str:
    return _(WORDS.get(word, word))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="ascii", newline="\n")
    except OSError as error:
        what = _("file {path}").format(path=file)
        raise CommandFailed(ExitCode.USAGE, what, told(why_not(error)), _("check its name")) from error
