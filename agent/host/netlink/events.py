"""What the kernel announces by itself, as wakes: which questions are worth asking again.

Rule: events only wake; what is true is read afterwards from the tables. So a lost event costs one extra look.
"""

import errno
import os
import socket
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.netlink import route_messages
from agent.host.netlink.message import MalformedNetlink, messages
from agent.host.netlink.sockets import (
    NETLINK_GENERIC,
    NETLINK_KOBJECT_UEVENT,
    NETLINK_ROUTE,
    SOL_NETLINK,
    NetlinkSocket,
    nl80211_family,
)
from agent.host.netlink.uevent import parse_uevent


class Wake(StrEnum):
    """What may have changed."""

    LINKS = "links"
    ADDRESSES = "addresses"
    ROUTES = "routes"
    NEIGHBOURS = "neighbours"
    WIRELESS = "wireless"
    DEVICES = "devices"
    FORWARDING = "forwarding"
    """A setting that makes this PC route for others (RTM_NEWNETCONF)."""
    FIREWALL = "firewall"
    """The packet filter's rules (NFNLGRP_NFTABLES)."""


class EventSource(StrEnum):
    """Who announces it."""

    ROUTE = "rtnetlink"
    WIRELESS = "nl80211"
    DEVICES = "uevent"
    RFKILL = "rfkill"


EVERYTHING = frozenset(Wake)

_ROUTE_GROUPS = 0x1 | 0x4 | 0x10 | 0x40 | 0x100 | 0x400
"""RTMGRP_LINK, NEIGH, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR, IPV6_ROUTE (linux/rtnetlink.h)."""
_NETLINK_ADD_MEMBERSHIP = 1
_WIRELESS_GROUPS = ("config", "mlme", "regulatory")
"""Not `scan`: results of a scan change no adapter, and a Wi-Fi laptop scans every few seconds."""

_ROUTE_WAKES = {
    route_messages.RTM_NEWLINK: Wake.LINKS,
    route_messages.RTM_DELLINK: Wake.LINKS,
    route_messages.RTM_NEWADDR: Wake.ADDRESSES,
    route_messages.RTM_DELADDR: Wake.ADDRESSES,
    route_messages.RTM_NEWROUTE: Wake.ROUTES,
    route_messages.RTM_DELROUTE: Wake.ROUTES,
    route_messages.RTM_NEWNEIGH: Wake.NEIGHBOURS,
    route_messages.RTM_DELNEIGH: Wake.NEIGHBOURS,
}
_DEVICE_WAKES = {
    "net": frozenset({Wake.DEVICES, Wake.LINKS}),
    "ieee80211": frozenset({Wake.DEVICES, Wake.WIRELESS}),
    "rfkill": frozenset({Wake.DEVICES, Wake.WIRELESS}),
    **dict.fromkeys(("usb", "pci", "bluetooth", "wwan"), frozenset({Wake.DEVICES})),
}
_LARGEST_DATAGRAM = 64 * 1024
_LARGEST_RFKILL_EVENT = 64
_MOST_AT_ONCE = 256


def wakes_of_route(datagram: bytes) -> frozenset[Wake]:
    """What a datagram of rtnetlink may have changed; raises MalformedNetlink."""
    return frozenset(_ROUTE_WAKES[message.type] for message in messages(datagram) if message.type in _ROUTE_WAKES)


def wakes_of_wireless(datagram: bytes) -> frozenset[Wake]:
    """Any news of nl80211; raises MalformedNetlink."""
    return frozenset({Wake.WIRELESS}) if any(True for _ in messages(datagram)) else frozenset()


def wakes_of_device(datagram: bytes) -> frozenset[Wake]:
    """What a uevent may have changed, nothing for subsystems no probe looks at; raises MalformedNetlink."""
    return _DEVICE_WAKES.get(parse_uevent(datagram).subsystem, frozenset())


