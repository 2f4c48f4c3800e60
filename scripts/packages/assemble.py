"""Lays out what one package installs under /opt: the runtime, the libraries, the program; nothing of the other side.

Everything is compiled ahead with unchecked hashes, stripped of what never runs there (tests, Tk, headers), and stamped
with one time: the same inputs give the same bytes. Runs nothing of the target, so it builds for another processor too.
"""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from scripts.packages.product import Side

_LIBRARY = "lib/python3.11"
# Debian's sources look for libraries here (below our own prefix; nothing of the host's).
_SITE = "dist-packages"
# What of the standard library no part of Mingce asks for; each is big, or needs a display or a compiler.
_UNUSED = (
    "test", "idlelib", "tkinter", "turtledemo", "turtle.py", "lib2to3", "ensurepip", "pydoc_data", "distutils", "venv",
    "config-3.11-*", "lib-dynload/_test*", "lib-dynload/_ctypes_test*", "lib-dynload/xxlimited*", "lib-dynload/_xx*",
    "lib-dynload/*_failed.so",
    "sqlite3/test", "unittest/test", "ctypes/test", "__phello__", "wsgiref", "xmlrpc", "curses", "msilib",
)  # fmt: skip
_NEVER_INSTALLED = ("pip",)
"""Asked for by a library (sqlite-utils) for a command of its own; nothing is ever installed on a target."""
_OTHER_SIDE = {"agent": ("collector",), "collector": ("agent",)}
# Isolated: neither the environment nor the user's site folder changes what runs as a service. Columns of errors cost
# memory and are wanted by nobody who runs this (PEP 657).
_LAUNCHER = """#!/bin/sh
exec /{home}/bin/python3.11 -I -X no_debug_ranges -c 'from {module} import run; run()' "$@"
"""


def assemble(side: Side, runtime: Path, wheels: Path, program: Path, compiler: Path, out: Path, epoch: int) -> Path:
    """Makes `out`/opt/mingce-SIDE anew and returns it.

    `runtime` is what packaging/runtime/build made, `wheels` the folder of pinned libraries for the same processor,
    `program` the wheel of this project, `compiler` a CPython 3.11 that runs here.
    """
    root = out / side.home
    shutil.rmtree(root, ignore_errors=True)
    _runtime(runtime, root)
    site = root / _LIBRARY / _SITE
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    for wheel in [*sorted(wheels.glob("*.whl")), program]:
        if wheel.name.partition("-")[0] not in _NEVER_INSTALLED:
            _unpack(wheel, site)
    for name in _OTHER_SIDE[side.name]:
        shutil.rmtree(site / name, ignore_errors=True)
    launcher = root / "bin" / side.command
    launcher.write_text(_LAUNCHER.format(home=side.home, module=side.module), "ascii")
    _licences(root, site, runtime)
    _compile(root, compiler)
    stamp(root, epoch)
    return root


def _runtime(runtime: Path, root: Path) -> None:
    library = runtime / "python" / _LIBRARY
    (root / "bin").mkdir(parents=True)
    shutil.copy2(runtime / "python" / "bin" / "python3.11", root / "bin" / "python3.11")
    unused = {found for pattern in _UNUSED for found in library.glob(pattern)}

    def ignored(folder: str, names: list[str]) -> list[str]:
        return [
            name for name in names if name == "__pycache__" or Path(folder) / name in unused or name.endswith(".pyc")
        ]

    shutil.copytree(library, root / _LIBRARY, symlinks=True, ignore=ignored)


def _unpack(wheel: Path, site: Path) -> None:
    """Purelib and platlib alike; scripts and data of wheels are left: the packages have launchers of their own."""
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            top, _, rest = entry.filename.partition("/")
            inside = entry.filename
            if top.endswith(".data"):
                kind, _, inside = rest.partition("/")
                if kind not in ("purelib", "platlib") or not inside:
                    continue
            if entry.is_dir() or "/tests/" in f"/{inside}":
                continue
            target = site / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))


def _licences(root: Path, site: Path, runtime: Path) -> None:
    """Every library's own notice, beside those of what the runtime is made of."""
    folder = root / "licences"
    for info in sorted(site.glob("*.dist-info")):
        for found in sorted(item for item in info.rglob("*") if item.is_file()):
            if any(word in found.name.upper() for word in ("LICEN", "COPYING", "NOTICE", "AUTHORS")):
                target = folder / info.name.partition("-")[0] / found.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found, target)
    (folder / "runtime").mkdir(parents=True, exist_ok=True)
    for found in sorted((runtime / "licences").iterdir()):
        shutil.copyfile(found, folder / "runtime" / found.name)


def _compile(root: Path, compiler: Path) -> None:
    """Paths inside the compiled files are those of the target, whatever folder this ran in."""
    command: list[str | Path] = [
        compiler,
        "-s",
        "-m",
        "compileall",
        "-q",
        "-f",
        "-j",
        "1",
        "--invalidation-mode",
        "unchecked-hash",
    ]
    command += ["-s", str(root), "-p", f"/{root.relative_to(root.parents[1])}", str(root / "lib")]
    # Sets inside compiled code are written in the order of their hashes.
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "0", "PATH": os.defpath})


def stamp(root: Path, epoch: int) -> None:
    """One time and plain modes for everything below `root`: programs and folders 0755, the rest 0644."""
    for found in [*sorted(root.rglob("*"), reverse=True), root]:
        if not found.is_symlink():
            is_program = found.is_dir() or found.parent.name == "bin" or found.suffix == ".so" or ".so." in found.name
            found.chmod(0o755 if is_program else 0o644)
        os.utime(found, (epoch, epoch), follow_symlinks=False)
