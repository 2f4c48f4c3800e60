"""Who runs a program of a given name: its user and its systemd unit (proc(5), cgroups(7))."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.errors import CouldNotLook
from agent.host.machine import Host

_UID = re.compile(r"^Uid:\s+(\d+)", re.MULTILINE)
_UNIT = re.compile(r"/([^/]+\.service)(?:/|$)")
_MOST_PROCESSES = 32_768
_ORDINARY = 1000
"""First number of an ordinary user's account (login.defs UID_MIN)."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """One process. `comm` is a label that its owner chooses; who owns it and which unit started it is not."""

    pid: int
    comm: str
    uid: int
    unit: str | None
    """The innermost .service in its control group; None outside of systemd's services."""

    @property
    def is_systems_own(self) -> bool:
        """Owned by root or a service's account: an ordinary user cannot make one, whatever its name."""
        return self.uid < _ORDINARY


def pids(host: Host) -> tuple[int, ...]:
    """The processes this account may see. Raises CouldNotLook."""
    names = host.entries(host.procfs)
    if names is None:
        raise CouldNotLook("processes", "there is no /proc")
    return tuple(int(name) for name in names if name.isdecimal())[:_MOST_PROCESSES]


def daemons(host: Host, wanted: frozenset[str]) -> tuple[Daemon, ...]:
    """Those with one of these names (`comm`, at most 15 characters: TASK_COMM_LEN). Raises CouldNotLook."""
    return tuple(_named(host, frozenset(name[:15] for name in wanted)))


def _named(host: Host, wanted: frozenset[str]) -> Iterator[Daemon]:
    for pid in pids(host):
        folder = host.procfs / str(pid)
        try:
            comm = host.read_text(folder / "comm")
            if comm not in wanted:
                continue
            uid = _UID.search(host.read_text(folder / "status") or "")
            units = _UNIT.findall(host.read_text(folder / "cgroup") or "")
        except CouldNotLook:
            continue  # it ended while it was looked at, or hides from this account (hidepid)
        if uid is not None:
            yield Daemon(pid, comm, int(uid[1]), units[-1] if units else None)
