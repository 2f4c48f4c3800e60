import os
from pathlib import Path

import pytest

from agent.cli.command import this_host
from agent.errors import CouldNotLook
from agent.host.daemons import Daemon, daemons, pids
from tests.support.captured_host import CapturedTables, host_of, lay_out


def test_this_process_is_found_by_its_name() -> None:
    comm = Path("/proc/self/comm").read_text().strip()
    found = {one.pid: one for one in daemons(this_host(), frozenset({comm}))}

    assert found[os.getpid()].uid == os.geteuid()


def test_unit_and_owner_of_a_laid_out_machine(tmp_path: Path) -> None:
    files = {
        "proc/1/comm": "systemd\n",
        "proc/700/comm": "clamd\n",
        "proc/700/status": "Name:\tclamd\nUid:\t104\t104\t104\t104\n",
        "proc/700/cgroup": "0::/system.slice/clamav-daemon.service\n",
        "proc/701/comm": "clamd\n",
        "proc/701/status": "Name:\tclamd\nUid:\t1000\t1000\t1000\t1000\n",
        "proc/701/cgroup": "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run.scope\n",
        "proc/702/comm": "bash\n",
        "proc/703/comm": "clamd\n",
    }
    lay_out(files, tmp_path)
    host = host_of(tmp_path, CapturedTables({}))
    service, pretender = daemons(host, frozenset({"clamd"}))

    assert service == Daemon(700, "clamd", 104, "clamav-daemon.service")
    assert pretender == Daemon(701, "clamd", 1000, "user@1000.service")
    assert (service.is_systems_own, pretender.is_systems_own) == (True, False)
    assert pids(host) == (1, 700, 701, 702, 703)


def test_long_names_are_cut_as_the_kernel_cuts_them(tmp_path: Path) -> None:
    lay_out(
        {"proc/1/comm": "init", "proc/9/comm": "wpa_supplicant_\n", "proc/9/status": "Uid:\t0\t0\t0\t0\n"}, tmp_path
    )

    assert daemons(host_of(tmp_path, CapturedTables({})), frozenset({"wpa_supplicant_of_ours"}))


def test_without_proc_it_could_not_look(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="/proc shows no process"):
        pids(host_of(tmp_path, CapturedTables({})))


def test_hidden_processes_are_not_none(tmp_path: Path) -> None:
    lay_out({"proc/4711/comm": "mingce-agent\n"}, tmp_path)
    with pytest.raises(CouldNotLook, match="hidepid"):
        pids(host_of(tmp_path, CapturedTables({})))


def test_what_was_started_from_a_place(tmp_path: Path) -> None:
    roots = "Uid:\t0\t0\t0\t0\n"
    files = {
        "proc/1/comm": "systemd",
        "proc/5/comm": "main",
        "proc/5/status": roots,
        "proc/5/cmdline": "/opt/av/bin/main\0--password=x\0",
        "proc/6/comm": "main",
        "proc/6/status": roots,
        "proc/6/cmdline": "/opt/avenue/main\0",
    }
    lay_out(files, tmp_path)

    assert daemons(host_of(tmp_path, CapturedTables({})), frozenset(), ("/opt/av",)) == (
        Daemon(5, "main", 0, None, "/opt/av/bin/main"),
    )
