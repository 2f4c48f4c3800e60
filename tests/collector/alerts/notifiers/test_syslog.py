import re
import socket
from pathlib import Path
from typing import Any

import pytest

from collector.alerts.notifiers.syslog import Syslog, format_message

LETTER: dict[str, Any] = {
    "alert": "a" * 32,
    "rule": "unregistered-terminal",
    "title_zh": "未登记终端接入",
    "title_en": "Unregistered terminal on the wire",
    "severity": "high",
    "certainty": "confirmed",
    "what": "confirmed",
    "episode": 1,
    "renewed_us": 1_772_000_000_123_456,
    "evidence": {"mac": "00-00-5E-00-53-66", "segment": '财政局"三]楼\n', "unit": "示例市财政局"},
}


def test_format_is_rfc_5424() -> None:
    message = format_message(LETTER, "host", 42)
    head, text = message.split(b"\xef\xbb\xbf", 1)

    assert re.match(rb"<107>1 2026-02-25T\d\d:13:20\.123456Z host mingce 42 unregistered-terminal \[mingce@", head)
    assert 'segment="财政局\\"三\\]楼"' in head.decode()
    assert "未登记终端接入" in text.decode()
    assert b"\n" not in message


def test_hostile_evidence_is_bounded_and_cut_between_signs() -> None:
    message = format_message(LETTER | {"evidence": {"addresses": ["名" * 9000]}}, "名 host\n", 42)

    assert len(message) <= 8192
    assert message.decode()
    assert b" host mingce" in message


def test_udp() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        Syslog("udp", "127.0.0.1", server.getsockname()[1]).send(LETTER)

        assert server.recv(9000).startswith(b"<107>1 ")


def test_tcp_counts_octets() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        Syslog("tcp", "127.0.0.1", server.getsockname()[1]).send(LETTER)
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as stream:
            length, message = stream.read().split(b" ", 1)

    assert int(length) == len(message)


def test_unix_socket_and_its_absence(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with pytest.raises(OSError, match="No such file"):
        Syslog("unix", path=str(path)).send(LETTER)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(path))
        server.settimeout(10)
        Syslog("unix", path=str(path)).send(LETTER)

        assert server.recv(9000).startswith(b"<107>1 ")
