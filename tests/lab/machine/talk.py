"""The host's end of one virtio-serial port."""

import socket
import time
import uuid
from pathlib import Path

from tests.lab.inside.framing import Lines, Message, line


class GuestSilent(Exception):
    """The guest did not answer in time, or is gone."""


class Talk:
    """Messages to and from one port; connected and synchronised when made."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._lines = Lines()
        self._waiting: list[Message] = []
        deadline = time.monotonic() + patience
        self._socket = self._connect(deadline)
        try:
            self._synchronise(deadline)
        except GuestSilent:
            self._socket.close()
            raise

    def _connect(self, deadline: float) -> socket.socket:
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self._path))
                return connection
            except OSError as error:
                connection.close()
                if time.monotonic() > deadline:
                    raise GuestSilent(f"{self._path.name}: {error}") from error
                time.sleep(0.05)

    def _synchronise(self, deadline: float) -> None:
        """Until the guest answers this talk's own token: what came before belongs to an earlier one."""
        token = uuid.uuid4().hex
        while time.monotonic() < deadline:
            self._write(b"\n" + line({"sync": token}))
            until = time.monotonic() + 1
            while time.monotonic() < until:
                message = self._next(until)
                if message is not None and message.get("sync") == token:
                    self._waiting.clear()
                    return
        raise GuestSilent(f"{self._path.name}: nobody answers in the guest")

    def send(self, message: Message) -> None:
        """Raises GuestSilent."""
        self._write(line(message))

    def _write(self, block: bytes) -> None:
        # Reading leaves a time-out of next to nothing behind, which a busy machine exceeds without any fault.
        self._socket.settimeout(60)
        try:
            self._socket.sendall(block)
        except OSError as error:
            raise GuestSilent(f"{self._path.name}: {error}") from error

    def receive(self, seconds: float) -> Message:
        """The next message; raises GuestSilent."""
        deadline = time.monotonic() + seconds
        while (message := self._next(deadline)) is None or "sync" in message:
            if time.monotonic() > deadline:
                raise GuestSilent(f"{self._path.name}: no answer within {seconds:.0f} s")
        return message

    def _next(self, deadline: float) -> Message | None:
        if not self._waiting:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                block = self._socket.recv(1 << 16)
            except TimeoutError:
                return None
            if not block:
                raise GuestSilent(f"{self._path.name}: QEMU closed it")
            self._waiting += self._lines.feed(block)
        return self._waiting.pop(0) if self._waiting else None

    def close(self) -> None:
        self._socket.close()
