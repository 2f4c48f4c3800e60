"""Programs the host needs. As root on Debian or Ubuntu they are installed, elsewhere they are named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.lab.progress import say, step
from tests.lab.unavailable import LabUnavailable

_PACKAGE_OF_TOOL = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mmdebstrap": "mmdebstrap",
    "mke2fs": "e2fsprogs",
    "busybox": "busybox-static",
}
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def tool(name: str) -> str:
    """The program's path; raises LabUnavailable."""
    found = shutil.which(name, path=_SEARCHED)
    if found is None:
        raise LabUnavailable(f"the program {name} is missing", f"install {_PACKAGE_OF_TOOL.get(name, name)}")
    return found


def missing_packages() -> list[str]:
    """Debian packages of the programs that are not there."""
    missing = {package for name, package in _PACKAGE_OF_TOOL.items() if shutil.which(name, path=_SEARCHED) is None}
    if not _KEYRING.exists():
        missing.add("debian-archive-keyring")
    return sorted(missing)


def why_not() -> str | None:
    """Why this machine can neither use nor install the programs, in one line; None when it can."""
    if os.geteuid() != 0 or not _is_root_of_the_machine(Path("/proc/self/uid_map").read_text()):
        return "not the machine's root, which mmdebstrap needs to fill a Debian system"
    if os.uname().machine != "x86_64":
        return f"the guest is an x86-64 PC and this machine is {os.uname().machine}"
    missing = missing_packages()
    if missing and shutil.which("apt-get") is None:
        return f"no apt-get here to install {' '.join(missing)}"
    return None


def _is_root_of_the_machine(uid_map: str) -> bool:
    """Not merely of a user namespace (user_namespaces(7)): that root may neither mount devices nor install."""
    return uid_map.split() == ["0", "0", "4294967295"]


def install() -> None:
    """Installs what is missing; raises LabUnavailable naming it when that cannot be done."""
    missing = missing_packages()
    if not missing:
        return
    names = " ".join(missing)
    if reason := why_not():
        raise LabUnavailable(f"{names} must be installed, but {reason}", f"as root: apt-get install {names}")
    with step(f"installing {names} with apt-get"):
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", *missing)


def _apt_get(*arguments: str) -> None:
    done = subprocess.run(
        ["apt-get", "--quiet", "--quiet", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LabUnavailable(
            f"apt-get {arguments[0]} failed: {done.stderr.strip()[-400:]}", "see that apt-get reaches its mirror"
        )


def main() -> int:
    """`python3 -m tests.lab.building.tools`: installs them; exit code 3 says why it cannot."""
    try:
        install()
    except LabUnavailable as unavailable:
        say(str(unavailable))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
