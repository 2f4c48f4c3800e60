"""What can be told on this PC alone: service, clock, enrolment, spool, disk, rights, and who else forbids something."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.delivery.spool import SpoolLimits
from agent.doctor.finding import Finding, Level
from agent.identity import REQUESTED, Identity
from agent.status import Status
from protocol.phrases import say
from protocol.reasons import reason

_STALE_US = 60_000_000
_OLDEST_CLOCK_US = 1_735_689_600_000_000
"""2025-01-01: before this program was written."""
_MOST_CLOCK_DIFFERENCE_US = 60_000_000
_LEAST_FREE = 256 * 1024 * 1024
_CAP_NET_RAW = 13
"""Bit of CapEff in /proc/PID/status (capabilities(7), linux/capability.h)."""
_TAIL = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are; a test passes its own root."""

    code: Path = Path("/etc/mingce/enrolment-code")
    helper: Path = Path("/run/mingce/helper.sock")
    processes: Path = Path("/sys/fs/cgroup/system.slice/mingce-agent.service/cgroup.procs")
    procfs: Path = Path("/proc")
    logs: tuple[Path, ...] = (Path("/var/log/audit/audit.log"), Path("/var/log/kern.log"), Path("/var/log/kysec.log"))


def service(status: Status | None, now_us: int) -> Finding:
    if status is None:
        return Finding("service", Level.WRONG, say("the service never ran here"), say("systemctl start mingce-agent"))
    if status.state == "stopped" or now_us - status.written_at_us > _STALE_US:
        return Finding(
            "service",
            Level.WRONG,
            say("the service does not run"),
            say("systemctl start mingce-agent; then: journalctl -u mingce-agent"),
        )
    return Finding("service", Level.WELL, say("the service runs"))


def troubles(status: Status | None) -> Iterator[Finding]:
    for trouble in status.troubles if status else ():
        yield Finding("trouble", Level.WRONG, trouble, say("see docs/operations; journalctl -u mingce-agent says more"))


def clock(status: Status | None, now_us: int) -> Finding:
    if now_us < _OLDEST_CLOCK_US:
        return Finding(
            "clock", Level.WRONG, say("this PC's clock stands before 2025"), say("set it; replace the board's battery")
        )
    if status is None or not status.last_answer_us:
        return Finding("clock", Level.UNKNOWN, say("the collector has not yet told its time"))
    if abs(status.collector_minus_agent_us) > _MOST_CLOCK_DIFFERENCE_US:
        seconds = status.collector_minus_agent_us // 1_000_000
        return Finding(
            "clock",
            Level.WRONG,
            say("this PC's clock and the collector's differ by {seconds} s", seconds=seconds),
            say("set up the site's time server (chrony, systemd-timesyncd) on this PC"),
        )
    return Finding("clock", Level.WELL, say("this PC's clock agrees with the collector's"))


def enrolment(identity: Identity | None, places: Places) -> Finding:
    if identity is None or identity.state == REQUESTED:
        if places.code.exists():
            return Finding(
                "enrolment",
                Level.WRONG,
                say("this PC is not enrolled; its batch code is still here"),
                say("systemctl start mingce-agent-enrol; then: journalctl -u mingce-agent-enrol"),
            )
        return Finding(
            "enrolment",
            Level.WRONG,
            say("this PC is not enrolled; a code laid down for it is used up or was refused"),
            say("ask for a code (`mingce enrol`), then: mingce-agent enrol"),
        )
    if identity.state != "active":
        return Finding(
            "enrolment",
            Level.WRONG,
            say("this PC is enrolled and {state}: a person has to decide", state=identity.state),
            say("tell your unit's administrator: `mingce agents decide`"),
        )
    return Finding("enrolment", Level.WELL, say("this PC is enrolled and active"))


def spool(status: Status | None, limits: SpoolLimits) -> Finding:
    if status is None:
        return Finding("spool", Level.UNKNOWN, say("how much waits to be delivered is not known"))
    percent = status.spooled_bytes * 100 // limits.most_bytes
    told = say(
        "{reports} reports wait, {percent} percent of the spool", reports=status.spooled_reports, percent=percent
    )
    if percent >= 90:
        return Finding("spool", Level.WRONG, told, say("what is oldest is dropped: see why nothing is delivered"))
    return Finding("spool", Level.WELL, told)


def disk(state: Path) -> Finding:
    try:
        free = (found := os.statvfs(state)).f_bavail * found.f_frsize
    except OSError as error:
        return Finding("disk", Level.UNKNOWN, say("{path}: {reason}", path=state, reason=reason(error)))
    told = say("{mebibytes} MiB are free where the state is kept", mebibytes=free // (1024 * 1024))
    if free < _LEAST_FREE:
        return Finding("disk", Level.WRONG, told, say("make room: {path}", path=state))
    return Finding("disk", Level.WELL, told)


def rights(places: Places) -> Finding:
    """Whether the running service may listen; asked of the kernel, not of the unit."""
    try:
        first = places.processes.read_text(encoding="ascii").split()[0]
        lines = (places.procfs / first / "status").read_text(encoding="utf-8").splitlines()
        effective = int(next(line for line in lines if line.startswith("CapEff:")).split()[1], 16)
    except (OSError, IndexError, StopIteration, ValueError):
        return Finding("rights", Level.UNKNOWN, say("the service's capabilities cannot be looked at"))
    if not effective >> _CAP_NET_RAW & 1:
        return Finding(
            "rights",
            Level.WRONG,
            say("the service lacks CAP_NET_RAW and cannot listen"),
            say("systemctl cat mingce-agent: AmbientCapabilities=CAP_NET_RAW must stand there"),
        )
    return Finding("rights", Level.WELL, say("the service may listen (CAP_NET_RAW)"))


def helper(places: Places) -> Finding:
    if places.helper.exists():
        return Finding("helper", Level.WELL, say("the root helper can be asked"))
    return Finding(
        "helper",
        Level.WRONG,
        say("the root helper is not installed"),
        say("systemctl enable --now mingce-agent-helper.socket"),
    )


def denials(places: Places) -> Finding:
    """AppArmor, SELinux, kysec: lines of their logs, newest mebibyte, that name this program."""
    read, found = 0, 0
    for path in places.logs:
        try:
            with path.open("rb") as file:
                file.seek(max(path.stat().st_size - _TAIL, 0))
                lines = file.read(_TAIL).decode(errors="replace").lower().splitlines()
        except OSError:
            continue
        read += 1
        found += sum("mingce" in line and ("denied" in line or "kysec" in line) for line in lines)
    if found:
        return Finding(
            "denials",
            Level.WRONG,
            say("AppArmor, SELinux or kysec forbade this program something {count} times", count=found),
            say("allow /opt/mingce-agent in the system's security centre, then: systemctl restart mingce-agent"),
        )
    if not read:
        return Finding("denials", Level.UNKNOWN, say("the logs of AppArmor, SELinux and kysec cannot be read"))
    return Finding("denials", Level.WELL, say("AppArmor, SELinux and kysec forbade nothing"))


def duties(status: Status | None) -> Finding:
    if status is None:
        return Finding("duties", Level.UNKNOWN, say("this PC's duties are not known"))
    held = ", ".join(status.duties) or "–"
    return Finding("duties", Level.WELL, say("duties: {held}", held=held))
