"""The bounds uvicorn's HTTP lacks: bytes and seconds of a request's head, and seconds of a farewell.

A stranger needs no key to open a connection. Without these, a head that never ends costs memory, a connection that
never asks costs a descriptor, and a refused body goes on being decrypted.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 20.0
FAREWELL_SECONDS = 2.0

Note = Callable[[str, str], None]
"""Takes an error id and where the connection came from."""

_log = logging.getLogger(__name__)
_ANSWERS = {
    "head-too-large": b"431 Request Header Fields Too Large",
    "head-too-slow": b"408 Request Timeout",
}


class BoundedProtocol(HttpToolsProtocol):
    """One connection. The head of a request (RFC 9112 section 2.1) is open until its empty line has come."""

    head_seconds: ClassVar[float] = HEAD_SECONDS

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    @staticmethod
    def note(error: str, source: str) -> None:
        """Told of every connection that is given up; see `telling`."""
        _log.debug("%s: %s", source, error)

    def connection_made(self, transport: Any) -> None:
        """A connection that asks nothing is given up as a head that is too slow."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        # Blank lines before a request stop uvicorn's timer for idle connections without beginning anything.
        if self._head_timer is None and self._is_idle:
            self._begin_head()
        if self._head_timer is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and self._head_bytes > HEAD_BYTES:
            self._give_up("head-too-large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_timer is None:
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._part()

    def send_400_response(self, msg: str) -> None:
        """Not HTTP at all."""
        self._end_head()
        self.note("malformed-request", self._source)
        super().send_400_response(msg)
        self._part()

    @property
    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    @property
    def _source(self) -> str:
        return self.client[0] if self.client else "unix"

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(self.head_seconds, self._give_up, "head-too-slow")

    def _end_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self, error: str) -> None:
        self._end_head()
        self._unset_keepalive_if_required()
        if self.transport.is_closing():
            return
        self.note(error, self._source)
        self.transport.write(b"HTTP/1.1 " + _ANSWERS[error] + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()
        self._part()

    def _part(self) -> None:
        """Closing TLS waits for the other end, which may go on sending instead."""
        self.loop.call_later(FAREWELL_SECONDS, self.transport.abort)


def telling(protocol: type[BoundedProtocol], note: Note) -> type[BoundedProtocol]:
    """The protocol, with `note` called for every connection it gives up."""
    return type(protocol.__name__, (protocol,), {"note": staticmethod(note)})
