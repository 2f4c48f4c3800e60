"""mingce verify: by a running collector, offline on its state directory, or of an evidence packet."""

from pathlib import Path
from typing import Annotated, Any

import typer

from collector.cli import output
from collector.cli.asking import AsJson, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from protocol.phrases import reworded

app = typer.Typer(rich_markup_mode=None)


@app.command(
    help=_(
        "Check every link of journal, reports and heads; names the first break and exits with 1 (role: auditor). With"
        " FILE: check an evidence packet offline, with nothing but the collector's public key; exit code 0 genuine, 1 a"
        " check failed, 2 cannot be judged, 5 no such file."
    )
)
def verify(
    ctx: typer.Context,
    packet: Annotated[Path | None, typer.Argument(metavar="FILE", help=_("evidence packet to check"))] = None,
    key: Annotated[
        Path | None, typer.Option(help=_("with FILE: the collector's public key, as `mingce site key` writes it"))
    ] = None,
    site: Annotated[Path | None, typer.Option(help=_("with FILE: the collector's site bundle instead"))] = None,
    state: Annotated[
        Path | None, typer.Option(help=_("check this state directory itself, without a running collector"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    if packet is not None:
        raise typer.Exit(_packet(packet, key, site, as_json=as_json))
    if key is not None or site is not None:
        raise CommandFailed(
            ExitCode.USAGE, _("options --key and --site"), _("belong to a packet"), _("name the packet's file, too")
        )
    verdict = connect(ctx).ask("GET", "verify", seconds=3600) if state is None else _offline(state)
    if as_json:
        output.print_json(verdict)
    else:
        _print(verdict)
    raise typer.Exit(ExitCode.OK if verdict["intact"] else ExitCode.FINDING)


def _packet(file: Path, key: Path | None, site: Path | None, *, as_json: bool) -> ExitCode:
    """Prints whether it is genuine and, only then, what it says."""
    from collector.cli import packet_check, person_trace, trace

    believed = packet_check.trusted(key, site)
    found = packet_check.judged(file, believed)
    outcome = found.outcome
    if as_json:
        output.print_json(packet_check.as_json(believed, found))
        return ExitCode.OK if outcome.is_genuine else ExitCode.FINDING
    parts = packet_check.paragraphs(believed, found)
    if outcome.is_genuine and outcome.contents is not None:
        body = outcome.contents.body
        parts += person_trace.paragraphs(body.answer) if body.kind == "person" else trace.paragraphs(body.answer)
    print(output.harmless("\n\n".join(parts)))
    return ExitCode.OK if outcome.is_genuine else ExitCode.FINDING


def _offline(state: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from collector import verification
    from collector.errors import CollectorError
    from collector.store.database import Store
    from collector.trust.keys import CollectorKeys

    if not (state / "keys").is_dir():
        raise CommandFailed(
            ExitCode.NOT_FOUND,
            _("state directory {path}").format(path=state),
            _("holds no collector"),
            _("give the directory that `mingce serve --state` uses"),
        )
    try:
        store = Store.open(state / "store.sqlite3", keys=CollectorKeys.open_or_make(state / "keys"), read_only=True)
        verdict = verification.verify(store)
    except CollectorError as error:
        raise CommandFailed.of(ExitCode.FINDING, error) from error
    return {
        "intact": verdict.is_intact,
        "complete": verdict.is_complete,
        "breaks": [asdict(item) for item in verdict.breaks],
        "gaps": [asdict(item) for item in verdict.gaps],
        "counts": asdict(verdict.counts),
    }


def _print(verdict: dict[str, Any]) -> None:
    counts = verdict["counts"]
    print(
        _(
            "looked at {journal} journal entries, {reports} reports of {agents} agents, {checkpoints} checkpoints"
        ).format(**counts)
    )
    if verdict["intact"]:
        print(_("integrity: intact"))
    else:
        first = verdict["breaks"][0]
        print(_("integrity: BROKEN in {count} places").format(count=len(verdict["breaks"])))
        where = f"{first['where']} {first['row']}" if first["row"] is not None else first["where"]
        print(
            _("first break: {where}: {what}: {why}").format(
                where=where, what=told(reworded(first, "what")), why=told(reworded(first, "why"))
            )
        )
    if verdict["complete"]:
        print(_("completeness: nothing is missing"))
    for gap in verdict["gaps"]:
        print(_("missing: agent {agent_id}, reports {first} to {last}: {why}").format(**gap))
