"""QEMU's control socket (QEMU Machine Protocol): one command a connection."""

import json
import socket
from pathlib import Path
from typing import Any


class QmpError(Exception):
    """QEMU refused a command; the text is its own."""


def execute(path: Path, command: str, /, **arguments: Any) -> Any:
    """What QEMU returns; raises QmpError or OSError."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(path))
        with connection.makefile("rwb") as talk:
            talk.readline()
            _call(talk, {"execute": "qmp_capabilities"})
            return _call(talk, {"execute": command} | ({"arguments": arguments} if arguments else {}))


def _call(talk: Any, request: dict[str, Any]) -> Any:
    talk.write(json.dumps(request).encode() + b"\n")
    talk.flush()
    while line := talk.readline():
        answer = json.loads(line)
        if "error" in answer:
            raise QmpError(answer["error"]["desc"])
        if "return" in answer:
            return answer["return"]
    raise QmpError(f"{request['execute']}: QEMU closed the connection")
