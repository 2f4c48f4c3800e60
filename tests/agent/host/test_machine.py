import os
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.host.clock import SystemClock
from agent.host.machine import Host, open_regular
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


def test_a_pipe_in_a_files_place_is_not_waited_for(host: Host, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert host.read_text(tmp_path / "pipe") == ""
    with pytest.raises(OSError, match="is no regular file"):
        open_regular(tmp_path / "pipe")
    writing = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        with pytest.raises(CouldNotLook, match="EAGAIN"):
            host.read_text(tmp_path / "pipe")
    finally:
        os.close(writing)


def test_a_regular_file_is_opened_and_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"what stands in it")
    with open_regular(tmp_path / "file") as file:
        assert file.read() == b"what stands in it"
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


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
