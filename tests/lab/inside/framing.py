"""How host and guest talk: one JSON object a line, bytes in base64. Pure."""

import base64
import json
from typing import Any

LONGEST_LINE = 64 * 1024 * 1024
CHUNK = 32 * 1024

Message = dict[str, Any]


def line(message: Message) -> bytes:
    return json.dumps(message).encode() + b"\n"


def text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def octets(told: str) -> bytes:
    return base64.b64decode(told, validate=True)


class Lines:
    """Bytes in, messages out; what is no JSON object (the rest of a talk that was cut off) is dropped."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, block: bytes) -> list[Message]:
        self._rest += block
        *whole, rest = bytes(self._rest).split(b"\n") if b"\n" in block else [bytes(self._rest)]
        self._rest = bytearray(rest if len(rest) <= LONGEST_LINE else b"")
        return [message for message in map(_message, whole) if message is not None]


def _message(raw: bytes) -> Message | None:
    try:
        message = json.loads(raw)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
