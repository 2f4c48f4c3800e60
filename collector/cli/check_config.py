"""mingce check-config: are the settings right, and what are they?"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _

app = typer.Typer(rich_markup_mode=None)


@app.command("check-config", help=_("Check the collector's settings and print them; nothing is started."))
def check_config(
    config_file: Annotated[
        Path | None, typer.Option("--config", help=_("configuration file (TOML); default /etc/mingce/collector.toml"))
    ] = None,
) -> None:
    from collector import config
    from collector.errors import CollectorError

    try:
        settings = config.load(config_file)
    except CollectorError as error:
        raise CommandFailed.of(ExitCode.USAGE, error) from error
    for name, value in _rows("", asdict(settings)):
        print(f"{name} = {value}")


def _rows(prefix: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Every setting as TOML writes it; what is not set (no syslog, no probe) is left out."""
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += _rows(f"{prefix}{name}.", value)
        elif value is not None:
            rows.append((f"{prefix}{name}", json.dumps(value, ensure_ascii=False, default=str)))
    return rows
