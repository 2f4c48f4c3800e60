"""The kernel's tables of sockets: /proc/net/{tcp,tcp6,udp,udp6} (proc(5)), read from whatever root the machine has.

psutil reads the same files, but from one root for the whole process; a captured machine needs its own.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from agent.errors import CouldNotLook
from agent.host.machine import Host, could_not_read
from protocol.address import Address

_TABLES = (("tcp", 4), ("tcp", 6), ("udp", 4), ("udp", 6))
_LISTEN, _CLOSE = "0A", "07"
"""TCP_LISTEN and TCP_CLOSE (include/net/tcp_states.h); a UDP socket without a peer is in the latter."""
_LARGEST_TABLE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BoundSocket:
    """A TCP socket that listens, or a UDP socket that takes datagrams from anybody."""

    transport: str
    address: Address
    port: int
    inode: int

    @property
    def version(self) -> int:
        return self.address.version


def bound_sockets(host: Host) -> tuple[BoundSocket, ...]:
    """Of this network namespace; IPv6's tables may be missing (it is switched off). Raises CouldNotLook."""
    found: list[BoundSocket] = []
    for transport, version in _TABLES:
        path = host.procfs / "net" / (transport if version == 4 else f"{transport}6")
        table = _whole(path)
        if table is None and version == 4:
            raise CouldNotLook("open ports", f"there is no {path.name} table of the kernel")
        found += parse_socket_table(table or "", transport, version)
    return tuple(found)


def _whole(path: Path) -> str | None:
    """The kernel hands a table over page by page, so one read is not the whole of it."""
    table = bytearray()
    try:
        with path.open("rb", buffering=0) as file:
            while len(table) < _LARGEST_TABLE and (page := file.read(65_536)):
                table += page
    except FileNotFoundError:
        return None
    except OSError as error:
        raise could_not_read(path, error) from None
    return table.decode("ascii", "replace")


def parse_socket_table(text: str, transport: str, version: int) -> Iterator[BoundSocket]:
    """The bound sockets in one table; lines of another shape (its head, a line cut off) are left out."""
    state = _LISTEN if transport == "tcp" else _CLOSE
    for line in text.splitlines():
        columns = line.split()
        if len(columns) < 10 or columns[3] != state:
            continue
        address, _, port = columns[1].partition(":")
        try:
            octets = _octets(address, version)
            parsed = IPv4Address(octets) if version == 4 else IPv6Address(octets)
            number, inode = int(port, 16), int(columns[9])
        except ValueError:
            continue
        if number <= 65_535 and inode >= 0:
            yield BoundSocket(transport, parsed, number, inode)


def _octets(hexadecimal: str, version: int) -> bytes:
    """The kernel prints words of 32 bits as this machine's numbers. Raises ValueError."""
    words = bytes.fromhex(hexadecimal)
    if len(words) != (4 if version == 4 else 16):
        raise ValueError("of another length")
    if sys.byteorder == "big":
        return words
    return b"".join(words[start : start + 4][::-1] for start in range(0, len(words), 4))