class KernelEvents:
    """The event sources that could be opened; `missing` names the others with the reason. Never blocks."""

    def __init__(self, dev: Path = Path("/dev")) -> None:
        self._dev = dev
        self._sockets: dict[EventSource, NetlinkSocket] = {}
        self._rfkill: int | None = None
        self.missing: dict[str, str] = {}
        self.overflows = 0
        """How often the kernel had more to say than its buffer held; each time everything was woken."""
        self._openers: dict[EventSource, Callable[[], None]] = {
            EventSource.ROUTE: self._open_route,
            EventSource.WIRELESS: self._open_wireless,
            EventSource.DEVICES: self._open_devices,
            EventSource.RFKILL: self._open_rfkill,
        }
        self._parsers: dict[EventSource, Callable[[bytes], frozenset[Wake]]] = {
            EventSource.ROUTE: wakes_of_route,
            EventSource.WIRELESS: wakes_of_wireless,
            EventSource.DEVICES: wakes_of_device,
        }
        for source in EventSource:
            self._try_to_open(source)

    def filenos(self) -> dict[int, EventSource]:
        """What to wait for: descriptors that become readable. Ask again after `retry_missing`."""
        found = {opened.socket.fileno(): source for source, opened in self._sockets.items()}
        return found if self._rfkill is None else {**found, self._rfkill: EventSource.RFKILL}

    def read(self, fileno: int) -> frozenset[Wake]:
        """What may have changed since the last read of this descriptor; everything when events were lost."""
        source = self.filenos().get(fileno)
        if source is None:
            return frozenset()
        if source is EventSource.RFKILL:
            return self._read_rfkill(fileno)
        return self._read_netlink(self._sockets[source].socket, self._parsers[source])

    def retry_missing(self) -> bool:
        """Opens what could not be opened before (a first Wi-Fi stick loads cfg80211); True when `filenos` grew."""
        opened = [self._try_to_open(EventSource(name)) for name in tuple(self.missing)]
        return any(opened)

    def _read_netlink(self, source: socket.socket, parse: Callable[[bytes], frozenset[Wake]]) -> frozenset[Wake]:
        woken: frozenset[Wake] = frozenset()
        for _ in range(_MOST_AT_ONCE):
            try:
                datagram, sender = source.recvfrom(_LARGEST_DATAGRAM)
                # Any process may send to a netlink socket; only the kernel is port 0.
                woken |= parse(datagram) if sender[0] == 0 else frozenset()
            except BlockingIOError:
                break
            except MalformedNetlink:
                return EVERYTHING
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise CouldNotLook("kernel events", error.strerror or str(error)) from None
                self.overflows += 1
                woken = EVERYTHING
        return woken

    def _read_rfkill(self, fileno: int) -> frozenset[Wake]:
        try:
            # One event a read; the content is read from sysfs and /dev/rfkill afterwards.
            while os.read(fileno, _LARGEST_RFKILL_EVENT):
                pass
        except BlockingIOError:
            return frozenset({Wake.WIRELESS})
        except OSError as error:
            os.close(fileno)
            self._rfkill = None
            self.missing[EventSource.RFKILL] = error.strerror or str(error)
        return frozenset({Wake.WIRELESS})

    def _try_to_open(self, source: EventSource) -> bool:
        try:
            self._openers[source]()
        except CouldNotLook as error:
            self.missing[source] = error.why
            return False
        self.missing.pop(source, None)
        return True

    def _open_route(self) -> None:
        self._keep(EventSource.ROUTE, NetlinkSocket(NETLINK_ROUTE, _ROUTE_GROUPS))

    def _open_devices(self) -> None:
        self._keep(EventSource.DEVICES, NetlinkSocket(NETLINK_KOBJECT_UEVENT, 1))

    def _open_wireless(self) -> None:
        opened = NetlinkSocket(NETLINK_GENERIC)
        try:
            groups = nl80211_family(opened).groups
            for name in _WIRELESS_GROUPS:
                if name in groups:
                    opened.socket.setsockopt(SOL_NETLINK, _NETLINK_ADD_MEMBERSHIP, groups[name])
        except (CouldNotLook, OSError) as error:
            opened.close()
            raise CouldNotOpen("nl80211 events", error.why if isinstance(error, CouldNotLook) else str(error)) from None
        self._keep(EventSource.WIRELESS, opened)

    def _open_rfkill(self) -> None:
        try:
            self._rfkill = os.open(self._dev / "rfkill", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise CouldNotOpen("/dev/rfkill", error.strerror or str(error)) from None

    def _keep(self, source: EventSource, opened: NetlinkSocket) -> None:
        opened.socket.setblocking(False)
        self._sockets[source] = opened

    def close(self) -> None:
        for opened in self._sockets.values():
            opened.close()
        self._sockets.clear()
        if self._rfkill is not None:
            os.close(self._rfkill)
            self._rfkill = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
