"""Connections that never become a request, on real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pytest
import uvloop

from collector.config import Door
from collector.http_bounds import HEAD_BYTES, BoundedProtocol
from collector.listeners import bind_tcp, make_server


class Hasty(BoundedProtocol):
    head_seconds: ClassVar[float] = 0.3


async def hello(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


async def serving(
    speak: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]],
    http: type[BoundedProtocol],
    noted: list[str],
) -> bytes:
    listener: socket.socket = bind_tcp(Door("127.0.0.1", 0), "test")
    server = make_server(hello, context=None, http=http, note=lambda error, source: noted.append(f"{source} {error}"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    try:
        async with asyncio.timeout(30):
            return await speak(reader, writer)
    finally:
        writer.close()
        server.should_exit = True
        await task


def spoken(
    speak: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]],
    http: type[BoundedProtocol] = BoundedProtocol,
) -> tuple[bytes, list[str]]:
    noted: list[str] = []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serving(speak, http, noted)), noted


async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> bytes:
    return await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"GET / HTTP/1.1\r\nX: ")
    answer = asyncio.create_task(reader.read())
    while not answer.done():
        writer.write(b"x")
        await asyncio.sleep(0.05)
    return answer.result()


async def blank_lines_after_a_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"hi")
    writer.write(b"\r\n")
    return await reader.read()


@pytest.mark.parametrize("speak", [say_nothing, drip, blank_lines_after_a_request])
def test_head_that_takes_too_long_is_given_up(speak: Any) -> None:
    answer, noted = spoken(speak, Hasty)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert noted == ["127.0.0.1 head-too-slow"]


@pytest.mark.parametrize("head", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\n"])
def test_head_without_end_is_refused_while_it_comes(head: bytes) -> None:
    async def go_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(head)
        for number in range(HEAD_BYTES // 1024 + 2):
            line = b"h%d: " % number + b"x" * 1016 + b"\r\n"
            writer.write(line if head.endswith(b"\n") else b"x" * 1024)
        # Closing with bytes unread resets the connection, which may overtake the answer.
        with contextlib.suppress(ConnectionResetError):
            return await reader.read()
        return b""

    answer, noted = spoken(go_on)

    assert not answer or answer.startswith(b"HTTP/1.1 431 ")
    assert noted == ["127.0.0.1 head-too-large"]


def test_what_is_no_request_is_noted() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"\x00\x01\x02 nonsense\r\n\r\n")
        return await reader.read()

    answer, noted = spoken(babble)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert noted == ["127.0.0.1 malformed-request"]


def test_requests_one_after_another_are_answered() -> None:
    async def ask_thrice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"hi")
            await asyncio.sleep(0.5)
        return b"answered"

    assert spoken(ask_thrice, Hasty) == (b"answered", [])
