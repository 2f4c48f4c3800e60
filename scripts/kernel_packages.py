"""Debian's kernel packages, unpacked and with the tables that depmod makes when one is installed."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SUITES = ("bookworm", "trixie")
_META = "linux-image-amd64"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True, slots=True)
class Kernel:
    """`provenance`: package and version; `modules`: its folder lib/modules/RELEASE, with modules.alias."""

    provenance: str
    modules: Path


def fetch(scratch: Path) -> list[Path]:
    """The current kernel package of each suite, oldest suite first."""
    return [_download(_private_apt(suite, scratch / suite), scratch / suite) for suite in SUITES]


def unpack(package: Path, scratch: Path) -> Kernel:
    """The package's files and their tables."""
    root = scratch / package.stem
    _run("dpkg-deb", "-x", str(package), str(root))
    # Debian 13 has /usr/lib only; depmod looks below /lib.
    if not (root / "lib").exists():
        (root / "lib").symlink_to("usr/lib")
    (modules,) = (root / "lib/modules").iterdir()
    depmod = _depmod(scratch)
    subprocess.run(["depmod", "-b", str(root), modules.name], executable=depmod, check=True)
    name, version = (_run("dpkg-deb", "-f", str(package), field).strip() for field in ("Package", "Version"))
    return Kernel(f"{name} {version}", modules)


def _private_apt(suite: str, folder: Path) -> list[str]:
    """Options for an apt of its own, so that the machine's suites and lists stay as they are."""
    sites = {label: _site(label) for label in ("Debian", "Debian-Security")}
    if sites["Debian"] is None:
        sys.exit("device-ids: apt knows no Debian mirror; give the kernel packages as arguments")
    (folder / "lists/partial").mkdir(parents=True)
    (folder / "status").touch()
    sources = folder / "sources.list"
    named = ((sites["Debian"], suite), (sites["Debian-Security"], f"{suite}-security"))
    lines = [f"deb [signed-by={_KEYRING}] {site} {name} main\n" for site, name in named if site]
    sources.write_text("".join(lines), encoding="ascii")
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State": folder,
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder,
        "APT::Architecture": "amd64",
    }
    return [f"-o{key}={value}" for key, value in options.items()]


def _site(label: str) -> str | None:
    """The mirror that this machine's apt uses for Debian or its security updates."""
    targets = _run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", f"Label: {label}").split()
    return targets[0] if targets else None


def _download(options: list[str], folder: Path) -> Path:
    _run("apt-get", *options, "update")
    about = _run("apt-cache", *options, "show", "--no-all-versions", _META)
    name = re.search(r"^Depends: (linux-image-\S+)", about, re.MULTILINE)
    if name is None:
        sys.exit(f"device-ids: {_META} names no kernel")
    _run("apt-get", *options, "download", name.group(1), cwd=folder)
    return next(folder.glob("linux-image-*.deb"))


def _depmod(scratch: Path) -> Path:
    for folder in (*os.environ.get("PATH", "").split(":"), "/sbin", "/usr/sbin"):
        if (Path(folder) / "depmod").exists():
            return Path(folder) / "depmod"
    kmod = scratch / "kmod"
    if not kmod.exists():
        _run("apt-get", "download", "kmod", cwd=scratch)
        _run("dpkg-deb", "-x", str(next(scratch.glob("kmod_*.deb"))), str(kmod))
    return next(path for path in (kmod / "usr/bin/kmod", kmod / "bin/kmod") if path.exists())


def _run(*command: str, cwd: Path | None = None) -> str:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
