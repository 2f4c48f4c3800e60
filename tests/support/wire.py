"""A client of the real doors over TLS that keeps to no manners: whole requests, half ones, none at all."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx


@dataclass
class Wire:
    """`url` is the door's, `ca` the file of the roots it is known by."""

    url: str
    ca: str
    _client: httpx.Client | None = field(default=None, repr=False)

    def context(self, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = newest
        return context

    def post(
        self, path: str, body: bytes, agent: str | None = None, *, method: str = "POST", **headers: str
    ) -> httpx.Response:
        named = {"Mingce-Agent": agent} if agent else {}
        if self._client is None:
            self._client = httpx.Client(verify=self.context(), base_url=self.url, timeout=60, trust_env=False)
        return self._client.request(method, path, content=body, headers=named | headers)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def tcp(self) -> socket.socket:
        """Connected, nothing said yet."""
        address = urlsplit(self.url)
        assert address.hostname is not None
        assert address.port is not None
        return socket.create_connection((address.hostname, address.port), timeout=60)

    def tls(self, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLSocket:
        """Connected and shaken hands; raises ssl.SSLError when the door will not."""
        raw = self.tcp()
        try:
            return self.context(newest).wrap_socket(raw, server_hostname=urlsplit(self.url).hostname)
        except BaseException:
            raw.close()
            raise

    @contextmanager
    def request(self, path: str, headers: Mapping[str, str]) -> Iterator[ssl.SSLSocket]:
        """A POST whose head is sent and whose body is the caller's business."""
        with self.tls() as stream:
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            stream.sendall(f"POST {path} HTTP/1.1\r\nHost: collector\r\n{head}\r\n".encode())
            yield stream


def status_of(stream: ssl.SSLSocket) -> int:
    """The status of the answer; 0 when the door hung up without one."""
    try:
        line = stream.makefile("rb").readline(200)
    except OSError:
        return 0
    return int(line.split()[1]) if line.startswith(b"HTTP/") else 0


def cut_off(stream: ssl.SSLSocket, part: bytes) -> bool:
    """Whether the door ends it when the same part is sent for ever."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            stream.sendall(part)
        except OSError:
            return True
    return False


def hung_up(stream: socket.socket, *, drips: bool) -> bool:
    """Whether the door has ended it; otherwise one more byte is dripped."""
    stream.settimeout(0.25)
    try:
        if drips:
            stream.sendall(b"x")
        return not stream.recv(4096)
    except TimeoutError:
        return False
    except OSError:
        return True
