"""The process table as /proc shows it (proc(5)): programs of given names with their arguments, bounded.

Arguments may hold passwords (create_ap, pppd): nothing here may be said, only what is understood of it.
"""

import errno
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agent.errors import CouldNotLook
from agent.host.machine import Host, could_not_read

_MOST_PROCESSES = 8192
_COMM_BYTES = 64
_COMMAND_LINE_BYTES = 8192
_STATUS_BYTES = 4096
_INTERPRETERS = frozenset({"bash", "sh", "dash", "python3", "perl"})
_GONE = frozenset({errno.ENOENT, errno.ESRCH, errno.ENOTDIR})


@dataclass(frozen=True, slots=True)
class Process:
    """A running program; `arguments` without its own name."""

    pid: int
    program: str
    """/proc/PID/comm, at most 15 letters; for a script the name of the script."""
    arguments: tuple[str, ...]
    is_contained: bool
    """It lives in a process namespace of its own, as in a container."""
    is_elsewhere: bool = False
    """Its network namespace is another one than ours; False where only root could tell."""


def processes_named(host: Host, names: Collection[str]) -> tuple[tuple[Process, ...], str | None]:
    """The processes of these names, and what could not be seen of the table. Raises CouldNotLook without /proc."""
    pids = _pids(host)
    found = tuple(process for pid in pids[:_MOST_PROCESSES] for process in _named(host, pid, names))
    return found, _unseen(pids)


def _pids(host: Host) -> list[int]:
    try:
        with os.scandir(host.procfs) as entries:
            return sorted(int(entry.name) for entry in entries if entry.name.isdecimal())
    except OSError as error:
        raise could_not_read(host.procfs, error) from None


def _unseen(pids: list[int]) -> str | None:
    if not pids:
        return "process table: /proc shows no process"
    if pids[0] != 1:
        return "process table: processes of others are hidden (mount option hidepid)"
    if len(pids) > _MOST_PROCESSES:
        return f"process table: only the first {_MOST_PROCESSES} of {len(pids)} processes"
    return None


def _named(host: Host, pid: int, names: Collection[str]) -> Iterator[Process]:
    comm = _read(host, pid, "comm", _COMM_BYTES).removesuffix("\n")
    if comm not in names and comm not in _INTERPRETERS:
        return
    words = tuple(_read(host, pid, "cmdline", _COMMAND_LINE_BYTES).rstrip("\0").split("\0"))
    if comm in _INTERPRETERS:
        script = next((os.path.basename(word) for word in words[1:2]), "")
        if script not in names:
            return
        comm, words = script, words[1:]
    yield Process(pid, comm, words[1:], _is_contained(host, pid), _is_elsewhere(host, pid))


def _is_contained(host: Host, pid: int) -> bool:
    """NSpid has one number for each namespace the process is known in, from ours inwards."""
    for line in _read(host, pid, "status", _STATUS_BYTES).splitlines():
        if line.startswith("NSpid:"):
            return len(line.split()) > 2
    return False


def _is_elsewhere(host: Host, pid: int) -> bool:
    try:
        theirs, ours = (host.link_target(host.procfs / one / "ns/net") for one in (str(pid), "self"))
    except CouldNotLook:
        return False
    return theirs is not None and ours is not None and theirs != ours


def _read(host: Host, pid: int, name: str, most: int) -> str:
    """Empty for a process that is gone, and for what its owner alone may read."""
    path = host.procfs / str(pid) / name
    try:
        fileno = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in _GONE | {errno.EACCES, errno.EPERM}:
            return ""
        raise could_not_read(path, error) from None
    try:
        return os.read(fileno, most).decode("utf-8", "backslashreplace")
    except OSError as error:
        if error.errno in _GONE | {errno.EACCES, errno.EPERM}:
            return ""
        raise CouldNotLook(f"read {path}", error.strerror or str(error)) from None
    finally:
        os.close(fileno)
