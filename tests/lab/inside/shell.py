"""Commands and conditions of the guest's scenes."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Seen = TypeVar("Seen")


class SceneFailed(Exception):
    """The guest could not be brought into the state a scenario wants; the text says what was tried."""


def sh(script: str, seconds: float = 60) -> str:
    """Standard output of a shell script; raises SceneFailed."""
    done = subprocess.run(
        ["/bin/sh", "-euc", script],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise SceneFailed(f"{script}: exit code {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def wait_for(look: Callable[[], Seen | None], what: str, seconds: float = 30) -> Seen:
    """What `look` says once it is true; raises SceneFailed."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise SceneFailed(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.005)
    return seen


def read(path: str | Path) -> str | None:
    """A file of sysfs without its line feed; None when it is not there."""
    try:
        return Path(path).read_text(errors="replace").strip()
    except OSError:
        return None


def write(path: str | Path, text: str) -> None:
    Path(path).write_text(text)


def now_us() -> int:
    return time.time_ns() // 1000
