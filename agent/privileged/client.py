"""Asks the root helper over its socket."""

import os
import socket
import struct
from pathlib import Path
from typing import Final, cast

from agent.errors import CouldNotLook
from agent.privileged.answers import Accounts, PacketRules, PortOwners, Serials
from agent.privileged.conversation import LARGEST_ANSWER, Question, answer_in
from protocol.reasons import reason

HELPER_SOCKET: Final = Path("/run/mingce/helper.sock")
NOT_INSTALLED: Final = "the root helper is not installed"
_CREDENTIALS = struct.Struct("3i")
"""struct ucred: pid, uid, gid (unix(7))."""


def peer_uid(connection: socket.socket) -> int:
    """Who is at the other end, as the kernel says; of a listening socket, who began to listen."""
    octets = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(octets)[1])


class HelperClient:
    """Privileged by asking; every question is a connection of its own, so that the helper may go to sleep."""

    def __init__(self, path: Path = HELPER_SOCKET, seconds: float = 8.0) -> None:
        """`seconds` bounds each step: reaching the helper, writing, and every silence of its."""
        self._path = path
        self._seconds = seconds

    def packet_rules(self) -> PacketRules:
        return cast(PacketRules, self._ask(Question.PACKET_RULES))

    def accounts(self) -> Accounts:
        return cast(Accounts, self._ask(Question.ACCOUNTS))

    def serials(self) -> Serials:
        return cast(Serials, self._ask(Question.SERIALS))

    def port_owners(self) -> PortOwners:
        return cast(PortOwners, self._ask(Question.PORT_OWNERS))

    def _ask(self, question: Question) -> object:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as connection:
                connection.settimeout(self._seconds)
                connection.connect(os.fspath(self._path))
                # Only root may speak for root; our own account is whoever tries it out.
                if peer_uid(connection) not in (0, os.geteuid()):
                    raise CouldNotLook(question, f"user {peer_uid(connection)} listens at {self._path}, not root")
                connection.sendall(question.encode() + b"\n")
                message = _all_of(connection)
        except TimeoutError:
            raise CouldNotLook(question, f"the root helper did not answer within {self._seconds:g} s") from None
        except FileNotFoundError:
            raise CouldNotLook(question, NOT_INSTALLED) from None
        except OSError as error:
            raise CouldNotLook(question, f"the root helper at {self._path} cannot be asked: {reason(error)}") from None
        return answer_in(message, question)


def _all_of(connection: socket.socket) -> bytes:
    """Everything until the other end closes; what is beyond the largest answer is not read, and will not decode."""
    message = bytearray()
    try:
        while len(message) <= LARGEST_ANSWER and (chunk := connection.recv(65_536)):
            message += chunk
    except ConnectionResetError:
        # It closed without reading our question: what it said before that is why.
        return bytes(message)
    return bytes(message)
