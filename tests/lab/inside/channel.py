"""The guest's end of the command channel: root, no network, one thread a virtio-serial port.

Host: {"sync": TOKEN}, answered by the same; {"clock": SECONDS} sets the clock;
{"run": [ARGUMENT…], "stdin": base64, "timeout": SECONDS, "environment": {…}}, answered by {"out": base64} and
{"err": base64} as they come, then by {"code": NUMBER}; {"spawn": […], "log": PATH}, answered by {"pid": NUMBER}.
"""

import os
import subprocess
import threading
import time
from pathlib import Path
from typing import IO

from tests.lab.inside.framing import CHUNK, Lines, Message, line, octets, text

PORTS = Path("/dev/virtio-ports")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Port:
    """Blocking reads; an empty one means that nobody has the host's end open."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR)
        self._lines = Lines()
        self._writing = threading.Lock()

    def messages(self) -> list[Message]:
        block = os.read(self._file, 1 << 16)
        if not block:
            time.sleep(0.02)
        return self._lines.feed(block)

    def send(self, message: Message) -> None:
        left = memoryview(line(message))
        with self._writing:
            while left:
                left = left[os.write(self._file, left) :]


def serve(path: Path) -> None:
    port = Port(path)
    while True:
        for message in port.messages():
            try:
                _answer(port, message)
            except (OSError, KeyError, ValueError) as error:
                port.send({"err": text(f"channel: {error!r}\n".encode()), "code": 125})


def _answer(port: Port, message: Message) -> None:
    if "sync" in message:
        port.send({"sync": message["sync"], "time": time.time()})
    elif "clock" in message:
        time.clock_settime(time.CLOCK_REALTIME, message["clock"])
        port.send({"code": 0})
    elif "spawn" in message:
        with open(message["log"], "ab") as log:
            process = _start(message["spawn"], message, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        threading.Thread(target=process.wait, daemon=True).start()
        port.send({"pid": process.pid})
    elif "run" in message:
        port.send({"code": _run(port, message)})


def _start(
    command: list[str], message: Message, *, stdin: int, stdout: int | IO[bytes], stderr: int | IO[bytes]
) -> "subprocess.Popen[bytes]":
    environment = {"PATH": _PATH, "HOME": "/root", "LANG": "C.UTF-8"} | message.get("environment", {})
    return subprocess.Popen(
        command, env=environment, cwd="/root", stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True
    )


def _run(port: Port, message: Message) -> int:
    process = _start(message["run"], message, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise OSError("no pipes")
    pumps = [
        threading.Thread(target=_pump, args=(port, source, name), daemon=True)
        for name, source in (("out", process.stdout), ("err", process.stderr))
    ]
    for pump in pumps:
        pump.start()
    try:
        process.stdin.write(octets(message.get("stdin", "")))
        process.stdin.close()
    except BrokenPipeError:
        pass
    try:
        code = process.wait(message.get("timeout", 60))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        code = 124
    # A daemon left behind may hold the pipes open for ever.
    for pump in pumps:
        pump.join(0.5)
    return code if code >= 0 else 128 - code


def _pump(port: Port, source: IO[bytes], name: str) -> None:
    while block := os.read(source.fileno(), CHUNK):
        port.send({name: text(block)})


def main() -> None:
    while not (names := sorted(PORTS.glob("lab.command.*"))):
        time.sleep(0.1)
    threads = [threading.Thread(target=serve, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
