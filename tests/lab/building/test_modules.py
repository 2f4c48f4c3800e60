import lzma

from tests.lab.building.modules import load_order, module_name, unpacked

DEPENDENCIES = """\
kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz kernel/lib/crc16.ko.xz
kernel/fs/jbd2/jbd2.ko.xz:
kernel/lib/crc16.ko.xz:
kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio.ko kernel/drivers/virtio/virtio_ring.ko
kernel/drivers/virtio/virtio.ko:
kernel/drivers/virtio/virtio_ring.ko: kernel/drivers/virtio/virtio.ko
"""


def test_modules_come_after_those_they_need_and_once() -> None:
    order = [module_name(path) for path in load_order(DEPENDENCIES, ["virtio_blk", "ext4"])]

    assert order == ["virtio", "virtio_ring", "virtio_blk", "jbd2", "crc16", "ext4"]


def test_module_that_is_not_listed_is_built_in() -> None:
    assert load_order(DEPENDENCIES, ["virtio_pci"]) == []


def test_compressed_modules_are_unpacked() -> None:
    assert unpacked("a.ko.xz", lzma.compress(b"ELF")) == unpacked("a.ko", b"ELF") == b"ELF"


def test_file_names_are_module_names() -> None:
    assert module_name("kernel/drivers/char/virtio-console.ko.zst") == "virtio_console"
