"""The sockets the doors listen on and the uvicorn servers behind them: bound by us, so that none opens too early."""

import contextlib
import os
import socket
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from collector.api.identity import PEER_CREDENTIALS
from collector.config import Door
from collector.errors import ConfigurationError
from collector.http_bounds import BoundedProtocol, Note, telling
from protocol.phrases import say
from protocol.reasons import reason

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 5
_UCRED = struct.Struct("iII")


class Server(uvicorn.Server):
    """Leaves the process's signals to the composition root: three servers share them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class PeerCredentialsProtocol(BoundedProtocol):
    """Puts (pid, uid, gid) of the process at the other end into the ASGI scope's extensions (SO_PEERCRED, unix(7))."""

    _credentials: tuple[int, int, int] = (0, 0, 0)

    def connection_made(self, transport: Any) -> None:
        """Reads them once: the kernel fixed them when the peer connected."""
        super().connection_made(transport)
        peer = transport.get_extra_info("socket")
        self._credentials = _UCRED.unpack(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # uvicorn types the scope's extensions without ours.
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope["extensions"] = {PEER_CREDENTIALS: self._credentials}


def make_server(
    app: Any,
    *,
    context: ssl.SSLContext | None,
    http: type[BoundedProtocol] = BoundedProtocol,
    note: Note | None = None,
) -> Server:
    """A server for sockets that are already bound; TLS where a context is given.

    `note` is told of connections given up before they were a request.
    """
    config = uvicorn.Config(
        app,
        http=http if note is None else telling(http, note),
        ws="none",
        lifespan="off",
        log_config=None,
        # Whoever can connect could otherwise fill the log with requests that are none.
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_context_factory=None if context is None else lambda _config, _default: context,
    )
    return Server(config)


def bind_tcp(door: Door, name: str) -> socket.socket:
    """A bound TCP socket, both IP versions for `::`; raises ConfigurationError naming the door."""
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    try:
        return socket.create_server(
            (door.host, door.port), family=family, backlog=_BACKLOG, dualstack_ipv6=door.host == "::"
        )
    except OSError as error:
        raise ConfigurationError(
            f"{name} {door.host}:{door.port}",
            say("cannot be listened on: {reason}", reason=reason(error)),
            "choose another one",
        ) from error


def bind_unix(path: Path) -> socket.socket:
    """A UNIX socket that its owner and group may open (0660), replacing one nobody listens on.

    Raises ConfigurationError when another process listens there or the path cannot be used.
    """
    _remove_leftover(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        # Before `listen` nobody gets in, so there is no moment in which it stands open to others.
        os.chmod(path, 0o660)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            say("socket {path}", path=path),
            say("cannot be used: {reason}", reason=reason(error)),
            "set `socket` to another path",
        ) from error
    return listener


def _remove_leftover(path: Path) -> None:
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except OSError as error:
            raise ConfigurationError(
                say("socket {path}", path=path),
                say("cannot be looked at: {reason}", reason=reason(error)),
                "set `socket` to another path",
            ) from error
    raise ConfigurationError(say("socket {path}", path=path), "another collector listens there", "stop it first")
