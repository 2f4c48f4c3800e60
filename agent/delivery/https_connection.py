"""One HTTP/1.1 connection over TLS. h11 speaks the protocol (RFC 9112), this moves the bytes.

Not http.client: it parses headers with the email package, which costs the resident agent a megabyte.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import h11

_CHUNK = 16 * 1024
_HEADERS_BYTES = 16 * 1024
_HTTPS = 443
_MOST_INTERIM = 8


class MalformedReply(Exception):
    """What came back is no reply, ends too early or is larger than it may be."""


@dataclass(frozen=True, slots=True)
class Response:
    """`headers` by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpsConnection:
    """Used by one thread. After an error it is of no more use; ssl.SSLError is an OSError."""

    def __init__(self, host: str, port: int, timeout_s: float, trust: ssl.SSLContext) -> None:
        """Connects and shakes hands. `timeout_s` bounds each silence. Raises OSError."""
        # As bytes: for a text, socket and ssl import the tables of IDNA, to stay.
        name = host.encode("ascii" if host.isascii() else "idna")
        # getaddrinfo takes them; only its stub does not say so.
        plain = socket.create_connection((name, port), timeout_s)  # type: ignore[arg-type]
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tls = trust.wrap_socket(plain, server_hostname=name)
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEADERS_BYTES)
        named = f"[{host}]" if ":" in host else name.decode("ascii")
        self._host = named if port == _HTTPS else f"{named}:{port}"

    @property
    def is_reusable(self) -> bool:
        """Whether the other side keeps it open for one more request."""
        _, has_ended = self._http.trailing_data
        return self._http.our_state is h11.IDLE and not has_ended

    def post(self, target: str, body: bytes, headers: dict[str, str], most: Callable[[int], int]) -> Response:
        """The whole reply; `most`: bytes its body may have, by its status. Raises OSError, MalformedReply."""
        fields = [("Host", self._host), ("Content-Length", str(len(body))), *headers.items()]
        try:
            request = h11.Request(method="POST", target=target, headers=fields)
            for event in (request, h11.Data(body), h11.EndOfMessage()):
                self._tls.sendall(self._http.send(event) or b"")
            response = self._response(most)
            if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
                self._http.start_next_cycle()
        except h11.ProtocolError as error:
            raise MalformedReply(str(error)) from error
        return response

    def close(self) -> None:
        self._tls.close()

    def hang_up(self) -> None:
        """From another thread: whoever waits for a reply gets an error. TLS is not told, its state is that thread's."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._tls, socket.SHUT_RDWR)

    def _response(self, most: Callable[[int], int]) -> Response:
        body, interim = bytearray(), 0
        head: h11.Response | None = None
        while not isinstance(event := self._next_event(), h11.EndOfMessage):
            match event:
                case h11.Response():
                    head = event
                case h11.Data() if head:
                    body += event.data
                    if len(body) > most(head.status_code):
                        raise MalformedReply(f"answer of more than {most(head.status_code)} bytes")
                case h11.InformationalResponse() if interim < _MOST_INTERIM:
                    interim += 1
                case _:
                    raise MalformedReply("connection closed without an answer")
        if head is None:
            raise MalformedReply("connection closed without an answer")
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
        return Response(head.status_code, headers, bytes(body))

    def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(self._tls.recv(_CHUNK))
        return event
