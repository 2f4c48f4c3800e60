"""Netlink framing (RFC 3549 section 2, linux/netlink.h, linux/genetlink.h): bytes in, records out.

Rule: nothing here opens a socket. Malformed bytes raise MalformedNetlink and nothing else.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from agent.errors import AgentError

NLMSG_ERROR = 2
NLMSG_DONE = 3
NLM_F_REQUEST = 0x1
NLM_F_DUMP_INTR = 0x10
NLM_F_DUMP = 0x300

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_GENERIC = struct.Struct("=BBH")
_TYPE_MASK = 0x3FFF
"""Without NLA_F_NESTED and NLA_F_NET_BYTEORDER."""


class MalformedNetlink(AgentError):
    """Bytes from the kernel (or from whoever claims to be) that are no netlink message."""

    id = "malformed-netlink"


class NetlinkMessage(NamedTuple):
    """One message without its header's length and port."""

    type: int
    flags: int
    sequence: int
    body: bytes


def request(message_type: int, sequence: int, body: bytes, flags: int = NLM_F_DUMP) -> bytes:
    """One request message (NLM_F_REQUEST is added)."""
    return _HEADER.pack(_HEADER.size + len(body), message_type, NLM_F_REQUEST | flags, sequence, 0) + body


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute with its padding (struct nlattr)."""
    return _ATTRIBUTE.pack(_ATTRIBUTE.size + len(value), kind) + value + bytes(-len(value) % 4)


def generic(command: int, version: int = 1) -> bytes:
    """The generic netlink header (struct genlmsghdr) that follows the netlink header."""
    return _GENERIC.pack(command, version, 0)


def generic_command(body: bytes) -> int:
    """The command of a generic netlink message; raises MalformedNetlink."""
    if len(body) < _GENERIC.size:
        raise MalformedNetlink("generic netlink header", f"{len(body)} bytes instead of {_GENERIC.size}")
    return body[0]


def messages(datagram: bytes) -> Iterator[NetlinkMessage]:
    """The messages of one datagram, in order; raises MalformedNetlink at the first one that does not fit."""
    offset = 0
    while offset < len(datagram):
        if len(datagram) - offset < _HEADER.size:
            raise MalformedNetlink("netlink header", f"{len(datagram) - offset} bytes instead of {_HEADER.size}")
        length, kind, flags, sequence, _ = _HEADER.unpack_from(datagram, offset)
        if not _HEADER.size <= length <= len(datagram) - offset:
            raise MalformedNetlink("netlink message", f"length {length} of {len(datagram) - offset} bytes")
        yield NetlinkMessage(kind, flags, sequence, datagram[offset + _HEADER.size : offset + length])
        offset += (length + 3) & ~3


def attribute_list(block: bytes, offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """The attributes of a block from `offset`, in order; raises MalformedNetlink."""
    while len(block) - offset >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(block, offset)
        if not _ATTRIBUTE.size <= length <= len(block) - offset:
            raise MalformedNetlink(
                f"attribute {kind & _TYPE_MASK}", f"length {length} of {max(len(block) - offset, 0)} bytes"
            )
        yield kind & _TYPE_MASK, block[offset + _ATTRIBUTE.size : offset + length]
        offset += (length + 3) & ~3


def attributes(block: bytes, offset: int = 0) -> dict[int, bytes]:
    """The attributes of a block by type; of a repeated type the last one counts. Raises MalformedNetlink."""
    return dict(attribute_list(block, offset))


def unpack(shape: struct.Struct, body: bytes, what: str) -> tuple[int, ...]:
    """The fixed header of a message; raises MalformedNetlink when the body is shorter."""
    if len(body) < shape.size:
        raise MalformedNetlink(what, f"{len(body)} bytes instead of {shape.size}")
    return shape.unpack_from(body)


def number(found: dict[int, bytes], kind: int) -> int | None:
    """An unsigned number of 1, 2, 4 or 8 bytes in host order, None when absent; raises MalformedNetlink."""
    value = found.get(kind)
    if value is None:
        return None
    if len(value) not in (1, 2, 4, 8):
        raise MalformedNetlink(f"attribute {kind}", f"{len(value)} bytes are no number")
    return int(struct.unpack(f"={ {1: 'B', 2: 'H', 4: 'I', 8: 'Q'}[len(value)] }", value)[0])


def text(found: dict[int, bytes], kind: int) -> str | None:
    """A NUL-terminated string; None when absent or empty. Bytes that are no UTF-8 are spelt out in hex."""
    value = found.get(kind, b"").split(b"\0", 1)[0]
    return value.decode("utf-8", "backslashreplace") or None


def refusal(message: NetlinkMessage) -> int:
    """The errno in an NLMSG_ERROR message, 0 for an acknowledgement; raises MalformedNetlink."""
    if len(message.body) < 4:
        raise MalformedNetlink("netlink error message", f"{len(message.body)} bytes instead of 4")
    code = int(struct.unpack_from("=i", message.body)[0])
    return -code if code < 0 else 0
