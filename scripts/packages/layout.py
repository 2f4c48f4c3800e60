"""What a package installs beside /opt: command, units, users, settings, man pages, completion, notices."""

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

from scripts.packages import manual
from scripts.packages.assemble import stamp
from scripts.packages.commands import commands
from scripts.packages.product import ROOT, Side

_MANUALS = {"en": "usr/share/man/man8", "zh": "usr/share/man/zh_CN/man8"}


def lay_out(side: Side, tree: Path, version: str, epoch: int) -> None:
    """Adds to `tree`, which has /opt already, everything else of the package."""
    _link(tree / "usr/bin" / side.command, f"/{side.home}/bin/{side.command}")
    for unit in sorted((ROOT / "systemd").glob(f"{side.package}*")):
        place = "usr/lib/sysusers.d" if unit.suffix == ".conf" else "usr/lib/systemd/system"
        _copy(unit, tree / place / unit.name)
    _copy(ROOT / "packaging" / side.name / f"{side.name}.toml", tree / "etc/mingce" / f"{side.name}.toml")
    doc = tree / "usr/share/doc" / side.package
    _copy(ROOT / "LICENSE", doc / "copyright")
    _copy(ROOT / "CHANGELOG.md", doc / "CHANGELOG.md")
    (doc / "licences").symlink_to(f"/{side.home}/licences")
    _pages(side, tree, version, epoch)
    for top in ("usr", "etc"):
        stamp(tree / top, epoch)


def _pages(side: Side, tree: Path, version: str, epoch: int) -> None:
    date = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    for language, folder in _MANUALS.items():
        found = commands(side.name, language, ROOT)
        target = tree / folder / f"{side.command}.8.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(manual.man_page(found, language, version, date).encode(), mtime=0))
        if language == "en":
            script = tree / "usr/share/bash-completion/completions" / side.command
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(manual.completion(found), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
