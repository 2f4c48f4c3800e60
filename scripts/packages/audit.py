"""Which glibc the shipped binaries ask for: the newest symbol version of every ELF file below a folder.

Usage: python -m scripts.packages.audit FOLDER MAJOR.MINOR

Exit codes: 0 all are at most MAJOR.MINOR, 1 at least one is newer (named), 2 wrong usage or not a single binary there.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

Version = tuple[int, int]
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_ELF = b"\x7fELF"


@dataclass(frozen=True, slots=True)
class Binary:
    """An ELF file: its processor, the newest glibc it asks for ((0, 0): none), the shared libraries it needs."""

    path: Path
    machine: str
    newest: Version
    needs: tuple[str, ...]


def binaries(folder: Path) -> Iterator[Binary]:
    """Every ELF file below `folder`, in the order of their names."""
    for path in sorted(found for found in folder.rglob("*") if found.is_file() and not found.is_symlink()):
        with path.open("rb") as file:
            if file.read(len(_ELF)) == _ELF:
                file.seek(0)
                yield _read(path, ELFFile(file))


def _read(path: Path, elf: ELFFile) -> Binary:
    newest, needs = (0, 0), []
    section = elf.get_section_by_name(".gnu.version_r")
    if isinstance(section, GNUVerNeedSection):
        for _needed, versions in section.iter_versions():
            for version in versions:
                if match := _GLIBC.fullmatch(version.name):
                    newest = max(newest, (int(match[1]), int(match[2])))
    dynamic = elf.get_section_by_name(".dynamic")
    if isinstance(dynamic, DynamicSection):
        # pyelftools gives a tag the attribute its kind has.
        needs = [str(getattr(tag, "needed")) for tag in dynamic.iter_tags("DT_NEEDED")]  # noqa: B009
    return Binary(path, str(elf.get_machine_arch()), newest, tuple(needs))


def too_new(found: list[Binary], most: Version) -> list[str]:
    """A sentence for each binary that asks for a newer glibc than `most`."""
    return [
        f"{one.path}: asks for GLIBC_{one.newest[0]}.{one.newest[1]}, more than {most[0]}.{most[1]}"
        for one in found
        if one.newest > most
    ]


def main(arguments: list[str]) -> int:
    match = re.fullmatch(r"(\d+)\.(\d+)", arguments[1]) if len(arguments) == 2 else None
    if match is None:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(binaries(Path(arguments[0])))
    if not found:
        print(f"audit: not a single ELF file below {arguments[0]}", file=sys.stderr)
        return 2
    problems = too_new(found, (int(match[1]), int(match[2])))
    for problem in problems:
        print(f"audit: {problem}", file=sys.stderr)
    newest = max(one.newest for one in found)
    print(f"audit: {len(found)} binaries, newest symbol GLIBC_{newest[0]}.{newest[1]}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
