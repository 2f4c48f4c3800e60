"""Passes bytes between a listening end and another: `relay tcp:PORT unix:PATH` or `relay unix:PATH tcp:PORT`.

Loopback only. A namespace has no way out; a UNIX socket in the file system is the one door it is given.
"""

import asyncio
import contextlib
import sys


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(ConnectionError, RuntimeError):
        writer.close()


async def _open(end: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    kind, _, place = end.partition(":")
    if kind == "unix":
        return await asyncio.open_unix_connection(place)
    return await asyncio.open_connection("127.0.0.1", int(place))


async def _serve(near: str, far: str) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await _open(far)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    kind, _, place = near.partition(":")
    if kind == "unix":
        server: asyncio.Server = await asyncio.start_unix_server(pass_on, place)
    else:
        server = await asyncio.start_server(pass_on, "127.0.0.1", int(place))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2]))
