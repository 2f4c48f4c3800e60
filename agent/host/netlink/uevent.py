"""Kernel uevents (NETLINK_KOBJECT_UEVENT, lib/kobject_uevent.c): pure parser."""

from typing import NamedTuple

from agent.host.netlink.message import MalformedNetlink

_MOST_PROPERTIES = 64


class Uevent(NamedTuple):
    """`path` is below /sys; `properties` as the kernel wrote them: ACTION, SUBSYSTEM, INTERFACE, MODALIAS …"""

    action: str
    path: str
    properties: dict[str, str]

    @property
    def subsystem(self) -> str:
        return self.properties.get("SUBSYSTEM", "")


def parse_uevent(datagram: bytes) -> Uevent:
    """`action@path` and NUL-separated KEY=VALUE properties; raises MalformedNetlink."""
    header, *lines = datagram.rstrip(b"\0").split(b"\0")
    action, at, path = header.decode("utf-8", "backslashreplace").partition("@")
    if not at or not action or not path:
        # udev's own messages begin with "libudev"; the kernel's group never carries them.
        raise MalformedNetlink("uevent", "does not begin with action@path")
    if len(lines) > _MOST_PROPERTIES:
        raise MalformedNetlink("uevent", f"{len(lines)} properties, at most {_MOST_PROPERTIES}")
    pairs = (line.decode("utf-8", "backslashreplace").partition("=") for line in lines)
    return Uevent(action, path, {key: value for key, equals, value in pairs if equals})
