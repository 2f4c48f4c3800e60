"""The client against listeners that are no helper."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.host.clock import SystemClock
from agent.privileged.client import (
    AWAKE_US,
    LEAST_REST_US,
    MOST_REST_US,
    NOT_INSTALLED,
    PATIENCE_SECONDS,
    STARTING_SECONDS,
    HelperClient,
)
from agent.privileged.helper import Patience
from tests.support.clock import FakeClock


def answering(folder: Path, answer: bytes) -> Path:
    """A listener that reads a question and says what it was told to."""
    path = folder / "helper.sock"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(os.fspath(path))
    listening.listen(1)

    def serve() -> None:
        with listening, listening.accept()[0] as connection:
            connection.recv(64)
            try:
                connection.sendall(answer)
            except OSError:
                return  # it has read enough

    threading.Thread(target=serve, daemon=True).start()
    return path


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "gave no answer"),
        (b"=", "cannot be read"),
        (b"={}", "missing"),
        (b'={"locks":[{"name":"li","hash":"$6$x"}]}', "not in the published schema"),
        (b'={"locks":' + b"[" * 100, "deeper"),
        (b"?{}", "gave no answer"),
        (b"=" + b"a" * 3_000_000, "at most"),
        (b'!{"what":"accounts","why":"not today"}', "not today"),
    ],
)
def test_what_is_no_answer_is_said(tmp_path: Path, answer: bytes, why: str) -> None:
    with pytest.raises(CouldNotLook, match=why):
        HelperClient(answering(tmp_path, answer), starting_seconds=60).accounts()


def test_a_helper_that_hangs_is_not_waited_for_and_then_left_alone(tmp_path: Path) -> None:
    clock = FakeClock()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(os.fspath(tmp_path / "helper.sock"))
        listening.listen(8)
        listening.settimeout(0)
        client = HelperClient(tmp_path / "helper.sock", 0.2, 0.2, clock)
        asking = (client.serials, client.packet_rules, client.accounts, client.port_owners)

        for rest_us in (LEAST_REST_US, 2 * LEAST_REST_US, 4 * LEAST_REST_US, 8 * LEAST_REST_US, MOST_REST_US):
            for ask in asking:
                with pytest.raises(CouldNotLook, match="did not answer in time; it is left alone"):
                    ask()
            clock.advance(rest_us / 1e6 - 1)
            with pytest.raises(CouldNotLook, match="left alone"):
                client.serials()
            assert accepted(listening) == 1, "it was asked while it was to be left alone"
            clock.advance(1)


def test_one_that_is_being_started_is_given_time_and_one_that_is_awake_is_not(tmp_path: Path) -> None:
    clock = FakeClock()
    client = HelperClient(answering(tmp_path, b'={"locks":[]}'), seconds=0.1, starting_seconds=60, clock=clock)
    client.accounts()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        (tmp_path / "helper.sock").unlink()
        listening.bind(os.fspath(tmp_path / "helper.sock"))
        listening.listen(1)
        with pytest.raises(CouldNotLook, match="did not answer in time"):
            client.accounts()


def test_no_wait_is_long() -> None:
    assert PATIENCE_SECONDS <= 1
    assert STARTING_SECONDS <= 3
    assert Patience().idle * 1e6 > AWAKE_US


def accepted(listening: socket.socket) -> int:
    """How many came to the door meanwhile."""
    found = 0
    try:
        while True:
            listening.accept()[0].close()
            found += 1
    except BlockingIOError:
        return found


def test_an_answer_that_drips_is_not_waited_for(tmp_path: Path) -> None:
    """Each byte in time, the whole never."""
    path = tmp_path / "helper.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(os.fspath(path))
        listening.listen(1)

        def drip() -> None:
            with listening.accept()[0] as connection:
                try:
                    while True:
                        connection.sendall(b"=")
                        time.sleep(0.02)
                except OSError:
                    return  # it has waited enough

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(CouldNotLook, match="did not answer in time"):
            HelperClient(path, starting_seconds=0.3, clock=SystemClock()).accounts()


def test_no_helper(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match=NOT_INSTALLED):
        HelperClient(tmp_path / "helper.sock").packet_rules()


def test_a_helper_that_is_gone(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(os.fspath(tmp_path / "helper.sock"))
    with pytest.raises(CouldNotLook, match="Connection refused"):
        HelperClient(tmp_path / "helper.sock").port_owners()
