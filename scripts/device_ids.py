"""Writes what the agent ships about ids, and what the recall test takes as truth, from Debian's kernel packages."""

import gzip
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent.classification.claims import Claim, Scope
from agent.classification.drivers import kind_of_driver
from scripts.kernel_packages import Kernel, fetch, unpack

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "agent/classification/data"
FIXTURES = ROOT / "tests/fixtures/kernel"
_BUSES = ("usb:", "pci:", "sdio:")
_WILD = re.compile(r"\*[a-z]+\*")

Row = tuple[str, str, str]
"""Pattern, module, path."""


def rows(kernel: Kernel) -> Iterator[Row]:
    """Every alias of the three buses, with its module and where that lies."""
    paths: dict[str, str] = {}
    with (kernel.modules / "modules.dep").open(encoding="ascii") as file:
        for line in file:
            path = re.sub(r"\.ko(\.\w+)?$", ".ko", line.partition(":")[0])
            paths[Path(path).stem.replace("-", "_")] = path
    with (kernel.modules / "modules.alias").open(encoding="utf-8") as file:
        for line in file:
            word, _, rest = line.rstrip("\n").partition(" ")
            pattern, _, module = rest.rpartition(" ")
            if word == "alias" and pattern.startswith(_BUSES):
                yield pattern, module, paths[module.replace("-", "_")]


def shortened(pattern: str) -> str:
    """The same pattern with `*dc*dsc*` as one `*`: a well-formed modalias fits both or none."""
    while (shorter := _WILD.sub("*", pattern)) != pattern:
        pattern = shorter
    return pattern


def write_shipped(kernels: list[Kernel]) -> None:
    """Ids and vendors of network drivers only; classes are in agent/classification/appearance.py."""
    names: dict[tuple[str, str], None] = {}
    modules: dict[str, str] = {}
    for kernel in kernels:
        for pattern, module, path in rows(kernel):
            if kind_of_driver(module, path) is not None and Claim(pattern, module, path).scope is not Scope.CLASS:
                names[shortened(pattern), module] = None
                modules[module.replace("-", "_")] = path
        modules |= {name: path for name, path in _radio_modules(kernel) if name not in modules}
    origin = "; ".join(kernel.provenance for kernel in kernels)
    head = [f"# {origin}. Made by scripts/device-ids; do not edit.", "# Columns: "]
    _write(SHIPPED / "modules.alias.tsv", [head[0], head[1] + "pattern (fnmatch), module"], sorted(names))
    _write(SHIPPED / "modules.tsv", [head[0], head[1] + "module, where it lies"], sorted(modules.items()))


def _radio_modules(kernel: Kernel) -> Iterator[tuple[str, str]]:
    """Modules for networks that have no alias of their own but bind devices (rtw88_8822be, btintel …)."""
    with (kernel.modules / "modules.dep").open(encoding="ascii") as file:
        for line in file:
            path = re.sub(r"\.ko(\.\w+)?$", ".ko", line.partition(":")[0])
            name = Path(path).stem.replace("-", "_")
            if "/drivers/net/" in path and kind_of_driver(name, path) is not None:
                yield name, path


def _write(file: Path, head: Iterable[str], table: Iterable[tuple[str, ...]]) -> None:
    lines = [*head, *("\t".join(row) for row in table)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"device-ids: {file.relative_to(ROOT)}: {len(lines) - len(list(head))} rows", file=sys.stderr)


def write_fixture(kernel: Kernel) -> None:
    """All of them, whatever they are for: what the kernel says, without a word of ours."""
    head = f"# {kernel.provenance}: usb, pci and sdio lines of modules.alias, paths of modules.dep. scripts/device-ids."
    text = "\n".join([head, *("\t".join(row) for row in sorted(set(rows(kernel))))]) + "\n"
    file = FIXTURES / f"{kernel.modules.name}.tsv.gz"
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"device-ids: {file.relative_to(ROOT)}: {text.count(chr(10)) - 1} rows", file=sys.stderr)


def main(given: list[str]) -> int:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        packages = [Path(name) for name in given] or fetch(scratch)
        kernels = [unpack(package, scratch) for package in packages]
        write_shipped(kernels)
        for old in FIXTURES.glob("*.tsv.gz"):
            old.unlink()
        for kernel in kernels:
            write_fixture(kernel)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
