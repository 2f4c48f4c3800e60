"""Burnt-in MAC addresses on kernels whose rtnetlink does not tell them: IFLA_PERM_ADDRESS came with Linux 5.6.

Kylin V10 and UOS 20 run 4.19 and 5.4; there ethtool's question is left (linux/ethtool.h, ETHTOOL_GPERMADDR), which the
kernel answers to everybody.
"""

import array
import fcntl
import socket
import struct
from collections.abc import Iterable
from dataclasses import replace

from agent.host.tables import Link
from protocol.mac import MacAddress

_SIOCETHTOOL = 0x8946
_GPERMADDR = 0x20
_LONGEST_ADDRESS = 32
_QUESTION = struct.Struct(f"=II{_LONGEST_ADDRESS}s")
_IFREQ = struct.Struct("@16sP16x")
"""struct ifreq: the name, then a pointer to the question."""


def with_permanent_addresses(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links; where none of them has a permanent address, asked one by one for those that a device driver made."""
    found = tuple(links)
    if any(link.permanent_mac for link in found):
        return found
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as asking:
        return tuple(
            replace(link, permanent_mac=_permanent(asking, link.name)) if link.mac and not link.kind else link
            for link in found
        )


def permanent_address(name: str) -> MacAddress | None:
    """The burnt-in address of an interface; None: it has none, or there is no such interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as asking:
        return _permanent(asking, name)


def _permanent(asking: socket.socket, name: str) -> MacAddress | None:
    answer = array.array("B", _QUESTION.pack(_GPERMADDR, _LONGEST_ADDRESS, b""))
    try:
        fcntl.ioctl(asking, _SIOCETHTOOL, _IFREQ.pack(name.encode(), answer.buffer_info()[0]))
    except OSError:
        return None  # gone between the two questions, or a driver without an answer
    _, size, octets = _QUESTION.unpack(answer)
    return MacAddress(octets[:6]) if size == 6 and any(octets[:6]) else None
