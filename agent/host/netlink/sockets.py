"""The kernel's tables, asked over real netlink sockets (netlink(7))."""

import errno
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.netlink import nl80211_messages, route_messages
from agent.host.netlink.message import (
    NLM_F_DUMP_INTR,
    NLMSG_DONE,
    NLMSG_ERROR,
    MalformedNetlink,
    messages,
    refusal,
    request,
)
from agent.host.netlink.nl80211_messages import GENL_ID_CTRL, NL80211, Family, Network
from agent.host.permanent_address import with_permanent_addresses
from agent.host.tables import Link, LinkAddress, NeighbourEntry, RouteEntry, Wiphy, WirelessInterface
from protocol.mac import MacAddress

NETLINK_ROUTE, NETLINK_KOBJECT_UEVENT, NETLINK_GENERIC = 0, 15, 16

SOL_NETLINK = 270
_NETLINK_GET_STRICT_CHK = 12
_TIMEOUT_S = 5.0
_LARGEST_DATAGRAM = 64 * 1024
_LARGEST_DUMP = 64 * 1024 * 1024
_RECEIVE_BUFFER = 1024 * 1024
_TRIES = 8
Record = TypeVar("Record")
_JOINS_A_NETWORK = frozenset({"station", "p2p-client", "ibss"})


class NetlinkSocket:
    """One bound netlink socket; raises CouldNotOpen. For dumps: one dump at a time."""

    def __init__(self, protocol: int, groups: int = 0) -> None:
        try:
            self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
        except OSError as error:
            raise CouldNotOpen(f"netlink protocol {protocol}", error.strerror or str(error)) from None
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            self.socket.bind((0, groups))
        except OSError as error:
            self.socket.close()
            raise CouldNotOpen(f"netlink protocol {protocol}", error.strerror or str(error)) from None
        self.socket.settimeout(_TIMEOUT_S)
        self._sequence = 0

    @classmethod
    def adopt(cls, opened: socket.socket) -> Self:
        """One that somebody else opened and bound."""
        adopted = cls.__new__(cls)
        adopted.socket = opened
        adopted._sequence = 0  # noqa: SLF001 - our own
        return adopted

    def dump(self, message_type: int, body: bytes, what: str) -> list[bytes]:
        """The bodies of the answers to a dump, read again while the table changes under it.

        Raises CouldNotLook when the kernel refuses, answers with nonsense, or the table never stands still.
        """
        for _ in range(_TRIES):
            try:
                answers, is_whole = self._dump_once(message_type, body)
            except OSError as error:
                if error.errno == errno.ENOBUFS:
                    continue
                raise CouldNotLook(what, error.strerror or "the kernel does not answer") from None
            except MalformedNetlink as error:
                raise CouldNotLook(what, f"the answer is malformed: {error}") from None
            if is_whole:
                return answers
        raise CouldNotLook(what, f"changed while it was read, {_TRIES} times", "it is asked again at the next event")

    def _dump_once(self, message_type: int, body: bytes) -> tuple[list[bytes], bool]:
        self._sequence += 1
        self.socket.send(request(message_type, self._sequence, body))
        answers: list[bytes] = []
        is_whole, size = True, 0
        for datagram in self._datagrams():
            size += len(datagram)
            if size > _LARGEST_DUMP:
                raise MalformedNetlink("dump", f"more than {_LARGEST_DUMP} bytes")
            for message in messages(datagram):
                if message.sequence != self._sequence:
                    continue
                is_whole = is_whole and not message.flags & NLM_F_DUMP_INTR
                if message.type == NLMSG_ERROR and (code := refusal(message)):
                    raise OSError(code, f"the kernel refuses: {errno.errorcode.get(code, code)}")
                if message.type in (NLMSG_DONE, NLMSG_ERROR):
                    return answers, is_whole
                answers.append(message.body)
        raise MalformedNetlink("dump", "ended without NLMSG_DONE")

    def _datagrams(self) -> Iterator[bytes]:
        while True:
            datagram, _, flags, sender = self.socket.recvmsg(_LARGEST_DATAGRAM)
            if sender[0] != 0:
                continue  # any process may send to a netlink socket; only the kernel is port 0
            if flags & socket.MSG_TRUNC:
                raise MalformedNetlink("datagram", f"more than {_LARGEST_DATAGRAM} bytes")
            yield datagram

    def ask_strictly(self) -> None:
        """Makes the kernel refuse what it would otherwise ignore; kernels before 4.20 do not know the option."""
        try:
            self.socket.setsockopt(SOL_NETLINK, _NETLINK_GET_STRICT_CHK, 1)
        except OSError:
            return

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class RouteTables:
    """KernelTables of the network namespace this process is in. Opens a socket per question, keeps nothing."""

    def links(self) -> tuple[Link, ...]:
        bodies = _dump(route_messages.RTM_GETLINK, route_messages.link_request(), "links")
        return with_permanent_addresses(_parsed("links", route_messages.parse_link, bodies))

    def addresses(self) -> tuple[LinkAddress, ...]:
        bodies = _dump(route_messages.RTM_GETADDR, route_messages.address_request(), "addresses")
        found = _parsed("addresses", route_messages.parse_address, bodies)
        return tuple(address for address in found if address is not None)

    def routes(self) -> tuple[RouteEntry, ...]:
        bodies = [
            body
            for family in (socket.AF_INET, socket.AF_INET6)
            for body in _dump(route_messages.RTM_GETROUTE, route_messages.route_request(family), "routes")
        ]
        return tuple(entry for entries in _parsed("routes", route_messages.parse_route, bodies) for entry in entries)

    def neighbours(self) -> tuple[NeighbourEntry, ...]:
        bodies = _dump(route_messages.RTM_GETNEIGH, route_messages.neighbour_request(), "neighbours")
        found = _parsed("neighbours", route_messages.parse_neighbour, bodies)
        return tuple(neighbour for neighbour in found if neighbour is not None)

    def wiphys(self) -> tuple[Wiphy, ...]:
        with NetlinkSocket(NETLINK_GENERIC) as generic:
            bodies = generic.dump(nl80211_family(generic).id, nl80211_messages.wiphy_request(), "radios")
        found = _parsed("radios", nl80211_messages.parse_wiphy, bodies)
        return tuple({wiphy.index: wiphy for wiphy in found if wiphy is not None}.values())

    def wireless_interfaces(self) -> tuple[WirelessInterface, ...]:
        with NetlinkSocket(NETLINK_GENERIC) as generic:
            family = nl80211_family(generic).id
            bodies = generic.dump(family, nl80211_messages.interface_request(), "wireless interfaces")
            found = _parsed("wireless interfaces", nl80211_messages.parse_interface, bodies)
            return tuple(with_network(interface, _joined(generic, family, interface)) for interface in found)

    def stations(self, ifindex: int) -> tuple[MacAddress, ...]:
        with NetlinkSocket(NETLINK_GENERIC) as generic:
            bodies = generic.dump(nl80211_family(generic).id, nl80211_messages.station_request(ifindex), "stations")
        return tuple(_parsed("stations", nl80211_messages.parse_station, bodies))


