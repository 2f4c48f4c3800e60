"""Asks the root helper over its socket."""

import os
import socket
import struct
from pathlib import Path
from typing import Final, cast

from agent.errors import CouldNotLook
from agent.host.clock import Clock, SystemClock
from agent.privileged.answers import Accounts, PacketRules, PortOwners, Serials
from agent.privileged.conversation import LARGEST_ANSWER, Question, answer_in
from protocol.reasons import reason

HELPER_SOCKET: Final = Path("/run/mingce/helper.sock")
NOT_INSTALLED: Final = "the root helper is not installed"
PATIENCE_SECONDS: Final = 1.0
"""For a question with its whole answer; the agent's main loop does nothing else meanwhile."""
STARTING_SECONDS: Final = 3.0
"""The same, where the helper may have gone to sleep and be started by this question: an old disk takes a while."""
AWAKE_US: Final = 10_000_000
"""After an answer it stays for longer than this (Patience.idle)."""
LEAST_REST_US: Final = 60_000_000
MOST_REST_US: Final = 600_000_000
"""So long one that did not answer in time is asked nothing more; doubled each time until it answers."""
_TOO_LATE: Final = "the root helper did not answer in time; it is left alone for a while"
"""The same words whether it was asked or is left alone: what changes in an answer is said again."""
_CREDENTIALS = struct.Struct("3i")
"""struct ucred: pid, uid, gid (unix(7))."""


def peer_uid(connection: socket.socket) -> int:
    """Who is at the other end, as the kernel says; of a listening socket, who began to listen."""
    octets = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(octets)[1])


class HelperClient:
    """Privileged by asking; every question is a connection of its own, so that the helper may go to sleep."""

    def __init__(
        self,
        path: Path = HELPER_SOCKET,
        seconds: float = PATIENCE_SECONDS,
        starting_seconds: float = STARTING_SECONDS,
        clock: Clock | None = None,
    ) -> None:
        """Both bound a question and the whole of its answer, however the helper portions it."""
        self._path = path
        self._seconds, self._starting_seconds = seconds, starting_seconds
        self._clock = clock or SystemClock()
        self._answered_us = -(2**62)
        self._rests_until_us = -(2**62)
        self._rest_us = LEAST_REST_US

    def packet_rules(self) -> PacketRules:
        return cast(PacketRules, self._ask(Question.PACKET_RULES))

    def accounts(self) -> Accounts:
        return cast(Accounts, self._ask(Question.ACCOUNTS))

    def serials(self) -> Serials:
        return cast(Serials, self._ask(Question.SERIALS))

    def port_owners(self) -> PortOwners:
        return cast(PortOwners, self._ask(Question.PORT_OWNERS))

    def _ask(self, question: Question) -> object:
        now_us = self._clock.boot_us()
        if now_us < self._rests_until_us:
            raise CouldNotLook(question, _TOO_LATE)
        seconds = self._seconds if now_us - self._answered_us < AWAKE_US else self._starting_seconds
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as connection:
                message = self._talk(connection, question, now_us + int(seconds * 1e6))
        except TimeoutError:
            self._rests_until_us = self._clock.boot_us() + self._rest_us
            self._rest_us = min(2 * self._rest_us, MOST_REST_US)
            raise CouldNotLook(question, _TOO_LATE) from None
        except FileNotFoundError:
            raise CouldNotLook(question, NOT_INSTALLED) from None
        except OSError as error:
            raise CouldNotLook(question, f"the root helper at {self._path} cannot be asked: {reason(error)}") from None
        self._answered_us, self._rest_us = self._clock.boot_us(), LEAST_REST_US
        return answer_in(message, question)

    def _talk(self, connection: socket.socket, question: Question, ends_us: int) -> bytes:
        """Everything until the other end closes; what is beyond the largest answer is not read, and will not decode."""
        connection.settimeout(seconds_left(self._clock, ends_us))
        connection.connect(os.fspath(self._path))
        # Only root may speak for root; our own account is whoever tries it out.
        if peer_uid(connection) not in (0, os.geteuid()):
            raise CouldNotLook(question, f"user {peer_uid(connection)} listens at {self._path}, not root")
        connection.sendall(question.encode() + b"\n")
        message = bytearray()
        try:
            while len(message) <= LARGEST_ANSWER:
                # Byte by byte, each in time, an answer could take for ever: the deadline is of the whole.
                connection.settimeout(seconds_left(self._clock, ends_us))
                if not (chunk := connection.recv(65_536)):
                    break
                message += chunk
        except ConnectionResetError:
            # It closed without reading our question: what it said before that is why.
            return bytes(message)
        return bytes(message)


def seconds_left(clock: Clock, ends_us: int) -> float:
    """Until then; raises TimeoutError when there are none."""
    left = (ends_us - clock.boot_us()) / 1e6
    if left <= 0:
        raise TimeoutError("too slow")
    return left
