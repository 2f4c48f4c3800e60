"""Plugs a played device into the kernel's virtual host controller (Documentation/usb/usbip_protocol.rst)."""

import socket
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.lab.inside.shell import now_us, read, sh, wait_for, write
from tests.lab.inside.usb_requests import Played, Setup

_SUBMIT, _UNLINK, _RETURNED, _UNLINKED = 1, 2, 3, 4
_HEADER = struct.Struct(">IIIIIiiiii8s")
_STALLED, _RESET = -32, -104
_CONTROLLER = Path("/sys/devices/platform/vhci_hcd.0")
_DEVICES = Path("/sys/bus/usb/devices")
_free_ports = deque(range(8))


class Cable:
    """Serves one device's transfers on a socket until it is closed."""

    def __init__(self, played: Played, ours: socket.socket) -> None:
        self._played, self._socket = played, ours
        self._waiting: dict[int, deque[tuple[int, int]]] = defaultdict(deque)
        self._ready: dict[int, deque[bytes]] = defaultdict(deque)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        # The kernel closes its end when the device is unplugged.
        with suppress(ConnectionError, OSError):
            while True:
                self._turn()

    def _turn(self) -> None:
        command, sequence, _, is_in, endpoint, *rest, setup = _HEADER.unpack(self._take(_HEADER.size))
        if command == _UNLINK:
            self._unlink(sequence, rest[0] & 0xFFFFFFFF)
            return
        length = rest[1]
        data = self._take(length) if not is_in and length else b""
        if endpoint == 0:
            self._control(sequence, Setup.unpack(setup), data)
        elif is_in:
            self._waiting[endpoint].append((sequence, length))
        else:
            self._return(sequence, actual=len(data))
        for number, octets in self._played.interrupts():
            self._ready[number].append(octets)
        for number, ready in self._ready.items():
            while ready and self._waiting[number]:
                waiting, most = self._waiting[number].popleft()
                self._return(waiting, ready.popleft()[:most])

    def _control(self, sequence: int, setup: Setup, data: bytes) -> None:
        reply = self._played.answer(setup, data)
        if reply is None:
            self._return(sequence, status=_STALLED)
        elif setup.is_in:
            self._return(sequence, reply[: setup.length])
        else:
            self._return(sequence, actual=len(data))

    def _unlink(self, sequence: int, victim: int) -> None:
        for waiting in self._waiting.values():
            for item in list(waiting):
                if item[0] == victim:
                    waiting.remove(item)
                    self._socket.sendall(struct.pack(">IIIIIi24x", _UNLINKED, sequence, 0, 0, 0, _RESET))
                    return
        self._socket.sendall(struct.pack(">IIIIIi24x", _UNLINKED, sequence, 0, 0, 0, 0))

    def _return(self, sequence: int, data: bytes = b"", *, status: int = 0, actual: int | None = None) -> None:
        length = len(data) if actual is None else actual
        self._socket.sendall(struct.pack(">IIIIIiiiii8x", _RETURNED, sequence, 0, 0, 0, status, length, 0, 0, 0) + data)

    def _take(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            block = self._socket.recv(count - len(found))
            if not block:
                raise ConnectionError
            found += block
        return found


def place_of(ids: tuple[int, int]) -> Path | None:
    """Where sysfs shows the device, once it is enumerated."""
    for path in _DEVICES.iterdir():
        if ":" not in path.name and (read(path / "idVendor"), read(path / "idProduct")) == tuple(
            f"{i:04x}" for i in ids
        ):
            return path
    return None


@contextmanager
def plugged(played: Played) -> Iterator[int]:
    """The device is in a USB socket."""
    sh("modprobe vhci_hcd")
    wait_for((_CONTROLLER / "attach").exists, "the virtual USB controller")
    port = _free_ports.popleft()
    ours, kernels = socket.socketpair()
    with ours, kernels:
        Cable(played, ours)
        moment = now_us()
        write(_CONTROLLER / "attach", f"{port} {kernels.fileno()} {0x10000 + port + 2} {played.speed}")
        kernels.close()
        wait_for(lambda: place_of(played.ids), f"the kernel to see {played.strings[1:3]}")
        yield moment
        write(_CONTROLLER / "detach", str(port))
        wait_for(lambda: place_of(played.ids) is None, "the kernel to see it gone")
    _free_ports.append(port)
