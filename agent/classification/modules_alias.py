"""Reading the kernel's own tables below /lib/modules/RELEASE, line by line, without keeping any of them.

modules.alias and modules.dep are depmod(8)'s; modules.builtin.modinfo (`name.key=value`, NUL-separated) comes with
kernels from 5.2 on. A pattern fits as kmod lets it: by fnmatch(3), dash and underscore alike.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from agent.classification.hardware import Hardware
from agent.errors import CouldNotLook
from agent.host.machine import could_not_read

_BLOCK = 1 << 16
_LONGEST_LINE = 4096
_MOST_BYTES = 64 << 20
MOST_CLAIMS = 256

ALIAS = b"alias "
"""How a line of modules.alias begins; the shipped table does without."""


class Asked:
    """What is looked for: patterns that fit a name of the hardware, or its ids where no name is known.

    Sound for patterns that write the bus literally, as scripts/mod/file2alias.c does for usb, pci and sdio.
    """

    def __init__(self, hardware: Hardware) -> None:
        self._names = tuple(name.replace("-", "_") for name in hardware.names)
        self._prefix = hardware.prefix
        bus = f"{hardware.bus}:"
        rest = re.escape(self._prefix.removeprefix(bus)).encode("utf-8", "replace")
        wild = b"[^ \\n\\t*?\\[]{0,%d}[*?\\[]" % max(len(self._prefix) - len(bus) - 1, 0)
        names_all = rest + b"|" + wild if rest else b""
        self.pattern = re.escape(bus).encode("utf-8", "replace") + b"(?:" + names_all + b")[^ \\n\\t\\0]{0,500}"

    def fits(self, pattern: str) -> bool:
        """Whether a pattern that `self.pattern` found is for this hardware."""
        if not self._names:
            return pattern.startswith(self._prefix) and not self._prefix.endswith(":")
        pattern = pattern.replace("-", "_") if "[" not in pattern else pattern
        return any(_matches(name, pattern) for name in self._names)


def _matches(name: str, pattern: str) -> bool:
    """fnmatch(3); nearly all patterns have stars only, and need no regular expression to be made and kept."""
    if "?" in pattern or "[" in pattern:
        return fnmatchcase(name, pattern)
    first, *parts = pattern.split("*")
    if not parts:
        return name == pattern
    *parts, last = parts
    place, end = len(first), len(name) - len(last)
    if place > end or not name.startswith(first) or not name.endswith(last):
        return False
    for part in parts:
        found = name.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def aliases(file: Path, asked: Asked, before: bytes = ALIAS) -> Iterator[tuple[str, str]]:
    """Pattern and module of every line that fits; at most MOST_CLAIMS. Raises CouldNotLook."""
    line = re.compile(re.escape(before) + b"(" + asked.pattern + b")[ \\t]([^ \\n\\t]{1,64})\\n")
    hits = (hit.groups() for text in blocks(file, b"\n") for hit in line.finditer(text))
    return _fitting(hits, asked)


def builtin_aliases(file: Path, asked: Asked) -> Iterator[tuple[str, str]]:
    """The same for what is compiled into the kernel, from modules.builtin.modinfo. Raises CouldNotLook."""
    # The module stands before, but a search that begins with known letters is ten times faster.
    value = re.compile(b"\\.alias=(" + asked.pattern + b")\\0")
    hits = (
        (hit.group(1), text[text.rfind(b"\0", 0, hit.start()) + 1 : hit.start()][-64:])
        for text in blocks(file, b"\0")
        for hit in value.finditer(text)
    )
    return _fitting(hits, asked)


def _fitting(hits: Iterable[tuple[bytes, ...]], asked: Asked) -> Iterator[tuple[str, str]]:
    decoded = ((pattern.decode("utf-8", "replace"), module.decode("utf-8", "replace")) for pattern, module in hits)
    return islice((found for found in decoded if asked.fits(found[0])), MOST_CLAIMS)


def module_paths(file: Path, modules: Iterable[str]) -> dict[str, str]:
    """Where modules.dep says that these lie, like kernel/drivers/net/…/x.ko.xz. Raises CouldNotLook."""
    wanted = {module.replace("-", "_"): module for module in modules}
    if not wanted:
        return {}
    names = "|".join(re.escape(name).replace("_", "[_-]") for name in wanted)
    entry = re.compile(f"/({names})\\.ko(?:\\.[a-z0-9]{{1,4}})?:".encode("utf-8", "replace"))
    found: dict[str, str] = {}
    for text in blocks(file, b"\n"):
        for hit in entry.finditer(text):
            start = text.rfind(b"\n", 0, hit.start()) + 1
            name = hit.group(1).decode("utf-8", "replace").replace("-", "_")
            found.setdefault(wanted[name], text[start : hit.end() - 1].decode("utf-8", "replace")[:256])
    return found


def builtin_paths(file: Path, modules: Iterable[str]) -> dict[str, str]:
    """Where the source of built-in modules lies, from modules.builtin.modinfo. Raises CouldNotLook."""
    wanted = [module for module in modules if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", module)]
    if not wanted:
        return {}
    entry = re.compile(f"(?<![^\\0])({'|'.join(wanted)})\\.file=([^\\0]{{1,256}})\\0".encode())
    hits = (hit.groups() for text in blocks(file, b"\0") for hit in entry.finditer(text))
    return {module.decode(): path.decode("utf-8", "replace") for module, path in hits}


def blocks(file: Path, end: bytes) -> Iterator[bytes]:
    """The file in pieces that end where a line ends; over-long lines are left out. Raises CouldNotLook."""
    rest, total = b"", 0
    try:
        with file.open("rb", buffering=0) as source:
            while block := source.read(_BLOCK):
                total += len(block)
                if total > _MOST_BYTES:
                    raise CouldNotLook(f"read {file}", f"it is larger than {_MOST_BYTES >> 20} MiB")
                text, cut, tail = (rest + block).rpartition(end)
                yield text + cut
                rest = tail if len(tail) <= _LONGEST_LINE else b""
    except OSError as error:
        raise could_not_read(file, error) from None
    if rest:
        yield rest + end
