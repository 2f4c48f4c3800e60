"""Sockets and servers, on real sockets."""

import asyncio
import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop

from collector.config import Door
from collector.errors import ConfigurationError
from collector.listeners import PeerCredentialsProtocol, bind_tcp, bind_unix, make_server


@pytest.fixture
def short() -> Iterator[Path]:
    """A path that fits into sun_path (108 bytes), unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        yield Path(folder)


async def tell_peer(scope: Any, _receive: Any, send: Any) -> None:
    body = repr(scope.get("extensions", {}).get("peer_credentials")).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def ask_over(path: Path) -> str:
    server = make_server(tell_peer, context=None, http=PeerCredentialsProtocol)
    task = asyncio.create_task(server.serve(sockets=[bind_unix(path)]))
    while not server.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(path))) as client:
        text = (await client.get("http://operators/")).text
    server.should_exit = True
    await task
    return text


@pytest.mark.parametrize("factory", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_application_sees_who_is_at_the_other_end(short: Path, factory: Any) -> None:
    with asyncio.Runner(loop_factory=factory) as runner:
        told = runner.run(ask_over(short / "s"))

    assert told == repr((os.getpid(), os.geteuid(), os.getegid()))


def test_unix_socket_is_for_owner_and_group(short: Path) -> None:
    with bind_unix(short / "s"):
        assert stat.S_IMODE((short / "s").stat().st_mode) == 0o660


def test_leftover_of_a_crash_is_replaced_and_a_living_one_is_not(short: Path) -> None:
    bind_unix(short / "s").close()
    with bind_unix(short / "s"), pytest.raises(ConfigurationError, match="another collector"):
        bind_unix(short / "s")


def test_other_files_are_left_alone(short: Path) -> None:
    (short / "s").write_text("precious")

    with pytest.raises(ConfigurationError):
        bind_unix(short / "s")
    assert (short / "s").read_text() == "precious"


def test_path_too_long_is_said(short: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be used"):
        bind_unix(short / ("x" * 120))


def test_port_in_use_names_the_door() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"agents 127.0.0.1:{port}"):
            bind_tcp(Door("127.0.0.1", port), "agents")
