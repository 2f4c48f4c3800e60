"""The image and its snapshot, made once and remade when what they are made of has changed."""

import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lab.building import cpio, root, tools
from tests.lab.building.modules import BOOT_MODULES, load_order, module_name, unpacked
from tests.lab.building.packages import PACKAGES, SUITE
from tests.lab.progress import say, step
from tests.lab.unavailable import LabUnavailable

_DISK = "3G"
_INPUTS = (
    root.FILES / "customize",
    root.FILES / "initramfs-init",
    *(root.INSIDE / name for name in root.CHANNEL),
    root.LOCKED,
    Path(__file__).parent.parent / "machine/qemu.py",
)


def state_folder() -> Path:
    """$MINGCE_LAB, or a folder of the user's cache; never the checkout."""
    if chosen := os.environ.get("MINGCE_LAB"):
        return Path(chosen).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mingce-lab"


@dataclass(frozen=True, slots=True)
class Image:
    """Where everything lies. `disk` is the file system, `warm_disk` and `warm_state` the booted system over it."""

    folder: Path

    @property
    def kernel(self) -> Path:
        return self.folder / "vmlinuz"

    @property
    def initramfs(self) -> Path:
        return self.folder / "initramfs.gz"

    @property
    def disk(self) -> Path:
        return self.folder / "disk.ext4"

    @property
    def warm_disk(self) -> Path:
        return self.folder / "warm.qcow2"

    @property
    def warm_state(self) -> Path:
        return self.folder / "warm.state"

    @property
    def stamp(self) -> Path:
        return self.folder / "stamp"

    @property
    def is_current(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == fingerprint()


def fingerprint() -> str:
    """Of everything the image is made of."""
    digest = hashlib.sha256(repr((SUITE, PACKAGES, BOOT_MODULES, _DISK)).encode())
    for path in _INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(*, may_install: bool = True) -> Image:
    """The image of this checkout, ready to start; a moment when it is there already. Raises LabUnavailable.

    Without `may_install`, programs that are missing are named, not installed.
    """
    from tests.lab.machine.guest import save_booted

    image = Image(state_folder())
    if not may_install and (missing := tools.missing_packages()):
        raise LabUnavailable(f"not installed: {' '.join(missing)}", "scripts/lab-test installs them")
    if image.is_current:
        tools.install()
        return image
    if reason := tools.why_not():
        raise LabUnavailable(reason, "run it as root on Debian or Ubuntu")
    image.folder.mkdir(parents=True, exist_ok=True)
    with _alone(image.folder):
        if not image.is_current:
            tools.install()
            _make(image)
            save_booted(image)
            image.stamp.write_text(fingerprint())
    return image


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A second run waits for the first and finds everything done."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another run builds in {folder}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(image: Image) -> None:
    image.stamp.unlink(missing_ok=True)
    tree = image.folder / "root"
    log = image.folder / "build.log"
    log.unlink(missing_ok=True)
    root.make_root(tree, log)
    with step("making the disk and the initramfs"):
        version = root.kernel_version(tree)
        shutil.copy(tree / f"boot/vmlinuz-{version}", image.kernel)
        image.initramfs.write_bytes(gzip.compress(cpio.archive(_initramfs(tree, version)), 6))
        image.disk.unlink(missing_ok=True)
        command = [tools.tool("mke2fs"), "-q", "-t", "ext4", "-E", "lazy_itable_init=1", "-d", str(tree)]
        subprocess.run([*command, str(image.disk), _DISK], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)


def _initramfs(tree: Path, version: str) -> Iterator[cpio.Entry]:
    modules = tree / "lib/modules" / version
    for folder in ("bin", "modules", "proc", "sys", "dev", "newroot"):
        yield cpio.Entry(folder, cpio.DIRECTORY)
    yield cpio.Entry("bin/busybox", cpio.PROGRAM, (tree / "bin/busybox").read_bytes())
    yield cpio.Entry("init", cpio.PROGRAM, (root.FILES / "initramfs-init").read_bytes())
    order = load_order((modules / "modules.dep").read_text(), BOOT_MODULES)
    for path in order:
        yield cpio.Entry(f"modules/{module_name(path)}", cpio.FILE, unpacked(path, (modules / path).read_bytes()))
    names = "".join(f"{module_name(path)}\n" for path in order)
    yield cpio.Entry("modules/order", cpio.FILE, names.encode())
