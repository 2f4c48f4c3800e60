"""httpx's synchronous client against an ASGI application in this process: no port, no thread of ours."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
from starlette.types import ASGIApp


class _Stream(httpx.AsyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


class InProcess(httpx.BaseTransport):
    """Each request runs in a loop of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        asked = httpx.Request(
            request.method, request.url, headers=request.headers, stream=_Stream(iter(request.stream))
        )
        async with httpx.ASGITransport(self._app, client=("192.0.2.1", 4711)) as transport:
            answer = await transport.handle_async_request(asked)
            content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=request)
