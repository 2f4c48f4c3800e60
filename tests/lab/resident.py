"""The agent under test, in the guest: copied from this checkout, enrolled as a person would, left running."""

import io
import json
import tarfile
import time
from pathlib import Path
from typing import Any

from tests.lab.building.root import CHECKOUT, LIBRARIES
from tests.lab.machine.guest import Guest
from tests.lab.office import GATEWAY, Office
from tests.lab.progress import step

PLACE = "/opt/mingce"
LOG = "/var/log/mingce-agent.log"
ENVIRONMENT = {"PYTHONPATH": f"{PLACE}:/{LIBRARIES}", "PYTHONUNBUFFERED": "1"}
_COPIED = ("agent", "protocol", "tests/__init__.py", "tests/lab/__init__.py", "tests/lab/inside")
_COMMAND = ("python3", "-m", "agent")
# A PC knows its gateway's MAC once it has spoken to it; before that its segment is not certain.
_SPEAK = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('{gateway}', 9))"


def install(guest: Guest) -> None:
    """Copies what the guest runs: 9p would cost half a millisecond for each file looked at."""
    with step("copying the checkout into the guest"):
        guest.run("mkdir", "-p", PLACE)
        guest.run("tar", "-xzf", "-", "-C", PLACE, stdin=packed(CHECKOUT))
        guest.run("python3", "-m", "compileall", "-q", f"{PLACE}/agent", f"{PLACE}/protocol", seconds=300)


def packed(checkout: Path) -> bytes:
    """The copied folders as a compressed tar, without what Python compiled."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz", compresslevel=3) as archive:
        for name in _COPIED:
            archive.add(checkout / name, name, filter=_without_compiled)
    return content.getvalue()


def _without_compiled(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if entry.name.endswith(("__pycache__", ".pyc", ".po")) else entry


def start(guest: Guest, office: Office) -> int:
    """Enrols the guest's PC and starts its agent; returns when the collector has heard it. Gives its process id."""
    with step("enrolling and starting the agent"):
        bundle = office.collector.bundle.read_bytes()
        guest.run("sh", "-c", "cat > /root/site.json", stdin=bundle)
        speak(guest)
        typed = f"{office.enrolment_code()}\n".encode()
        guest.run(*_COMMAND, "enrol", "--site", "/root/site.json", stdin=typed, environment=ENVIRONMENT)
        pid = guest.spawn([*_COMMAND, "run"], LOG, ENVIRONMENT)
        _await_beat(guest, office)
        _await_attachment(guest)
    return pid


def speak(guest: Guest) -> None:
    """Makes the guest ask for its gateway's MAC, as any use of the network does."""
    guest.run("python3", "-c", _SPEAK.format(gateway=GATEWAY))


def _await_beat(guest: Guest, office: Office, seconds: float = 60) -> None:
    """Until the collector has heard the agent."""
    deadline = time.monotonic() + seconds
    while not any(row["last_beat_us"] for row in office.agents()):
        if time.monotonic() > deadline:
            raise AssertionError(f"the agent in the guest was not heard within {seconds:.0f} s:\n{log_of(guest)}")
        time.sleep(0.1)


def _await_attachment(guest: Guest, seconds: float = 90) -> None:
    """Until the agent knows its segment: elsewhere it says next to nothing."""
    deadline = time.monotonic() + seconds
    while not (status := status_of(guest)).get("is_attached"):
        if time.monotonic() > deadline:
            raise AssertionError(f"the agent in the guest does not know its segment: {status}")


def log_of(guest: Guest) -> str:
    return guest.run("cat", LOG, check=False).out


def status_of(guest: Guest) -> dict[str, Any]:
    told = guest.run(*_COMMAND, "status", "--json", environment=ENVIRONMENT, check=False).out
    status: dict[str, Any] = json.loads(told) if told else {}
    return status
