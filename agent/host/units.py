"""Which systemd units run, from what systemd leaves in the file system; no bus is spoken to."""

from pathlib import Path

from agent.errors import CouldNotLook
from agent.host.machine import Host


def is_active(host: Host, unit: str) -> bool:
    """Whether a service has been started and not stopped: systemd keeps /run/systemd/units/invocation:UNIT so long.

    Versions before 240 left no such link; there the unit's control group tells. Raises CouldNotLook.
    """
    if host.link_target(host.run / "systemd/units" / f"invocation:{unit}") is not None:
        return True
    return any(_has_processes(host, group) for group in _control_groups(host, unit))


def has_systemd(host: Host) -> bool:
    """sd_booted(3)."""
    return (host.run / "systemd/system").is_dir()


def _control_groups(host: Host, unit: str) -> tuple[Path, ...]:
    root = host.sysfs / "fs/cgroup"
    return root / "system.slice" / unit, root / "systemd/system.slice" / unit


def _has_processes(host: Host, group: Path) -> bool:
    try:
        return bool(host.read_text(group / "cgroup.procs"))
    except CouldNotLook:
        return False  # a threaded group refuses the question (EOPNOTSUPP)
