from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.privileged.answers import Serials
from agent.privileged.nobody import Nobody
from agent.probes.host_identity import HostIdentityProbe, parse_os_release, read_machine
from agent.probes.probe import Seen
from protocol.observations import DiskSerial, HostIdentity
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out


def test_captured_machine(tmp_path: Path) -> None:
    looking = HostIdentityProbe().look(captured_host("wifi-station", tmp_path))

    assert isinstance(looking, Seen)
    (identity,) = looking.observations
    assert isinstance(identity, HostIdentity)
    assert (identity.hostname, identity.os_id, identity.architecture) == ("ZWDT-B07", "debian", "x86_64")
    assert identity.machine.machine_id is not None
    assert [str(mac) for mac in identity.machine.permanent_macs] == ["52-54-00-12-34-56"]


def test_serials_and_disks(tmp_path: Path) -> None:
    files = {
        "sys/class/dmi/id/sys_vendor": "Acme\n",
        "sys/class/dmi/id/product_serial": "HWFAKE03\n",
        "sys/block/nvme0n1/device/serial": "S4FAKE0001   \n",
        "sys/block/sda/device/vpd_pg80": "\x00\x80\x00\x10    CM9FAKE0004 ",
        "sys/block/sdb/removable": "1",
        "sys/block/sdb/device/serial": "a stick",
        "sys/block/loop0/device/serial": "no",
    }
    lay_out(files, tmp_path)
    machine, unseen = read_machine(host_of(tmp_path, CapturedTables({})))

    assert (machine.product_vendor, machine.product_serial, machine.product_uuid) == ("Acme", "HWFAKE03", None)
    assert machine.disks == (DiskSerial("nvme0n1", "S4FAKE0001"), DiskSerial("sda", "CM9FAKE0004"))
    assert unseen == []


def test_what_only_root_may_read_is_named(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    (tmp_path / "sys/class/dmi/id/product_serial").mkdir(parents=True)
    machine, unseen = read_machine(host_of(tmp_path, CapturedTables({"links": None})))

    assert machine.product_serial is None
    assert [line.split(":")[0] for line in unseen] == ["product_serial", "serial numbers", "links"]


class Root(Nobody):
    def serials(self) -> Serials:
        return Serials("HWFAKE03", None, "BFAKE03", (DiskSerial("sda", "CM9FAKE0004"),))


def test_what_was_refused_is_asked_of_root(tmp_path: Path) -> None:
    lay_out({"sys/class/dmi/id/sys_vendor": "Acme"}, tmp_path)
    (tmp_path / "sys/class/dmi/id/product_serial").mkdir(parents=True)
    machine, unseen = read_machine(replace(host_of(tmp_path, CapturedTables({})), privileged=Root()))

    assert (machine.product_vendor, machine.product_serial, machine.board_serial) == ("Acme", "HWFAKE03", "BFAKE03")
    assert machine.disks == (DiskSerial("sda", "CM9FAKE0004"),)
    assert unseen == []


def test_root_is_not_asked_without_need(tmp_path: Path) -> None:
    lay_out({"sys/class/dmi/id/product_serial": "OWN"}, tmp_path)
    machine, _ = read_machine(replace(host_of(tmp_path, CapturedTables({})), privileged=Root()))

    assert (machine.product_serial, machine.board_serial) == ("OWN", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ID=uos\nPRETTY_NAME="UnionTech OS 20"\n', {"ID": "uos", "PRETTY_NAME": "UnionTech OS 20"}),
        ("NAME='Kylin \"V10\"'\n# a comment\nbroken line\n", {"NAME": 'Kylin "V10"'}),
        ('A="a \\"quoted\\" \\$word"', {"A": 'a "quoted" $word'}),
    ],
)
def test_os_release(text: str, expected: dict[str, str]) -> None:
    assert parse_os_release(text) == expected


@given(st.text())
def test_no_os_release_makes_it_fail(text: str) -> None:
    parse_os_release(text + "\nNAME=" + text)


def test_time_of_boot_is_no_change(tmp_path: Path) -> None:
    host = captured_host("wifi-station", tmp_path)
    probe = HostIdentityProbe()
    first = probe.look(host)
    host.clock.wall += 5  # type: ignore[attr-defined]
    second = probe.look(host)

    assert isinstance(first, Seen)
    assert isinstance(second, Seen)
    assert first.observations != second.observations
    assert probe.essence(first.observations) == probe.essence(second.observations)
