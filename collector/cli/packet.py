"""The evidence packet of a trace: what it is asked with, and its file. Also `mingce packets`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect
from collector.cli.client import Client
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _, told
from protocol.reasons import reason as why_not

app = typer.Typer(rich_markup_mode=None)

PacketFile = Annotated[
    Path | None,
    typer.Option(
        "--packet",
        metavar="FILE",
        help=_(
            "write the answer with its evidence as a signed file that `mingce verify FILE` checks; wants --asked-by,"
            " --case, --approved-by and --reason, which go into the journal"
        ),
    ),
]
AskedBy = Annotated[str | None, typer.Option(help=_("with --packet: who asked for it and is given it"))]
CaseNo = Annotated[str | None, typer.Option("--case", help=_("with --packet: case or letter number"))]
ApprovedBy = Annotated[str | None, typer.Option(help=_("with --packet: who approved that it is handed out"))]

_OPTIONS = {"asked_by": "--asked-by", "case_no": "--case", "approved_by": "--approved-by", "reason": "--reason"}
KINDS = {"trace": N_("address, MAC or name"), "person": N_("person")}
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of a hand-over as they were typed."""

    file: Path | None
    asked_by: str | None
    case_no: str | None
    approved_by: str | None

    def form(self, reason: str | None) -> dict[str, str]:
        """Raises CommandFailed naming the option that is missing, or one that stands alone."""
        said = {"asked_by": self.asked_by, "case_no": self.case_no, "approved_by": self.approved_by}
        if self.file is None:
            if alone := next((name for name, text in said.items() if text is not None), None):
                raise CommandFailed(
                    ExitCode.USAGE,
                    _("option {name}").format(name=_OPTIONS[alone]),
                    _("belongs to a packet"),
                    _("name its file: --packet FILE"),
                )
            return {}
        for name, text in (said | {"reason": reason}).items():
            if not (text or "").strip():
                raise CommandFailed(
                    ExitCode.USAGE,
                    _("option {name}").format(name=_OPTIONS[name]),
                    _("is missing: a packet says who asked, why, under which number, and who approved"),
                    _("give all of --asked-by, --case, --approved-by, --reason"),
                )
        return {name: text or "" for name, text in (said | {"reason": reason}).items()}


def make(client: Client, file: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer, its packet in the file; `packet` in it says where, with digest and journal entry."""
    with _new_file(file) as opened:
        made: dict[str, Any] = client.ask("POST", "trace/packets", content=asked, seconds=SECONDS)
        opened.write(made["file"].encode())
        opened.flush()
        os.fsync(opened.fileno())
    answer: dict[str, Any] = made["answer"]
    return answer | {"packet": {"file": str(file), "digest": made["digest"], "entry": made["entry"]}}


def sentence(packet: Mapping[str, Any]) -> str:
    """Where the packet went, for a person."""
    text = _("packet {file}, SHA-256 {digest}; the hand-over is entry {entry} of the journal")
    return text.format(**packet)


@app.command("packets", help=_("List the evidence packets that were handed out: to whom, why, approved by whom."))
def list_packets(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("trace/packets")
    rows = [row | {"at": moments.show(row["at_us"]), "kind": _(KINDS.get(row["kind"], row["kind"]))} for row in found]
    columns = {
        "entry": _("journal entry"),
        "at": _("at"),
        "kind": _("asked about"),
        "asked_by": _("asked by"),
        "case_no": _("case number"),
        "approved_by": _("approved by"),
        "reason": _("reason"),
        "actor": _("by account"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found, empty=_("No packet was handed out."))


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file of that name that was not there, for its owner alone; gone again when the packet could not be had."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as opened:
            yield opened
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    except CommandFailed:
        path.unlink(missing_ok=True)
        raise


def _unwritable(path: Path, error: OSError) -> CommandFailed:
    what = _("file {path}").format(path=path)
    return CommandFailed(ExitCode.USAGE, what, told(why_not(error)), _("name a new file where you may write"))
