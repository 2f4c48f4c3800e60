"""Bounds the body of a request before anything reads it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from collector.api.faults import answer
from protocol.phrases import say

MOST_BYTES = 1024 * 1024
STREAMED = ("/switch-tables", "/ledger/imports")
"""Paths that end so read their body themselves, within their own bound, once they know who asks."""


class BodyLimit:
    """ASGI middleware: 413 (RFC 9110 section 15.5.14) for a declared or a sent body of more than `most_bytes`."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(STREAMED):
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._most:
            await self._refuse(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most:
                await self._refuse(scope, receive, send)
                return
        await self._app(scope, _replay(body, receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(
            413,
            "message-too-large",
            say("request"),
            say("its body exceeds {most} bytes", most=self._most),
            say("send less"),
        )
        response.headers["connection"] = "close"
        await response(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was already read once, then whatever else comes (the disconnect)."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
