"""Which kernel modules must be loaded, in which order, before the guest's disk can be mounted. Pure."""

import lzma
import re
from collections.abc import Iterable

_SUFFIX = re.compile(r"\.ko(\.xz|\.gz|\.zst)?$")

BOOT_MODULES = ("virtio_pci", "virtio_blk", "ext4", "crc32c_generic")
"""What the root disk needs; their dependencies are added."""


def module_name(path: str) -> str:
    """`kernel/drivers/virtio/virtio-pci.ko.xz` is the module virtio_pci."""
    return _SUFFIX.sub("", path.rpartition("/")[2]).replace("-", "_")


def load_order(modules_dep: str, wanted: Iterable[str]) -> list[str]:
    """Paths of the wanted modules after those they need (modules.dep(5)); one that is not listed is built in."""
    needs = {path: rest.split() for path, _, rest in (line.partition(":") for line in modules_dep.splitlines())}
    by_name = {module_name(path): path for path in needs}
    order: list[str] = []

    def add(path: str) -> None:
        for needed in needs[path]:
            add(needed)
        if path not in order:
            order.append(path)

    for name in wanted:
        if name in by_name:
            add(by_name[name])
    return order


def unpacked(path: str, content: bytes) -> bytes:
    """The module itself: insmod of a small busybox reads no compressed one."""
    return lzma.decompress(content) if path.endswith(".xz") else content
