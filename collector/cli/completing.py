"""Names a shell completes by asking the collector: quick, bounded, and silent whatever goes wrong."""

from collections.abc import Callable
from typing import Any

import typer

from collector.cli.client import Client, find_target
from collector.cli.failures import CommandFailed
from collector.cli.session_file import SessionFile
from collector.environment import environment

SECONDS = 1.5


def completes(kind: str) -> Callable[..., list[str]]:
    """A completion for typer: names of that kind (`terminals`, `units`, `segments`) that begin as typed."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        asked: dict[str, Any] = ctx.find_root().params
        try:
            target = find_target(asked.get("collector"), asked.get("ca"), SessionFile(environment().state_home))
            found = Client(target).ask("GET", f"names/{kind}", query={"prefix": incomplete[:64]}, seconds=SECONDS)
        # At a prompt there is nobody to tell: without a session or a collector there is nothing to complete.
        except (CommandFailed, OSError):
            return []
        return [str(name) for name in found]

    return complete
