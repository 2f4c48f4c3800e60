"""The one way out of a namespace: a service's port, passed through a UNIX socket. No route, no shared wire."""

import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.support.laboratory.namespace import Namespace

_RELAY = (sys.executable, "-m", "tests.support.laboratory.relay")


class Door:
    """Hosts it is opened for reach 127.0.0.1:`port` of this machine at their own 127.0.0.1:`port`."""

    def __init__(self, port: int, unix_socket: Path) -> None:
        self._port = port
        self._socket = unix_socket
        self._relay = subprocess.Popen(
            [*_RELAY, f"unix:{unix_socket}", f"tcp:{port}"], stdin=subprocess.DEVNULL, start_new_session=True
        )

    def open_for(self, namespace: Namespace) -> None:
        namespace.start([*_RELAY, f"tcp:{self._port}", f"unix:{self._socket}"])

    def close(self) -> None:
        self._relay.kill()
        self._relay.wait(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
