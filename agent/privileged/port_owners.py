"""Which program listens on a port: a socket's inode, found among the open files of every process (proc(5))."""

import os

from agent.host.daemons import ORDINARY, pids
from agent.host.machine import Host
from agent.host.socket_table import bound_sockets
from agent.privileged.answers import PortOwner, PortOwners

_MOST_OWNERS = 1024
_MOST_FILES = 4096
"""Of one process; what listens was opened early and has a small number."""
_MOST_FILES_OF_ALL = 100_000
"""A third of a second's work. Anybody can hold a million files open; ports whose owner comes later have no name."""


def read_port_owners(host: Host, most_files: int = _MOST_FILES_OF_ALL) -> PortOwners:
    """Of sockets of this network namespace. Raises CouldNotLook when sockets or processes cannot be listed at all."""
    wanted: dict[str, set[tuple[str, int]]] = {}
    for socket in bound_sockets(host):
        wanted.setdefault(f"socket:[{socket.inode}]", set()).add((socket.transport, socket.port))
    found: set[PortOwner] = set()
    unnamed, files_left = set(wanted), most_files
    # Services before people's programs: nobody's own processes use up what is meant for them.
    for pid in sorted(pids(host), key=lambda pid: _is_a_persons(host, pid)) if wanted else ():
        if not unnamed or files_left <= 0:
            break
        files = _files_of(host, pid, min(_MOST_FILES, files_left))
        files_left -= len(files)
        held = wanted.keys() & set(files)
        comm = _comm(host, pid) if held else ""
        found |= {PortOwner(*port, comm) for inode in held for port in wanted[inode] if comm}
        unnamed -= held if comm else set()
    owners = sorted(found, key=lambda one: (one.transport, one.port, one.program))
    return PortOwners(tuple(owners[:_MOST_OWNERS]))


def _is_a_persons(host: Host, pid: int) -> bool:
    try:
        return (host.procfs / str(pid)).stat().st_uid >= ORDINARY
    except OSError:
        return True


def _files_of(host: Host, pid: int, most: int) -> list[str]:
    """Targets of a process's open files; nothing when it ended meanwhile."""
    found: list[str] = []
    try:
        with os.scandir(host.procfs / str(pid) / "fd") as files:
            found += (_target(file.path) for _, file in zip(range(most), files, strict=False))
    except OSError:
        return found
    return found


def _target(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""  # closed meanwhile


def _comm(host: Host, pid: int) -> str:
    try:
        with (host.procfs / str(pid) / "comm").open("rb") as file:
            return file.read(64).decode("utf-8", "replace").strip()
    except OSError:
        return ""
