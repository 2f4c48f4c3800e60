"""mingce serve: run the collector."""

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from protocol.reasons import reason

if TYPE_CHECKING:
    from collector.runtime import Listening

app = typer.Typer(rich_markup_mode=None)


@app.command(help=_("Run the collector: the agents' door, the operators' door and its socket, until told to stop."))
def serve(
    config_file: Annotated[
        Path | None, typer.Option("--config", help=_("configuration file (TOML); default /etc/mingce/collector.toml"))
    ] = None,
    state: Annotated[Path | None, typer.Option(help=_("state directory; default /var/lib/mingce-collector"))] = None,
    host: Annotated[str | None, typer.Option(help=_("address both doors listen on"))] = None,
    agents_port: Annotated[int | None, typer.Option("--agents-port", help=_("0 takes a free one"))] = None,
    operators_port: Annotated[int | None, typer.Option("--operators-port", help=_("0 takes a free one"))] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help=_("name or address in the server's certificate; the first is what agents call")),
    ] = None,
    root_passphrase_file: Annotated[
        Path | None, typer.Option("--root-passphrase-file", help=_("encrypts the root key, if it is made now"))
    ] = None,
) -> None:
    from collector import config, runtime
    from collector.errors import CollectorError
    from collector.readiness import Readiness

    try:
        chosen = config.overridden(
            config.load(config_file),
            state=state,
            host=host,
            agents_port=agents_port,
            operators_port=operators_port,
            names=tuple(name) if name else None,
        )
    except CollectorError as error:
        # A code of its own: the same settings fail again, and the unit does not start it once more.
        raise CommandFailed.of(ExitCode.USAGE, error) from error
    try:
        _log_to_stderr(chosen.log_level)
        readiness = Readiness(os.environ.get("NOTIFY_SOCKET"))
        runtime.run(chosen, readiness, _passphrase(root_passphrase_file), _announce)
    except CollectorError as error:
        raise CommandFailed.of(ExitCode.FINDING, error) from error


def _announce(listening: "Listening") -> None:
    print(_("agents:    {url}").format(url=listening.agents))
    print(_("operators: {url}").format(url=listening.operators))
    print(_("socket:    {url}").format(url=listening.socket))
    print(_("CA file:   {path}").format(path=listening.ca), flush=True)


def _passphrase(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise CommandFailed(
            ExitCode.USAGE, _("file {path}").format(path=path), told(reason(error)), _("check its name")
        ) from error


def _log_to_stderr(level: str) -> None:
    # Under systemd the journal adds the time, and reads the level from the prefix (sd-daemon(3)).
    under_systemd = "JOURNAL_STREAM" in os.environ
    logging.basicConfig(
        stream=sys.stderr,
        level=level.upper(),
        format="%(levelname)s %(name)s: %(message)s"
        if under_systemd
        else "%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # alembic says every step of a migration, uvicorn every start.
    for chatty in ("alembic", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
