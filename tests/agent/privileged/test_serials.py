from pathlib import Path

from agent.privileged.answers import Serials
from agent.privileged.serials import Reading, read_serials
from protocol.observations import DiskSerial
from tests.support.captured_host import CapturedTables, host_of, lay_out

FILES = {
    "sys/class/dmi/id/product_serial": "HWFAKE03\n",
    "sys/class/dmi/id/product_uuid": "00000000-0000-4000-8000-00005e005303\n",
    "sys/block/nvme0n1/device/serial": "S4FAKE0001   \n",
    "sys/block/sda/device/vpd_pg80": "\x00\x80\x00\x10    CM9FAKE0004 ",
    "sys/block/vda/serial": "VIRTFAKE1",
    "sys/block/sdb/removable": "1",
    "sys/block/sdb/device/serial": "a stick",
    "sys/block/loop0/device/serial": "no",
}


def test_built_in_disks_and_the_machine(tmp_path: Path) -> None:
    lay_out(FILES, tmp_path)
    disks = DiskSerial("nvme0n1", "S4FAKE0001"), DiskSerial("sda", "CM9FAKE0004"), DiskSerial("vda", "VIRTFAKE1")

    assert read_serials(host_of(tmp_path, CapturedTables({}))) == Serials(
        "HWFAKE03", "00000000-0000-4000-8000-00005e005303", None, disks
    )


def test_what_was_refused_is_named(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    (tmp_path / "sys/class/dmi/id/product_serial").mkdir(parents=True)
    reading = Reading(host_of(tmp_path, CapturedTables({})))

    assert reading.serials() == Serials(None, None, None, ())
    assert list(reading.unseen) == ["product_serial"]
