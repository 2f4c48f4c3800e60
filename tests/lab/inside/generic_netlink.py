"""Generic netlink by hand (linux/genetlink.h): what makes simulated radios, and dumps for the parsers' fixtures."""

import os
import socket
import struct
from typing import NamedTuple

_ERROR, _DONE = 2, 3
_REQUEST, _ACKNOWLEDGE, _DUMP = 1, 4, 0x300
_CONTROLLER, _GET_FAMILY, _FAMILY_ID, _FAMILY_NAME = 16, 3, 1, 2


class Reply(NamedTuple):
    """One message: its type and what follows its header."""

    kind: int
    body: bytes


def attribute(kind: int, payload: bytes = b"") -> bytes:
    length = 4 + len(payload)
    return struct.pack("=HH", length, kind) + payload + b"\0" * (-length % 4)


def attributes(block: bytes) -> dict[int, bytes]:
    found, offset = {}, 0
    while offset + 4 <= len(block):
        length, kind = struct.unpack_from("=HH", block, offset)
        if length < 4:
            break
        found[kind & 0x3FFF] = block[offset + 4 : offset + length]
        offset += (length + 3) & ~3
    return found


class Family:
    """A family by name; looking it up makes the kernel load its module. Raises OSError."""

    def __init__(self, name: str) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
        self._socket.bind((0, 0))
        self._socket.settimeout(10)
        self._sequence = 0
        found = self._ask(_CONTROLLER, _GET_FAMILY, attribute(_FAMILY_NAME, name.encode() + b"\0"), _ACKNOWLEDGE)
        self.id = struct.unpack("=H", attributes(found[0].body[4:])[_FAMILY_ID][:2])[0]

    def command(self, command: int, payload: bytes = b"") -> list[Reply]:
        return self._ask(self.id, command, payload, _ACKNOWLEDGE)

    def dump(self, command: int, payload: bytes = b"") -> list[Reply]:
        return self._ask(self.id, command, payload, _DUMP)

    def _ask(self, family: int, command: int, payload: bytes, flags: int) -> list[Reply]:
        self._sequence += 1
        body = struct.pack("=BBH", command, 1, 0) + payload
        self._socket.send(struct.pack("=IHHII", 16 + len(body), family, _REQUEST | flags, self._sequence, 0) + body)
        found: list[Reply] = []
        while True:
            for reply in _messages(self._socket.recv(1 << 17)):
                if reply.kind == _ERROR:
                    # hwsim acknowledges a new radio with its number, a positive "error".
                    (code,) = struct.unpack("=i", reply.body[:4])
                    if code < 0:
                        raise OSError(-code, os.strerror(-code))
                    return found
                if reply.kind == _DONE:
                    return found
                found.append(reply)


def _messages(block: bytes) -> list[Reply]:
    found, offset = [], 0
    while offset + 16 <= len(block):
        length, kind = struct.unpack_from("=IH", block, offset)
        found.append(Reply(kind, block[offset + 16 : offset + length]))
        offset += (length + 3) & ~3
    return found
