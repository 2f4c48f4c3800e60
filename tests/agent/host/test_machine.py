from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(SystemClock(), RouteTables(), tmp_path / "sys", tmp_path / "proc", tmp_path / "etc", tmp_path / "dev")


def test_text_is_read_without_surrounding_white_space(host: Host, tmp_path: Path) -> None:
    (tmp_path / "address").write_bytes(b" 02:00:5e:00:53:01\n\0")

    assert host.read_text(tmp_path / "address") == "02:00:5e:00:53:01"


def test_text_is_bounded_and_never_fails_to_decode(host: Host, tmp_path: Path) -> None:
    (tmp_path / "product").write_bytes(b"\xff" * 9000)

    assert host.read_text(tmp_path / "product", most=10) == "\N{REPLACEMENT CHARACTER}" * 10


@pytest.mark.parametrize("missing", ["nothing", "file/below"])
def test_absent_file_is_none(host: Host, tmp_path: Path, missing: str) -> None:
    (tmp_path / "file").touch()

    assert host.read_text(tmp_path / missing) is None
    assert host.link_target(tmp_path / missing) is None
    assert host.entries(tmp_path / missing) is None


def test_refused_read_is_not_absence(host: Host, tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="EISDIR"):
        host.read_text(tmp_path)


def test_file_that_refuses_to_be_read_could_not_be_looked_at() -> None:
    real = Host(SystemClock(), RouteTables())

    with pytest.raises(CouldNotLook, match="EIO"):
        real.read_text(Path("/proc/self/mem"))


def test_dangling_link_still_has_a_target(host: Host, tmp_path: Path) -> None:
    (tmp_path / "rfkill0").symlink_to("../../devices/gone")

    assert host.link_target(tmp_path / "rfkill0") == Path("../../devices/gone")


def test_plain_file_is_no_link(host: Host, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert host.link_target(tmp_path / "file") is None


def test_entries_are_sorted(host: Host, tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / "net" / name).mkdir(parents=True)

    assert host.entries(tmp_path / "net") == ("a", "b")


def test_boot_id_is_the_kernels() -> None:
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        told = file.read().strip()

    assert Host(SystemClock(), RouteTables()).boot_id() == told.replace("-", "")


def test_unreadable_boot_id_could_not_be_looked_at(host: Host, tmp_path: Path) -> None:
    folder = tmp_path / "proc/sys/kernel/random"
    folder.mkdir(parents=True)
    (folder / "boot_id").write_text("not a boot id\n", encoding="utf-8")

    with pytest.raises(CouldNotLook, match="boot_id"):
        host.boot_id()
