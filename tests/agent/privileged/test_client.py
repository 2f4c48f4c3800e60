"""The client against listeners that are no helper."""

import os
import socket
import threading
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.privileged.client import NOT_INSTALLED, HelperClient


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
        HelperClient(answering(tmp_path, answer), seconds=60).accounts()


def test_a_helper_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(os.fspath(tmp_path / "helper.sock"))
        listening.listen(1)
        with pytest.raises(CouldNotLook, match=r"did not answer within 0\.2 s"):
            HelperClient(tmp_path / "helper.sock", seconds=0.2).serials()


def test_no_helper(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match=NOT_INSTALLED):
        HelperClient(tmp_path / "helper.sock").packet_rules()


def test_a_helper_that_is_gone(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(os.fspath(tmp_path / "helper.sock"))
    with pytest.raises(CouldNotLook, match="Connection refused"):
        HelperClient(tmp_path / "helper.sock").port_owners()
