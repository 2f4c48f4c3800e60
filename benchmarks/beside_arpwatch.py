"""arpwatch on a LAN of the laboratory, and when each stranger was really first heard there: for benchmarks.latency."""

import contextlib
import os
import pty
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Self

from tests.support.inside import inside
from tests.support.laboratory import Host

_ETH_P_ALL, _ARP, _SO_TIMESTAMPNS = 3, b"\x08\x06", 35
_OUTGOING = 4
_TIMESPEC = struct.Struct("@ll")


def why_no_arpwatch() -> str | None:
    """In one sentence; None when it is installed."""
    if shutil.which("arpwatch") is None:
        return "no comparison: the program arpwatch is missing (apt-get install arpwatch)"
    return None


class BesideArpwatch:
    """Runs on a host of its own, which needs an IPv4 address. Times are seconds since 1970.

    `noticed`: when arpwatch had written its notice of a new station (to its terminal: its mail comes later still).
    `first_frame` and `first_arp`: when the host's kernel took the first of each from a MAC.
    """

    def __init__(self, host: Host) -> None:
        self.noticed: dict[str, float] = {}
        self.first_frame: dict[str, float] = {}
        self.first_arp: dict[str, float] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="mingce-arpwatch-")
        data = Path(self._folder.name) / "arp.dat"
        data.write_bytes(b"")
        with inside(host.namespace):
            self._ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
        self._ear.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._ear.bind((host.interface, _ETH_P_ALL))
        self._ear.settimeout(1)
        command = ["arpwatch", "-d", "-N", "-i", host.interface, "-f", str(data)]
        # To a pipe it would write when its buffer is full.
        terminal, its_end = pty.openpty()
        self._process = subprocess.Popen(
            host.namespace.enter(*command), stdout=its_end, stderr=subprocess.DEVNULL, start_new_session=True
        )
        os.close(its_end)
        self._is_over = threading.Event()
        threading.Thread(target=self._read_notices, args=(os.fdopen(terminal, "rb"),), daemon=True).start()
        threading.Thread(target=self._hear, daemon=True).start()

    def is_running(self) -> bool:
        return self._process.poll() is None

    def _read_notices(self, notices: IO[bytes]) -> None:
        # A terminal that its last user left is an error to read.
        with notices, contextlib.suppress(OSError):
            for line in notices:
                self._note(line)

    def _note(self, line: bytes) -> None:
        name, _, value = line.decode(errors="replace").strip().partition(": ")
        if name.strip() == "ethernet address":
            # Some versions leave out leading zeros.
            mac = "-".join(part.zfill(2) for part in value.strip().split(":")).upper()
            self.noticed.setdefault(mac, time.time())

    def _hear(self) -> None:
        while not self._is_over.is_set():
            try:
                frame, ancillary, _, address = self._ear.recvmsg(64, 64)
            except TimeoutError:
                continue
            except OSError:
                return
            if address[2] == _OUTGOING or not ancillary:
                continue
            seconds, nanoseconds = _TIMESPEC.unpack_from(ancillary[0][2])
            mac, at = frame[6:12].hex("-").upper(), seconds + nanoseconds / 1e9
            self.first_frame.setdefault(mac, at)
            if frame[12:14] == _ARP:
                self.first_arp.setdefault(mac, at)

    def close(self) -> None:
        self._is_over.set()
        self._process.terminate()
        self._process.wait(timeout=30)
        self._ear.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
