"""The machine as one value: where its files are, its clock, its kernel tables, what root alone may read."""

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from agent.errors import CouldNotLook
from agent.host.clock import Clock
from agent.host.tables import KernelTables
from agent.privileged.answers import Privileged
from agent.privileged.nobody import Nobody
from protocol.errors import MalformedIdentity
from protocol.identity import BootId, require_hex_32

_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO})


@dataclass(frozen=True, slots=True, eq=False)
class Host:
    """Everything a probe may look at; a captured machine is a Host with other roots and a fake for its tables."""

    clock: Clock
    netlink: KernelTables
    sysfs: Path = Path("/sys")
    procfs: Path = Path("/proc")
    etc: Path = Path("/etc")
    dev: Path = Path("/dev")
    modules: Path = Path("/lib/modules")
    run: Path = Path("/run")
    var: Path = Path("/var")
    opt: Path = Path("/opt")
    usr: Path = Path("/usr")
    state: Path = Path("/var/lib/mingce-agent")
    """The agent's state directory: whose signature this site believes."""
    privileged: Privileged = field(default_factory=Nobody)

    def read_text(self, path: Path, most: int = 4096) -> str | None:
        """The first `most` bytes of a file without surrounding white space, bytes that are no UTF-8 replaced.

        None: not there, or its device is gone. Raises CouldNotLook for every other refusal (EACCES, EIO, EINVAL …).
        """
        try:
            # A pipe put in a file's place must not keep the agent waiting for somebody to write.
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                content = os.read(file, most)
            finally:
                os.close(file)
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None
            raise could_not_read(path, error) from None
        return content.decode("utf-8", "replace").strip("\0 \t\r\n")

    def link_target(self, path: Path) -> Path | None:
        """Where a symbolic link points, as written in it (dangling ones too); None: not there or no link."""
        try:
            return path.readlink()
        except OSError as error:
            if error.errno in _NOT_THERE | {errno.EINVAL}:
                return None
            raise could_not_read(path, error) from None

    def entries(self, folder: Path) -> tuple[str, ...] | None:
        """Names in a folder, sorted; None: not there. Raises CouldNotLook."""
        try:
            return tuple(sorted(entry.name for entry in folder.iterdir()))
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None
            raise could_not_read(folder, error) from None

    def boot_id(self) -> BootId:
        """The kernel's identity of this boot (random(4)); raises CouldNotLook."""
        path = self.procfs / "sys/kernel/random/boot_id"
        text = (self.read_text(path) or "").replace("-", "").lower()
        try:
            return BootId(require_hex_32(text, "boot id"))
        except MalformedIdentity as error:
            raise CouldNotLook(str(path), error.why) from None


def could_not_read(path: Path, error: OSError) -> CouldNotLook:
    """The system's refusal in our words."""
    return CouldNotLook(f"read {path}", f"{error.strerror} ({errno.errorcode.get(error.errno or 0, '?')})")


def open_regular(path: Path) -> BinaryIO:
    """A regular file for reading; a pipe or a device in its place is not waited for. Raises OSError."""
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the caller closes it
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "is no regular file", str(path))


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
