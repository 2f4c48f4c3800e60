"""Who runs a program of a given name: its user and its systemd unit (proc(5), cgroups(7))."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.errors import CouldNotLook
from agent.host.machine import Host

_UID = re.compile(r"^Uid:\s+(\d+)", re.MULTILINE)
_UNIT = re.compile(r"/([^/]+\.service)(?:/|$)")
_MOST_PROCESSES = 32_768
_LONGEST_PATH = 256
ORDINARY = 1000
"""First number of an ordinary user's account (login.defs UID_MIN)."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """One process. `comm` is a label that its owner chooses; who owns it and which unit started it is not."""

    pid: int
    comm: str
    uid: int
    unit: str | None
    """The innermost .service in its control group; None outside of systemd's services."""
    program: str = ""
    """Path it says it was started from, where places were asked for."""

    @property
    def is_systems_own(self) -> bool:
        """Owned by root or a service's account: an ordinary user cannot make one, whatever its name."""
        return self.uid < ORDINARY


def pids(host: Host) -> tuple[int, ...]:
    """All processes; raises CouldNotLook where there is no /proc or others' processes are hidden in it."""
    found = sorted(int(name) for name in host.entries(host.procfs) or () if name.isdecimal())
    if not found:
        raise CouldNotLook("process table", "/proc shows no process")
    if found[0] != 1:
        raise CouldNotLook("process table", "processes of others are hidden (mount option hidepid)")
    return tuple(found[:_MOST_PROCESSES])


def daemons(host: Host, names: frozenset[str], places: tuple[str, ...] = ()) -> tuple[Daemon, ...]:
    """Those with one of these names (`comm`, at most 15 characters: TASK_COMM_LEN), or started from below a place.

    Raises CouldNotLook.
    """
    return tuple(_matching(host, frozenset(name[:15] for name in names), tuple(f"{place}/" for place in places)))


def _matching(host: Host, names: frozenset[str], places: tuple[str, ...]) -> Iterator[Daemon]:
    for pid in pids(host):
        folder = host.procfs / str(pid)
        try:
            comm = host.read_text(folder / "comm") or ""
            program = _program(host, folder) if places else ""
            if comm not in names and not program.startswith(places or "\0"):
                continue
            uid = _UID.search(host.read_text(folder / "status") or "")
            units = _UNIT.findall(host.read_text(folder / "cgroup") or "")
        except CouldNotLook:
            continue  # it ended while it was looked at, or hides from this account (hidepid)
        if uid is not None:
            yield Daemon(pid, comm, int(uid[1]), units[-1] if units else None, program)


def _program(host: Host, folder: Path) -> str:
    """The first word of its command line. What follows may hold secrets and is dropped."""
    return (host.read_text(folder / "cmdline", _LONGEST_PATH) or "").split("\0", 1)[0]