def nl80211_family(generic: NetlinkSocket) -> Family:
    """The numbers of nl80211; raises CouldNotLook where cfg80211 is not there, and does not make the kernel load it."""
    bodies = generic.dump(GENL_ID_CTRL, nl80211_messages.family_request(), "generic netlink families")
    families = dict(_parsed("generic netlink families", nl80211_messages.parse_family, bodies))
    if NL80211 not in families:
        raise CouldNotLook("nl80211", "family not registered: the kernel has no cfg80211 loaded")
    return families[NL80211]


def with_network(interface: WirelessInterface, network: Network | None) -> WirelessInterface:
    """The interface with what the scan results say of the network it joined; its own word comes first."""
    if network is None:
        return interface
    return replace(
        interface,
        bssid=network.bssid,
        ssid=interface.ssid or network.ssid,
        frequency_mhz=interface.frequency_mhz or network.frequency_mhz,
    )


def _joined(generic: NetlinkSocket, family: int, interface: WirelessInterface) -> Network | None:
    if interface.ifindex is None or interface.iftype not in _JOINS_A_NETWORK:
        return None
    try:
        bodies = generic.dump(family, nl80211_messages.scan_request(interface.ifindex), "scan results")
    except CouldNotLook:
        return None  # ENODEV or ENETDOWN between the two questions: the next event asks again
    networks = _parsed("scan results", nl80211_messages.parse_joined, bodies)
    return next((network for network in networks if network is not None), None)


def _dump(message_type: int, body: bytes, what: str) -> list[bytes]:
    with NetlinkSocket(NETLINK_ROUTE) as route:
        route.ask_strictly()
        return route.dump(message_type, body, what)


def _parsed(what: str, parse: Callable[[bytes], Record], bodies: list[bytes]) -> list[Record]:
    try:
        return [parse(body) for body in bodies]
    except MalformedNetlink as error:
        raise CouldNotLook(what, f"the answer is malformed: {error}") from None
