"""One TCP connection through one adapter: opened, closed, nothing said."""

import socket
from typing import Protocol

from agent.errors import CouldNotLook
from protocol.address import normal_form
from protocol.endpoint import Endpoint


class Connect(Protocol):
    """How to find out whether a target answers through an interface."""

    def __call__(self, target: Endpoint, interface: str, timeout_seconds: float) -> bool: ...


def reaches(target: Endpoint, interface: str, timeout_seconds: float) -> bool:
    """Whether the target took the connection (connect(2) after SO_BINDTODEVICE, socket(7)).

    A refusal is none: a firewall on the way refuses, too. Raises CouldNotLook where the kernel does not let this
    process bind to an interface.
    """
    family = socket.AF_INET6 if target.address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        try:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
        except PermissionError as error:
            raise CouldNotLook(f"outside probe through {interface}", f"{error.strerror} (SO_BINDTODEVICE)") from None
        except OSError:
            return False  # the interface is gone
        attempt.settimeout(timeout_seconds)
        try:
            attempt.connect((normal_form(target.address), target.port))
        except OSError:
            return False
        return True
