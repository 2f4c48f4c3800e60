"""Syslog in the format of RFC 5424: over UDP (RFC 5426), TCP (RFC 6587, octet counting) or the local socket."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from collector.alerts.notifiers.log_line import line

_FACILITY = 13  # log audit, RFC 5424 table 1
_SEVERITIES = {"critical": 2, "high": 3, "medium": 4, "low": 5, "info": 6}
_BOM = b"\xef\xbb\xbf"
_SECONDS = 5.0
_LONGEST = 8192
_SD_ID = "mingce@32473"  # the enterprise number that RFC 5612 reserves for documentation


@dataclass(frozen=True, slots=True)
class Syslog:
    """`transport` udp or tcp with host and port; unix with the path of a datagram socket, usually /dev/log."""

    transport: Literal["udp", "tcp", "unix"]
    host: str = ""
    port: int = 514
    path: str = "/dev/log"
    hostname: str = "-"
    name: str = "syslog"

    def send(self, letter: dict[str, Any]) -> None:
        """Raises OSError when the message cannot be handed over; UDP only promises that it was sent."""
        message = format_message(letter, self.hostname, os.getpid())
        if self.transport == "tcp":
            with socket.create_connection((self.host, self.port), timeout=_SECONDS) as stream:
                stream.sendall(str(len(message)).encode() + b" " + message)
            return
        family, target = self._target()
        with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
            datagrams.settimeout(_SECONDS)
            datagrams.sendto(message, target)

    def _target(self) -> tuple[int, Any]:
        if self.transport == "unix":
            return socket.AF_UNIX, self.path
        family, _, _, _, target = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
        return family, target


def format_message(letter: dict[str, Any], hostname: str, process: int) -> bytes:
    """HEADER, STRUCTURED-DATA and a UTF-8 MSG with its BOM (RFC 5424 section 6), at most 8 KiB, cut between signs."""
    priority = _FACILITY * 8 + _SEVERITIES.get(letter["severity"], 5)
    moment = datetime.fromtimestamp(letter["renewed_us"] / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    header = f"<{priority}>1 {moment} {_header(hostname, 255)} mingce {process} {_header(letter['rule'], 32)} "
    start = (header + _structured(letter) + " ").encode() + _BOM
    text = line(letter).encode()[: _LONGEST - len(start)]
    return start + text.decode(errors="ignore").encode()


def _structured(letter: dict[str, Any]) -> str:
    evidence = letter["evidence"]
    values = {
        "id": letter["alert"],
        "rule": letter["rule"],
        "severity": letter["severity"],
        "certainty": letter["certainty"],
        "episode": letter["episode"],
        "mac": evidence.get("mac"),
        "segment": evidence.get("segment"),
        "unit": evidence.get("unit"),
        "terminal": evidence.get("terminal"),
    }
    told = " ".join(f'{name}="{_escaped(value)}"' for name, value in values.items() if value is not None)
    return f"[{_SD_ID} {told}]"


def _escaped(value: Any) -> str:
    """PARAM-VALUE (RFC 5424 section 6.3.3): quote, backslash and closing bracket escaped, no control characters."""
    text = "".join(sign for sign in str(value)[:256] if sign.isprintable())
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


def _header(text: str, most: int) -> str:
    plain = "".join(sign for sign in text if 33 <= ord(sign) <= 126)
    return plain[:most] or "-"
