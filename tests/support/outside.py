"""An outside in the laboratory: a router that holds addresses of the Internet and listens there, and counts frames."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.support.inside import inside
from tests.support.laboratory import Host

TARGETS = ("192.0.2.1:443", "198.51.100.1:443")
_IPV4 = 0x0800
_TCP = 6


@contextlib.contextmanager
def listening(host: Host, *targets: str) -> Iterator[None]:
    """The host holds these addresses, and takes connections there without a word."""
    listeners = []
    with inside(host.namespace):
        for target in targets:
            address, _, port = target.rpartition(":")
            host.namespace.run("ip", "address", "replace", f"{address}/32", "dev", "lo")
            listeners.append(socket.create_server((address, int(port))))
    try:
        yield
    finally:
        for listener in listeners:
            listener.close()


class FrameCounter:
    """Counts what a host hears: frames with TCP in them, and the destinations of those, while the block lasts."""

    def __init__(self, host: Host) -> None:
        self.destinations: list[str] = []
        with inside(host.namespace):
            self._wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            self._wire.bind((host.interface, 3))
        self._wire.settimeout(0.1)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._count)

    def __enter__(self) -> "FrameCounter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(30)
        self._wire.close()

    def to(self, targets: tuple[str, ...]) -> int:
        return sum(self.destinations.count(target.rpartition(":")[0]) for target in targets)

    def _count(self) -> None:
        """Until the end is asked for and nothing waits to be read."""
        while True:
            try:
                frame = self._wire.recv(2048)
            except TimeoutError:
                if self._ending.is_set():
                    return
                continue
            if int.from_bytes(frame[12:14], "big") == _IPV4 and frame[23] == _TCP:
                self.destinations.append(socket.inet_ntoa(frame[30:34]))
