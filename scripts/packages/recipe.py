"""What nfpm is told: the files of a package, who owns them, its scripts (nfpm.goreleaser.com/configuration)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.packages.product import ROOT, Machine, Side

_NEEDS = {
    "deb": {"agent": ["libc6 (>= 2.17)"], "collector": ["libc6 (>= 2.28)"]},
    "rpm": {"agent": ["glibc >= 2.17"], "collector": ["glibc >= 2.28"]},
}
_RUNTIME = "Brings its own Python runtime; needs no network and no compiler to be installed."
_ABOUT = {
    "agent": "Tells which network adapters, addresses and neighbours this PC has, nothing of its files or its user.",
    "collector": "Knows whose terminal is at which address, and tells of those that nobody answers for.",
}
_SCRIPTS = ("postinstall", "preremove", "postremove")


def recipe(side: Side, machine: Machine, kind: str, version: str, tree: Path, epoch: int) -> dict[str, Any]:
    """The recipe of one package; `tree` holds what is installed, as its folders lie on the target."""
    moment = datetime.fromtimestamp(epoch, UTC).isoformat()
    return {
        "name": side.package,
        "arch": machine.debian,
        "platform": "linux",
        "version": version,
        "version_schema": "none",
        "release": "1",
        "section": "net",
        "priority": "optional",
        "maintainer": "The Mingce authors <mingce@example.org>",
        "description": f"{side.summary}\n{_ABOUT[side.name]}\n{_RUNTIME}",
        "license": "MIT",
        "homepage": "https://mingce.example.org",
        "mtime": moment,
        "umask": 0o022,
        "depends": _NEEDS[kind][side.name],
        "contents": _contents(side, tree, epoch),
        "scripts": {name: str(ROOT / "packaging" / side.name / name) for name in _SCRIPTS},
        # xz: dpkg and rpm of 2016 read it. The host's name would differ from one build to the next.
        "deb": {"compression": "xz"},
        "rpm": {"compression": "xz", "buildhost": "mingce", "group": "System Environment/Daemons"},
    }


def _contents(side: Side, tree: Path, epoch: int) -> list[dict[str, Any]]:
    moment = datetime.fromtimestamp(epoch, UTC).isoformat()
    found: list[dict[str, Any]] = []
    for path in sorted(tree.rglob("*")):
        place = f"/{path.relative_to(tree)}"
        entry: dict[str, Any] = {"dst": place, "file_info": {"mtime": moment, "owner": "root", "group": "root"}}
        if path.is_symlink():
            found.append(entry | {"src": str(path.readlink()), "type": "symlink"})
        elif path.is_dir():
            # Folders of the distribution are its own; ours are named, so that removal takes them away.
            if place.startswith((f"/{side.home}", f"/usr/share/doc/{side.package}")) or place == "/etc/mingce":
                entry["file_info"]["mode"] = 0o755
                found.append(entry | {"type": "dir"})
        else:
            entry["file_info"]["mode"] = path.stat().st_mode & 0o777
            kind = {"type": "config|noreplace"} if place.startswith("/etc/") else {}
            found.append(entry | {"src": str(path)} | kind)
    return found


def write(told: dict[str, Any], path: Path) -> None:
    """The recipe as a file; JSON is YAML."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
