"""The root helper: takes one connection after the other, answers one question each, goes when nobody asks any more.

Rules: it takes no argument, writes no file, starts no program, opens no network connection. Whoever is not root or the
agent's account is shown the door before a byte of theirs is read, and nobody may keep it waiting.
"""

import logging
import os
import pwd
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent.errors import ConfigurationError
from agent.host.clock import Clock
from agent.privileged.answers import Privileged
from agent.privileged.client import peer_uid, seconds_left
from agent.privileged.conversation import LONGEST_QUESTION, refusal, reply_to
from protocol.phrases import say
from protocol.reasons import reason

_LOG = logging.getLogger(__name__)
_FIRST_FD: Final = 3
"""SD_LISTEN_FDS_START (sd_listen_fds(3))."""
AGENTS_ACCOUNT: Final = "mingce-agent"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how long a client may take for its question and for its answer, and how long to stay unasked."""

    question: float = 2.0
    idle: float = 15.0


def inherited_socket(environment: Mapping[str, str], pid: int) -> socket.socket:
    """The listening socket that systemd hands over (sd_listen_fds(3)); raises ConfigurationError."""
    if environment.get("LISTEN_PID") != str(pid) or environment.get("LISTEN_FDS") != "1":
        raise ConfigurationError(
            "root helper",
            "systemd handed no socket over",
            "do not start it yourself: `systemctl enable --now mingce-agent-helper.socket`",
        )
    try:
        inherited = socket.socket(fileno=_FIRST_FD)
        listens = inherited.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise ConfigurationError(
            "root helper", say("descriptor {number} is no socket: {reason}", number=_FIRST_FD, reason=reason(error))
        ) from None
    if inherited.family != socket.AF_UNIX or inherited.type != socket.SOCK_STREAM or not listens:
        raise ConfigurationError("root helper", "the socket handed over is no listening UNIX stream")
    return inherited


def allowed_uids() -> frozenset[int]:
    """Root, the agent's account, and whoever runs this: nobody gains by asking what he may read anyway."""
    try:
        agents = {pwd.getpwnam(AGENTS_ACCOUNT).pw_uid}
    except KeyError:
        agents = set()
    return frozenset({0, os.geteuid()} | agents)


def serve(
    listening: socket.socket,
    privileged: Privileged,
    allowed: frozenset[int],
    clock: Clock,
    patience: Patience | None = None,
) -> None:
    """Until nobody has asked for a while."""
    patience = patience or Patience()
    listening.settimeout(patience.idle)
    while True:
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            return
        except ConnectionAbortedError:
            continue
        with connection:
            try:
                _serve_one(connection, privileged, allowed, clock, patience.question)
            except OSError as error:
                # Of this client: it hung up, or was too slow. The next one is served.
                _LOG.info("a client got no answer: %s", error.strerror or type(error).__name__)


def _serve_one(
    connection: socket.socket, privileged: Privileged, allowed: frozenset[int], clock: Clock, seconds: float
) -> None:
    uid = peer_uid(connection)
    connection.settimeout(seconds)
    if uid not in allowed:
        _LOG.warning("user %d asked and was refused", uid)
        _send(connection, refusal("root helper", f"user {uid} may not ask it"), clock, seconds)
        return
    question = _question(connection, clock, seconds)
    _send(connection, reply_to(question, privileged), clock, seconds)


def _question(connection: socket.socket, clock: Clock, seconds: float) -> bytes:
    """What stands before the first newline, or before the end; too long a one is cut, and no question then."""
    written = b""
    ends_us = clock.boot_us() + int(seconds * 1e6)
    while b"\n" not in written and len(written) <= LONGEST_QUESTION:
        # Byte by byte, each in time, a client could stay for a minute: the deadline is of the whole question.
        connection.settimeout(seconds_left(clock, ends_us))
        chunk = connection.recv(LONGEST_QUESTION + 1 - len(written))
        if not chunk:
            break
        written += chunk
    return written.partition(b"\n")[0]


def _send(connection: socket.socket, message: bytes, clock: Clock, seconds: float) -> None:
    ends_us = clock.boot_us() + int(seconds * 1e6)
    rest = memoryview(message)
    while rest:
        connection.settimeout(seconds_left(clock, ends_us))
        rest = rest[connection.send(rest) :]
