"""Radio switches: /dev/rfkill (struct rfkill_event, linux/rfkill.h) and /sys/class/rfkill."""

import os
import re
import struct
from dataclasses import dataclass

from agent.errors import AgentError, CouldNotLook
from agent.host.machine import Host

_EVENT = struct.Struct("=IBBBB")
_TYPES = ("all", "wlan", "bluetooth", "uwb", "wimax", "wwan", "gps", "fm", "nfc")
_ADDED, _DELETED, _CHANGED, _CHANGED_ALL = range(4)
_MOST_EVENTS = 1024
_LARGEST_EVENT = 64
_FOLDER_NAME = re.compile(r"rfkill([0-9]{1,9})\Z")


class MalformedRfkill(AgentError):
    """Bytes from /dev/rfkill that are no event of it."""

    id = "malformed-rfkill"


@dataclass(frozen=True, slots=True)
class RfkillEvent:
    """One event: `operation` is 0 added, 1 deleted, 2 changed, 3 changed for all."""

    index: int
    type: str
    operation: int
    soft: bool
    hard: bool


@dataclass(frozen=True, slots=True)
class RfkillSwitch:
    """One switch; `name` and `device` are None where sysfs does not show them (its radio is in another namespace)."""

    index: int
    name: str | None
    type: str
    soft: bool
    hard: bool
    device: str | None
    """Target of the switch's device link, as sysfs writes it; of a dangling switch, the target of the switch's link."""
    is_dangling: bool = False
    """/sys/class/rfkill names it, but the link leads nowhere: its device was moved to another network namespace."""


def parse_event(event: bytes) -> RfkillEvent:
    """One read of /dev/rfkill; later kernels append to it. Raises MalformedRfkill."""
    if len(event) < _EVENT.size:
        raise MalformedRfkill("rfkill event", f"{len(event)} bytes instead of {_EVENT.size}")
    index, kind, operation, soft, hard = _EVENT.unpack_from(event)
    return RfkillEvent(index, _TYPES[kind] if kind < len(_TYPES) else f"type-{kind}", operation, bool(soft), bool(hard))


def fold_events(events: list[RfkillEvent]) -> dict[int, RfkillEvent]:
    """The switches that exist after these events, by index."""
    switches: dict[int, RfkillEvent] = {}
    for event in events:
        if event.operation == _DELETED:
            switches.pop(event.index, None)
        elif event.operation in (_ADDED, _CHANGED):
            switches[event.index] = event
    return switches


def switches(host: Host) -> tuple[RfkillSwitch, ...]:
    """Every switch that /dev/rfkill or sysfs knows; empty where the kernel has no rfkill. Raises CouldNotLook.

    The device knows switches whose radio moved to another namespace; sysfs knows what the device's users may not read.
    """
    told = fold_events(_device_events(host))
    named = {
        index: name for name in host.entries(host.sysfs / "class/rfkill") or () if (index := _index(name)) is not None
    }
    found = (_switch(host, index, named.get(index), told.get(index)) for index in sorted(told.keys() | named.keys()))
    return tuple(switch for switch in found if switch is not None)


def _device_events(host: Host) -> list[RfkillEvent]:
    """What a fresh reader is told: one event for each switch there is."""
    events: list[RfkillEvent] = []
    try:
        fileno = os.open(host.dev / "rfkill", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return events  # absent in containers and in captured machines, and then sysfs answers alone
    try:
        while len(events) < _MOST_EVENTS and (event := os.read(fileno, _LARGEST_EVENT)):
            events.append(parse_event(event))
    except BlockingIOError:
        return events
    except (OSError, MalformedRfkill) as error:
        raise CouldNotLook("/dev/rfkill", str(error)) from None
    finally:
        os.close(fileno)
    return events


def _index(name: str) -> int | None:
    match = _FOLDER_NAME.match(name)
    return int(match.group(1)) if match else None


def _switch(host: Host, index: int, folder_name: str | None, told: RfkillEvent | None) -> RfkillSwitch | None:
    folder = host.sysfs / "class/rfkill" / (folder_name or f"rfkill{index}")
    kind = host.read_text(folder / "type")
    is_dangling = folder_name is not None and kind is None
    device = host.link_target(folder if is_dangling else folder / "device")
    if told is not None:
        return RfkillSwitch(
            index, host.read_text(folder / "name"), told.type, told.soft, told.hard, _text(device), is_dangling
        )
    if is_dangling:
        return RfkillSwitch(index, None, "unknown", False, False, _text(device), True)
    soft, hard = host.read_text(folder / "soft"), host.read_text(folder / "hard")
    return RfkillSwitch(
        index, host.read_text(folder / "name"), kind or "unknown", soft == "1", hard == "1", _text(device)
    )


def _text(path: os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fspath(path)
