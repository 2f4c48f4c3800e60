"""The guest's file system: Debian's packages, the agent's pinned libraries, the channel."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.lab.building.packages import PACKAGES, PYTHON_VERSION, SUITE
from tests.lab.building.tools import tool
from tests.lab.progress import step
from tests.lab.unavailable import LabUnavailable

CHECKOUT = Path(__file__).parents[3]
FILES = Path(__file__).parent / "files"
INSIDE = CHECKOUT / "tests/lab/inside"
LOCKED = CHECKOUT / "requirements/agent.txt"
LIBRARIES = "opt/agent-libraries"
"""Where the agent's libraries lie in the guest."""

CHANNEL = ("channel.py", "framing.py")
# An initrd is not needed; making one would take as long as all packages together.
_NO_INITRD = (
    'chroot "$1" dpkg-divert --quiet --local --rename --add /usr/sbin/update-initramfs; '
    'ln -sf /bin/true "$1/usr/sbin/update-initramfs"'
)
_LEFT_OUT = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/doc/*")


def make_root(root: Path, log: Path) -> None:
    """Fills the folder `root`; raises LabUnavailable with what the failing program said."""
    shutil.rmtree(root, ignore_errors=True)
    with step(f"installing Debian {SUITE} ({len(PACKAGES)} packages and what they need)"):
        _debootstrap(root, log)
    with step("installing the agent's libraries"):
        _libraries(root, log)
    place = root / "usr/local/lib/lab/tests/lab/inside"
    place.mkdir(parents=True)
    for package in (place, place.parent, place.parent.parent):
        (package / "__init__.py").touch()
    for name in CHANNEL:
        shutil.copy(INSIDE / name, place / name)


def _debootstrap(root: Path, log: Path) -> None:
    command = [tool("mmdebstrap"), "--quiet", "--mode=root", "--variant=minbase", f"--include={','.join(PACKAGES)}"]
    command += [f"--dpkgopt=path-exclude={pattern}" for pattern in _LEFT_OUT]
    command += [f"--essential-hook={_NO_INITRD}", f'--customize-hook=sh {FILES / "customize"} "$1"', SUITE, str(root)]
    # `systemctl enable` needs its units, and those the hook writes itself; the channel's program follows later.
    _run(command, log, "see that Debian's mirror can be reached and that this root may mount and chroot")


def _libraries(root: Path, log: Path) -> None:
    """Wheels for the guest's Python, not for the host's."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary=:all:", "--no-compile", "--target", str(root / LIBRARIES)]
    command += ["--implementation", "cp", "--python-version", PYTHON_VERSION]
    for platform in ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64"):
        command += ["--platform", platform]
    _run([*command, "--requirement", str(LOCKED)], log, "see that pip reaches its index")


def _run(command: list[str], log: Path, remedy: str) -> None:
    with log.open("ab") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
    if done.returncode:
        tail = " | ".join(log.read_text(errors="replace").strip().splitlines()[-4:])
        raise LabUnavailable(f"{Path(command[0]).name} failed ({log}): {tail}", remedy)


def kernel_version(root: Path) -> str:
    """Of the newest kernel installed."""
    versions = [path.name for path in (root / "lib/modules").iterdir()]
    return max(versions, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])
