"""The tables of Debian's kernels: tests/fixtures/kernel holds them as they are, a test lays them out as depmod does."""

import gzip
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/kernel"
RELEASES = tuple(sorted(path.name.removesuffix(".tsv.gz") for path in FIXTURES.glob("*.tsv.gz")))


@dataclass(frozen=True, slots=True)
class Alias:
    """A line of modules.alias, and where modules.dep says that its module lies."""

    pattern: str
    module: str
    path: str


def aliases_of(release: str) -> tuple[Alias, ...]:
    """Every usb:, pci: and sdio: alias of a kernel."""
    text = gzip.decompress((FIXTURES / f"{release}.tsv.gz").read_bytes()).decode()
    return tuple(Alias(*line.split("\t")) for line in text.splitlines() if not line.startswith("#"))


def lay_out(aliases: tuple[Alias, ...], folder: Path) -> Path:
    """A folder as /lib/modules/RELEASE is."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"alias {alias.pattern} {alias.module}\n" for alias in aliases]
    (folder / "modules.alias").write_text("# Aliases extracted from modules themselves.\n" + "".join(lines))
    paths = sorted({alias.path for alias in aliases})
    (folder / "modules.dep").write_text("".join(f"{path}.xz: kernel/lib/crc8.ko.xz\n" for path in paths))
    return folder


_FIELDS = {
    "usb": (
        ("v", 4),
        ("p", 4),
        ("d", 4),
        ("dc", 2),
        ("dsc", 2),
        ("dp", 2),
        ("ic", 2),
        ("isc", 2),
        ("ip", 2),
        ("in", 2),
    ),
    "pci": (("v", 8), ("d", 8), ("sv", 8), ("sd", 8), ("bc", 2), ("sc", 2), ("i", 2)),
    "sdio": (("c", 2), ("v", 4), ("d", 4)),
}
_VALUE = r"((?:[0-9A-F]|\[[^\]]*\]|\*)+)"
_NOBODYS = {"v": "FFF0", "p": "FFF0"}


def concrete(pattern: str) -> str:
    """A modalias that fits the pattern: what it leaves open is zero, or a vendor and product that nobody has."""
    bus, _, rest = pattern.partition(":")
    fields = _FIELDS[bus]
    values = re.fullmatch("".join(name + _VALUE for name, _ in fields).removesuffix("+)") + r"*)\*?", rest)
    assert values is not None, pattern
    name = f"{bus}:" + "".join(
        name + _one(name, value, width) for (name, width), value in zip(fields, values.groups(), strict=True)
    )
    assert fnmatchcase(name, pattern), (name, pattern)
    return name


def _one(name: str, value: str, width: int) -> str:
    if value == "*" and name in _NOBODYS:
        return _NOBODYS[name].rjust(width, "0")
    given = re.sub(r"\[(.)[^\]]*\]", r"\1", value)
    return given.replace("*", "").ljust(width, "0") if "*" in given else given
