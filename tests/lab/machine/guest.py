"""One guest: started from the snapshot in a second or two, thrown away at the end."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.building.image import Image
from tests.lab.building.tools import tool
from tests.lab.inside.framing import Message, octets, text
from tests.lab.machine import qemu, qmp
from tests.lab.machine.talk import GuestSilent, Talk
from tests.lab.progress import step
from tests.lab.unavailable import LabUnavailable

_BOOT_SECONDS, _RESTORE_SECONDS = 240, 60


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command in the guest ended."""

    code: int
    out: str
    err: str


class CommandFailed(Exception):
    """A command in the guest ended with another exit code than 0."""


class Guest:
    """`run` waits for a command, `spawn` leaves it running."""

    def __init__(self, image: Image, folder: Path, *, cold: bool = False, collector_port: int | None = None) -> None:
        self.folder = folder
        backing = (image.disk, "raw") if cold else (image.warm_disk, "qcow2")
        subprocess.run(qemu.overlay(tool("qemu-img"), *backing, folder / "disk.qcow2"), check=True)
        command = qemu.command(
            tool("qemu-system-x86_64"),
            image.kernel,
            image.initramfs,
            folder,
            collector_port=collector_port,
            incoming=None if cold else image.warm_state,
        )
        with (folder / "qemu.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._talk: Talk | None = None

    def connect(self, *, cold: bool = False) -> None:
        """Waits until it answers, then sets its clock."""
        self._await_control()
        self.lead_cable_to(qemu.OFFICE)
        if not cold:
            while self.qmp("query-status")["status"] == "inmigrate":
                time.sleep(0.02)
            self.qmp("cont")
        self._talk = self.talk(qemu.ports()[0], _BOOT_SECONDS if cold else _RESTORE_SECONDS)
        self._talk.send({"clock": time.time()})
        self._talk.receive(30)

    def _await_control(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "qemu.log").read_text(errors="replace").strip()
                raise LabUnavailable(f"QEMU does not run: {said[-400:]}", f"see {self.folder}")
            try:
                self.qmp("query-status")
                return
            except OSError:
                time.sleep(0.02)

    def qmp(self, command: str, /, **arguments: object) -> Any:
        """What QEMU returns; raises QmpError or OSError."""
        return qmp.execute(self.folder / "qmp", command, **arguments)

    def lead_cable_to(self, network: str) -> None:
        """Of the networks behind the wall socket only this one answers."""
        for each in (qemu.OFFICE, qemu.HOME):
            self.qmp("set_link", name=each, up=each == network)

    def console(self) -> str:
        """What its kernel printed."""
        path = self.folder / "console.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def talk(self, port: str, patience: float = 60) -> Talk:
        return Talk(self.folder / port, patience)

    def run(
        self,
        *command: str,
        stdin: bytes = b"",
        seconds: float = 60,
        environment: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> Ran:
        """Raises CommandFailed, unless told not to check."""
        assert self._talk is not None, "connected"
        request = {"run": list(command), "stdin": text(stdin), "timeout": seconds}
        self._talk.send(request | {"environment": dict(environment or {})})
        out, err = bytearray(), bytearray()
        message: Message = {}
        while "code" not in message:
            message = self._talk.receive(seconds + 30)
            out += octets(message.get("out", ""))
            err += octets(message.get("err", ""))
        ran = Ran(message["code"], out.decode(errors="replace"), err.decode(errors="replace"))
        if check and ran.code:
            raise CommandFailed(f"{' '.join(command)}: exit code {ran.code}\n{ran.out}{ran.err}")
        return ran

    def sh(self, script: str, *, check: bool = True) -> Ran:
        return self.run("/bin/sh", "-euc", script, check=check)

    def spawn(self, command: Sequence[str], log: str, environment: Mapping[str, str] | None = None) -> int:
        """Leaves a program running; returns its process id in the guest."""
        assert self._talk is not None, "connected"
        self._talk.send({"spawn": list(command), "log": log, "environment": dict(environment or {})})
        return int(self._talk.receive(30)["pid"])

    def stop(self) -> None:
        if self._talk is not None:
            self._talk.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


@contextmanager
def guest(
    image: Image, *, cold: bool = False, collector_port: int | None = None, keep: bool = False
) -> Iterator[Guest]:
    """A guest that answers. Its folder is short (UNIX sockets' names are) and removed, unless kept to look at."""
    folder = Path(tempfile.mkdtemp(prefix="mingce-lab-"))
    try:
        running = Guest(image, folder, cold=cold, collector_port=collector_port)
        try:
            running.connect(cold=cold)
            yield running
        finally:
            running.stop()
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def save_booted(image: Image) -> None:
    """Boots once, lets the system settle, and keeps its memory and disk."""
    folder = Path(tempfile.mkdtemp(prefix="mingce-lab-"))
    booting = Guest(image, folder, cold=True)
    try:
        with step("booting once, emulated"):
            try:
                booting.connect(cold=True)
            except GuestSilent as silent:
                last = " | ".join(booting.console().splitlines()[-3:])
                raise LabUnavailable(
                    f"the guest does not boot here ({silent}): {last}", "give it more time"
                ) from silent
            booting.run("systemctl", "is-system-running", "--wait", seconds=240, check=False)
            # What every run imports comes from memory afterwards.
            booting.run("python3", "-c", "import asyncio, json, ssl, urllib.request, http.client")
            booting.run("sync")
        with step("saving the booted system"):
            _save(booting, image)
        shutil.move(folder / "disk.qcow2", image.warm_disk)
    finally:
        booting.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _save(booted: Guest, image: Image) -> None:
    booted.qmp("stop")
    booted.qmp("migrate-set-parameters", **{"max-bandwidth": 4 << 30})
    booted.qmp("migrate", uri=f"exec:cat > {image.warm_state}")
    while (status := booted.qmp("query-migrate").get("status")) != "completed":
        if status in ("failed", "cancelled"):
            raise LabUnavailable(f"QEMU could not save the booted system ({status})", f"see {booted.folder}")
        time.sleep(0.1)
    booted.qmp("quit")
