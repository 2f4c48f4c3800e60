"""Notifying systemd, over a real datagram socket."""

import socket
from pathlib import Path

import pytest

from collector.readiness import Readiness


def test_states_arrive_as_lines(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(10)
        Readiness(str(tmp_path / "notify")).tell("READY=1", "STATUS=正常")

        assert systemd.recv(1000).decode() == "READY=1\nSTATUS=正常"


def test_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("")  # the kernel chooses an abstract name (autobind, unix(7))
        systemd.settimeout(10)
        Readiness("@" + systemd.getsockname()[1:].decode()).tell("WATCHDOG=1")

        assert systemd.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", [None, "", "/nowhere/notify"])
def test_nobody_listens_and_nothing_happens(address: str | None) -> None:
    Readiness(address).tell("READY=1")
