"""How far an import is, asked of the collector while it runs and drawn on a person's terminal."""

import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

from collector.cli.client import Client
from collector.cli.failures import CommandFailed
from collector.cli.texts import N_, _

T = TypeVar("T")

_SECONDS = 0.5
_WIDTH = 30
PHASES = {"reading": N_("reading"), "comparing": N_("comparing"), "writing": N_("writing")}


def with_progress(client: Client, act: Callable[[], T], stream: TextIO | None = None) -> T:
    """Does it, with a bar on standard error where a person watches."""
    shown = stream or sys.stderr
    if not shown.isatty():
        return act()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(client, over, shown), daemon=True)
    watcher.start()
    try:
        return act()
    finally:
        over.set()
        watcher.join()
        shown.write("\r\x1b[K")
        shown.flush()


def _watch(client: Client, over: threading.Event, shown: TextIO) -> None:
    while not over.wait(_SECONDS):
        try:
            found = client.get("ledger/imports/progress")
        except CommandFailed:
            # The import itself will say what is wrong.
            return
        if found is not None:
            shown.write(f"\r\x1b[K{bar(found)}")
            shown.flush()


def bar(found: dict[str, Any]) -> str:
    """One line: what is being done, how much of it."""
    done, total = found["done"], found["total"]
    filled = _WIDTH * done // total if total else 0
    phase = _(PHASES.get(found["phase"], found["phase"]))
    return f"{phase} [{'█' * filled}{'·' * (_WIDTH - filled)}] {done}/{total or '?'}"
