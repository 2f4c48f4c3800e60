"""What the kernel announces by itself, as wakes: which questions are worth asking again.

Rule: events only wake; what is true is read afterwards from the tables. So a lost event costs one extra look.
"""

import errno
import os
import socket
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.netlink import route_messages
from agent.host.netlink.family_events import announces_nl80211, find_nl80211, join_wireless, open_controller
from agent.host.netlink.handed_over import NFNLGRP_NFTABLES
from agent.host.netlink.message import MalformedNetlink, messages
from agent.host.netlink.nftables_messages import NETLINK_NETFILTER, NFNL_SUBSYS_NFTABLES
from agent.host.netlink.nl80211_messages import GENL_ID_CTRL, Family
from agent.host.netlink.sockets import (
    NETLINK_KOBJECT_UEVENT,
    NETLINK_ROUTE,
    NetlinkSocket,
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
    FIREWALL = "nftables"
    """Joining takes CAP_NET_ADMIN, or a socket from systemd; legacy iptables announces nothing at all."""


EVERYTHING = frozenset(Wake)

_ROUTE_GROUPS = 0x1 | 0x4 | 0x10 | 0x40 | 0x100 | 0x400 | 1 << 23 | 1 << 24 | 1 << 27
"""RTMGRP_LINK, NEIGH, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR, IPV6_ROUTE; RTNLGRP_IPV4_NETCONF 24, IPV6_NETCONF 25,
NSID 28 (linux/rtnetlink.h)."""
_FIREWALL_GROUPS = 1 << (NFNLGRP_NFTABLES - 1)
_NETLINK_ADD_MEMBERSHIP = 1

_RTM_NEWNETCONF, _RTM_DELNETCONF, _RTM_NEWNSID, _RTM_DELNSID = 80, 81, 88, 89
_ROUTE_WAKES = {
    **dict.fromkeys((route_messages.RTM_NEWLINK, route_messages.RTM_DELLINK), frozenset({Wake.LINKS})),
    **dict.fromkeys((route_messages.RTM_NEWADDR, route_messages.RTM_DELADDR), frozenset({Wake.ADDRESSES})),
    **dict.fromkeys((route_messages.RTM_NEWROUTE, route_messages.RTM_DELROUTE), frozenset({Wake.ROUTES})),
    **dict.fromkeys((route_messages.RTM_NEWNEIGH, route_messages.RTM_DELNEIGH), frozenset({Wake.NEIGHBOURS})),
    **dict.fromkeys((_RTM_NEWNETCONF, _RTM_DELNETCONF), frozenset({Wake.FORWARDING})),
    # Something of this PC went to, or came from, another network namespace.
    **dict.fromkeys((_RTM_NEWNSID, _RTM_DELNSID), frozenset({Wake.LINKS, Wake.WIRELESS})),
}
_NOTHING: frozenset[Wake] = frozenset()
_DEVICE_WAKES = {
    "net": frozenset({Wake.DEVICES, Wake.LINKS}),
    "ieee80211": frozenset({Wake.DEVICES, Wake.WIRELESS}),
    "rfkill": frozenset({Wake.DEVICES, Wake.WIRELESS}),
    **dict.fromkeys(("usb", "pci", "mmc", "sdio", "thunderbolt"), frozenset({Wake.DEVICES})),
    **dict.fromkeys(("bluetooth", "wwan", "ieee802154"), frozenset({Wake.DEVICES})),
}
_LARGEST_DATAGRAM = 64 * 1024
_LARGEST_RFKILL_EVENT = 64
_MOST_AT_ONCE = 256


def wakes_of_route(datagram: bytes) -> frozenset[Wake]:
    """What a datagram of rtnetlink may have changed; raises MalformedNetlink."""
    return _NOTHING.union(*(_ROUTE_WAKES.get(message.type, _NOTHING) for message in messages(datagram)))


def wakes_of_wireless(datagram: bytes) -> frozenset[Wake]:
    """Any news of nl80211, none of other families; raises MalformedNetlink."""
    is_news = any(message.type != GENL_ID_CTRL for message in messages(datagram))
    return frozenset({Wake.WIRELESS}) if is_news else _NOTHING


def wakes_of_device(datagram: bytes) -> frozenset[Wake]:
    """What a uevent may have changed, nothing for subsystems no probe looks at; raises MalformedNetlink."""
    return _DEVICE_WAKES.get(parse_uevent(datagram).subsystem, frozenset())


def wakes_of_firewall(datagram: bytes) -> frozenset[Wake]:
    """A change of the nftables ruleset, by whatever program; raises MalformedNetlink."""
    is_change = any(message.type >> 8 == NFNL_SUBSYS_NFTABLES for message in messages(datagram))
    return frozenset({Wake.FIREWALL}) if is_change else _NOTHING


class KernelEvents:
    """The event sources that could be opened; `missing` names the others with the reason. Never blocks."""

    def __init__(
        self,
        dev: Path = Path("/dev"),
        find_nl80211: Callable[[], Family] = find_nl80211,
        firewall: socket.socket | None = None,
    ) -> None:
        """`firewall`: a socket that has joined the group of nftables already; without it, that takes CAP_NET_ADMIN."""
        self._dev = dev
        self._handed_over = firewall
        self._find_nl80211 = find_nl80211
        self._sockets: dict[EventSource, NetlinkSocket] = {}
        self._rfkill: int | None = None
        self.missing: dict[str, str] = {}
        self.overflows = 0
        """How often the kernel had more to say than its buffer held; each time everything was woken."""
        self._counted: Counter[frozenset[Wake]] = Counter()
        self._openers: dict[EventSource, Callable[[], None]] = {
            EventSource.ROUTE: self._open_route,
            EventSource.WIRELESS: self._open_wireless,
            EventSource.DEVICES: self._open_devices,
            EventSource.RFKILL: self._open_rfkill,
            EventSource.FIREWALL: self._open_firewall,
        }
        self._parsers: dict[EventSource, Callable[[bytes], frozenset[Wake]]] = {
            EventSource.ROUTE: wakes_of_route,
            EventSource.WIRELESS: self.news_of_wireless,
            EventSource.DEVICES: wakes_of_device,
            EventSource.FIREWALL: wakes_of_firewall,
        }
        for source in EventSource:
            self._try_to_open(source)

    def filenos(self) -> dict[int, EventSource]:
        """What to wait for: descriptors that become readable. Ask again after `retry_missing`."""
        found = {opened.socket.fileno(): source for source, opened in self._sockets.items()}
        return found if self._rfkill is None else {**found, self._rfkill: EventSource.RFKILL}

    def read(self, fileno: int) -> frozenset[Wake]:
        """What may have changed since the last read of this descriptor; everything when events were lost.

        Bounded: at most so many messages at once, the rest at the next read. A source that fails is closed and missing.
        """
        source = self.filenos().get(fileno)
        if source is None:
            return _NOTHING
        if source is EventSource.RFKILL:
            return self._read_rfkill(fileno)
        return self._read_netlink(source)

    def take_counts(self) -> dict[frozenset[Wake], int]:
        """How many messages were read since this was asked last, by what each woke."""
        counted, self._counted = dict(self._counted), Counter()
        return counted

    def retry_missing(self) -> bool:
        """Opens what could not be opened before (a first Wi-Fi stick loads cfg80211); True when `filenos` grew."""
        opened = [self._try_to_open(EventSource(name)) for name in tuple(self.missing)]
        return any(opened)

    def _read_netlink(self, source: EventSource) -> frozenset[Wake]:
        woken = _NOTHING
        opened, parse = self._sockets[source].socket, self._parsers[source]
        for _ in range(_MOST_AT_ONCE):
            try:
                datagram, sender = opened.recvfrom(_LARGEST_DATAGRAM)
                # Any process may send to a netlink socket; only the kernel is port 0.
                found = parse(datagram) if sender[0] == 0 else _NOTHING
            except BlockingIOError:
                break
            except MalformedNetlink:
                found = EVERYTHING
            except OSError as error:
                found = EVERYTHING
                if error.errno != errno.ENOBUFS:
                    self._give_up(source, error)
                    return found
                self.overflows += 1
            if found:
                self._counted[found] += 1
                woken |= found
        return woken

    def _give_up(self, source: EventSource, error: OSError) -> None:
        self._sockets.pop(source).close()
        self.missing[source] = error.strerror or str(error)

    def _read_rfkill(self, fileno: int) -> frozenset[Wake]:
        try:
            # One event a read; the content is read from sysfs and /dev/rfkill afterwards.
            for _ in range(_MOST_AT_ONCE):
                if not os.read(fileno, _LARGEST_RFKILL_EVENT):
                    break
                self._counted[frozenset({Wake.WIRELESS})] += 1
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
        """Without nl80211 the socket stays, and hears it come."""
        if EventSource.WIRELESS not in self._sockets:
            self._keep(EventSource.WIRELESS, open_controller())
        join_wireless(self._sockets[EventSource.WIRELESS], self._find_nl80211())

    def news_of_wireless(self, datagram: bytes) -> frozenset[Wake]:
        """A datagram of generic netlink: a Wi-Fi stack that comes is listened to at once. Raises MalformedNetlink."""
        if announces_nl80211(datagram):
            self._try_to_open(EventSource.WIRELESS)
            return frozenset({Wake.WIRELESS, Wake.DEVICES})
        return wakes_of_wireless(datagram)

    def _open_firewall(self) -> None:
        given, self._handed_over = self._handed_over, None
        opened = NetlinkSocket.adopt(given) if given else NetlinkSocket(NETLINK_NETFILTER, _FIREWALL_GROUPS)
        self._keep(EventSource.FIREWALL, opened)

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
