"""Which program listens on a port: a socket's inode, found among the open files of every process (proc(5))."""

import os

from agent.host.daemons import pids
from agent.host.machine import Host
from agent.host.socket_table import bound_sockets
from agent.privileged.answers import PortOwner, PortOwners

_MOST_OWNERS = 1024
_MOST_FILES = 65_536
"""Of one process; a server with more is named by those before."""


def read_port_owners(host: Host) -> PortOwners:
    """Of sockets of this network namespace. Raises CouldNotLook when sockets or processes cannot be listed at all."""
    wanted: dict[str, set[tuple[str, int]]] = {}
    for socket in bound_sockets(host):
        wanted.setdefault(f"socket:[{socket.inode}]", set()).add((socket.transport, socket.port))
    found: set[PortOwner] = set()
    for pid in pids(host) if wanted else ():
        held = _sockets_of(host, pid) & wanted.keys()
        comm = _comm(host, pid) if held else ""
        found |= {PortOwner(*port, comm) for inode in held for port in wanted[inode] if comm}
    owners = sorted(found, key=lambda one: (one.transport, one.port, one.program))
    return PortOwners(tuple(owners[:_MOST_OWNERS]))


def _sockets_of(host: Host, pid: int) -> set[str]:
    """Targets of a process's open files that are sockets; nothing when it ended meanwhile."""
    folder = host.procfs / str(pid) / "fd"
    found = set()
    try:
        with os.scandir(folder) as files:
            for _, file in zip(range(_MOST_FILES), files, strict=False):
                target = _target(file.path)
                if target.startswith("socket:["):
                    found.add(target)
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
