import os
from dataclasses import replace
from pathlib import Path

import pytest

from agent.host.units import has_systemd, is_active
from tests.support.captured_host import CapturedTables, host_of, lay_out


@pytest.mark.parametrize(
    "path",
    [
        "sys/fs/cgroup/system.slice/ssh.service/cgroup.procs",
        "sys/fs/cgroup/systemd/system.slice/ssh.service/cgroup.procs",
    ],
)
def test_by_its_control_group(path: str, tmp_path: Path) -> None:
    lay_out({path: "812\n", path.replace("ssh", "cups"): ""}, tmp_path)
    host = replace(host_of(tmp_path, CapturedTables({})), run=tmp_path / "run")

    assert is_active(host, "ssh.service")
    assert not is_active(host, "cups.service")


def test_by_what_systemd_keeps(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    (tmp_path / "run/systemd/units").mkdir(parents=True)
    (tmp_path / "run/systemd/system").mkdir()
    os.symlink("0123456789abcdef", tmp_path / "run/systemd/units/invocation:ufw.service")
    host = replace(host_of(tmp_path, CapturedTables({})), run=tmp_path / "run")

    assert is_active(host, "ufw.service")
    assert has_systemd(host)
    assert not has_systemd(replace(host, run=tmp_path))
