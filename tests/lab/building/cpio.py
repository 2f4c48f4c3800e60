"""An initramfs: files as a newc cpio archive (Documentation/driver-api/early-userspace/buffer-format.rst). Pure."""

from collections.abc import Iterable
from typing import NamedTuple

DIRECTORY, PROGRAM, FILE = 0o040755, 0o100755, 0o100644


class Entry(NamedTuple):
    """One file or folder; `name` without a leading slash."""

    name: str
    mode: int
    content: bytes = b""


def archive(entries: Iterable[Entry]) -> bytes:
    """The archive with its trailer."""
    records = [_record(entry, number) for number, entry in enumerate(entries, 1)]
    return b"".join([*records, _record(Entry("TRAILER!!!", 0), 0)])


def _record(entry: Entry, inode: int) -> bytes:
    name = entry.name.encode() + b"\0"
    fields = (inode, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % value for value in fields) + name
    return _padded(head) + _padded(entry.content)


def _padded(block: bytes) -> bytes:
    return block + b"\0" * (-len(block) % 4)
