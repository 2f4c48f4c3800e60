"""Builds packages: runtime, libraries, program, pages, audit, then deb and rpm."""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.packages import audit, bundle, recipe
from scripts.packages.assemble import assemble
from scripts.packages.layout import lay_out
from scripts.packages.product import EPOCH, MACHINES, NEWEST_GLIBC, ROOT, SIDES, Machine, Side, version

_RUNTIME = ROOT / "packaging" / "runtime"


def main() -> int:
    given = _arguments()
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", str(EPOCH)))
    work, out = given.work.resolve(), given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    program = _program(work, epoch)
    compiler = _runtime(work, MACHINES[platform.machine()], None) / "python/bin/python3.11"
    made = []
    for machine in (MACHINES[name] for name in given.machine):
        runtime = _runtime(work, machine, compiler)
        for side in (SIDES[name] for name in given.side):
            tree = work / "tree" / f"{side.name}-{machine.name}"
            shutil.rmtree(tree, ignore_errors=True)
            _say(f"{side.package} for {machine.name}: laying out")
            home = assemble(side, runtime, _wheels(work, side, machine), program, compiler, tree, epoch)
            lay_out(side, tree, version(), epoch)
            most = NEWEST_GLIBC[side.name]
            if audit.main([str(home), f"{most[0]}.{most[1]}"]) != 0:
                return 1
            made += [_packed(side, machine, kind, tree, out, epoch) for kind in ("deb", "rpm")]
    sums = bundle.write_sums(out)
    if given.sign is not None:
        bundle.sign(sums, given.sign)
    for path in made:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}  {path.stat().st_size} bytes")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/package")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "packages")
    parser.add_argument("--side", action="append", choices=sorted(SIDES))
    parser.add_argument("--machine", action="append", choices=sorted(MACHINES))
    parser.add_argument("--sign", type=Path)
    given = parser.parse_args()
    given.side = given.side or sorted(SIDES)
    given.machine = given.machine or [platform.machine()]
    return given


def _say(text: str) -> None:
    print(f"package: {text}", file=sys.stderr, flush=True)


def _run(words: Sequence[object], **variables: str) -> None:
    """A program that must succeed; its output goes where ours goes."""
    subprocess.run([str(word) for word in words], check=True, cwd=ROOT, env=os.environ | variables, stdout=sys.stderr)


def _program(work: Path, epoch: int) -> Path:
    """The wheel of this checkout."""
    folder = work / "program"
    shutil.rmtree(folder, ignore_errors=True)
    _say("the program's wheel")
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    _run(command, SOURCE_DATE_EPOCH=str(epoch))
    (wheel,) = folder.glob("mingce-*.whl")
    return wheel


def _runtime(work: Path, machine: Machine, compiler: Path | None) -> Path:
    """The CPython of a processor, built if it is not there (ten minutes of one processor)."""
    folder = work / "runtime" / machine.name
    if not (folder / "python/bin/python3.11").exists() or not (folder / "licences").is_dir():
        began = time.monotonic()
        _say(f"the runtime for {machine.name} (about ten minutes)")
        _run((_RUNTIME / "fetch", work / "sources"))
        _run(
            (_RUNTIME / "build", work / "sources", folder, machine.name),
            MINGCE_ZIG=sys.executable,
            MINGCE_BUILD_PYTHON=str(compiler or sys.executable),
        )
        _say(f"  done in {time.monotonic() - began:.0f} s")
    return folder


def _wheels(work: Path, side: Side, machine: Machine) -> Path:
    """The pinned libraries of a side for a processor, each compared with its hash."""
    folder = work / "wheels" / f"{side.name}-{machine.name}"
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp"]
    command += [f"--abi={abi}" for abi in ("cp311", "abi3", "none")]
    command += [f"--platform={tag}" for tag in machine.wheel_platforms]
    _run([*command, "--dest", folder, "--requirement", ROOT / "requirements" / f"{side.name}.txt"])
    return folder


def _packed(side: Side, machine: Machine, kind: str, tree: Path, out: Path, epoch: int) -> Path:
    """One package, by nfpm."""
    name = f"{side.package}_{version()}_{machine.debian}.{kind}"
    told = tree.parent / f"{name}.json"
    recipe.write(recipe.recipe(side, machine, kind, version(), tree, epoch), told)
    nfpm = shutil.which("nfpm", path=str(Path(sys.executable).parent))
    _run((nfpm or "nfpm", "package", "--config", told, "--packager", kind, "--target", out / name))
    return out / name


if __name__ == "__main__":
    sys.exit(main())
