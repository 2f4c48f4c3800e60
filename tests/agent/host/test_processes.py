import shutil
import subprocess
import time
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.host.processes import Process, processes_named
from tests.support.captured_host import CapturedTables, host_of, lay_out
from tests.support.laboratory import Namespace
from tests.support.polling import seconds_until
from tests.support.process_table import process

INIT = process(1, "systemd")


def host(folder: Path, *files: dict[str, str]) -> Host:
    merged: dict[str, str] = {}
    for some in files:
        merged |= some
    lay_out(merged, folder)
    return host_of(folder, CapturedTables({}))


def test_programs_asked_for_with_their_arguments(tmp_path: Path) -> None:
    machine = host(tmp_path, INIT, process(77, "hostapd", "-B", "/etc/hostapd.conf"), process(78, "cron"))

    assert processes_named(machine, {"hostapd"}) == (
        (Process(77, "hostapd", ("-B", "/etc/hostapd.conf"), False),),
        None,
    )


def test_a_script_goes_by_its_own_name(tmp_path: Path) -> None:
    script = {
        "proc/9/comm": "bash\n",
        "proc/9/cmdline": "bash\0/usr/bin/create_ap\0wlan0\0eth0\0",
        "proc/10/comm": "bash\n",
        "proc/10/cmdline": "bash\0",
    }
    found, _ = processes_named(host(tmp_path, INIT, script), {"create_ap"})

    assert found == (Process(9, "create_ap", ("wlan0", "eth0"), False),)


def test_a_process_in_a_namespace_of_its_own_is_contained(tmp_path: Path) -> None:
    found, _ = processes_named(host(tmp_path, INIT, process(5, "dnsmasq", contained=True)), {"dnsmasq"})

    assert [one.is_contained for one in found] == [True]


def test_a_hidden_table_is_said_and_never_read_as_empty(tmp_path: Path) -> None:
    assert processes_named(host(tmp_path, process(300, "mingce-agent")), {"dnsmasq"}) == (
        (),
        "process table: processes of others are hidden (mount option hidepid)",
    )
    assert processes_named(host(tmp_path / "sys"), {"dnsmasq"})[1] == "process table: /proc shows no process"
    with pytest.raises(CouldNotLook):
        processes_named(Host(SystemClock(), RouteTables(), procfs=tmp_path / "nowhere"), {"dnsmasq"})


def test_a_process_that_goes_meanwhile_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "proc/4").mkdir(parents=True)
    machine = host(tmp_path, INIT, {"proc/5/comm": "dnsmasq\n"})

    assert processes_named(machine, {"dnsmasq"})[0] == (Process(5, "dnsmasq", (), False),)


def test_names_and_arguments_of_a_hostile_process_are_bounded(tmp_path: Path) -> None:
    lay_out(INIT, tmp_path)
    folder = tmp_path / "proc/66"
    folder.mkdir()
    (folder / "comm").write_bytes(b"dnsmasq\n")
    (folder / "cmdline").write_bytes(b"dnsmasq\0" + b"\xff\x1b[31m" * 100_000)
    ((one,), _) = processes_named(host_of(tmp_path, CapturedTables({})), {"dnsmasq"})

    assert len(one.arguments[0]) < 4 * 8192
    assert one.arguments[0].startswith("\\xff\x1b[31m")


def test_a_real_process_of_this_machine(tmp_path: Path) -> None:
    sleep = shutil.which("sleep")
    assert sleep is not None
    renamed = shutil.copy(sleep, tmp_path / "microsocks")
    machine = Host(SystemClock(), RouteTables())
    with subprocess.Popen([renamed, "60"]) as child:
        try:
            # The name changes with exec, a moment after the process is there.
            while Path(f"/proc/{child.pid}/comm").read_text(encoding="ascii") != "microsocks\n":
                time.sleep(0.01)
            found, _ = processes_named(machine, {"microsocks"})
        finally:
            child.kill()

    assert Process(child.pid, "microsocks", ("60",), False) in found


@pytest.mark.root
def test_a_process_in_another_network_namespace_is_elsewhere() -> None:
    machine = Host(SystemClock(), RouteTables())
    here = subprocess.Popen(["sleep", "300"])
    with Namespace("elsewhere") as other:
        there = other.start(["sleep", "300"])
        # nsenter has to become the command first.
        seconds_until(lambda: there.pid in told(machine))
        found = told(machine)
    here.kill()
    here.wait()

    assert (found[here.pid], found[there.pid]) == (False, True)


def told(machine: Host) -> dict[int, bool]:
    return {one.pid: one.is_elsewhere for one in processes_named(machine, {"sleep"})[0]}
