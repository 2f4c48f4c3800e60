"""A file of the ledger read in a process of its own: what it holds is a stranger's, and reading it takes seconds.

Rule 1: the child's memory and processor time are bounded by the kernel, its wall-clock time by the parent.
Rule 2: the answer comes in pieces, so that unpickling one never holds up the agents' door.
"""

import gc
import multiprocessing
import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from collector.errors import InvalidValue
from collector.imports.sheets.declaration import Choices, Declaration, declaration
from collector.imports.sheets.row import Declared
from protocol.phrases import say

MOST_SECONDS = 300
MOST_MEMORY = 3 * 1024**3
"""Bytes of address space (RLIMIT_AS, setrlimit(2))."""
_ROWS_AT_ONCE = 500

Told = Callable[[int, int], None]
"""Rows read so far, and how many there are."""


def read_apart(content: bytes, choices: Choices, today: date, told: Told, seconds: float = MOST_SECONDS) -> Declaration:
    """What `declaration` gives; raises InvalidValue also where reading takes too long or too much memory."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_read, args=(theirs, content, choices, today, seconds), daemon=True)
    child.start()
    theirs.close()
    try:
        return _received(ours, told, seconds)
    except EOFError:
        raise InvalidValue(
            "file", "is damaged or too large: it ended the program that read it", "save it anew as .xlsx, or split it"
        ) from None
    finally:
        ours.close()
        child.kill()
        child.join()


def _received(ours: Connection, told: Told, seconds: float) -> Declaration:
    head = _next(ours, seconds)
    if isinstance(head, tuple):
        raise InvalidValue(*head)
    shell, total = head["declaration"], head["rows"]
    rows: list[Declared] = []
    while len(rows) < total:
        rows += _next(ours, seconds)
        told(len(rows), total)
    whole: Declaration = replace(shell, rows=tuple(rows))
    return whole


def _next(ours: Connection, seconds: float) -> Any:
    if not ours.poll(seconds):
        raise InvalidValue("file", say("reading it took more than {most} seconds", most=int(seconds)), "split it")
    return ours.recv()


def _read(theirs: Connection, content: bytes, choices: Choices, today: date, seconds: float) -> None:
    _bound_itself(seconds)
    # It ends soon, and its memory is bounded: searching a growing heap for cycles would take half of the time.
    gc.disable()
    try:
        found = declaration(content, choices, today)
    except InvalidValue as error:
        theirs.send((error.what, error.why, error.next_step))
        return
    theirs.send({"declaration": replace(found, rows=()), "rows": len(found.rows)})
    for begin in range(0, len(found.rows), _ROWS_AT_ONCE):
        theirs.send(list(found.rows[begin : begin + _ROWS_AT_ONCE]))


def _bound_itself(seconds: float) -> None:
    whole = max(1, int(seconds))
    for limit, value in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, whole), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bounded, hard))
