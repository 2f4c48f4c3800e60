from pathlib import Path

import pytest

from agent.probes.probe import Looking, Seen
from agent.probes.time import TimeProbe
from protocol.observations import TimeSynchronisation
from tests.support.captured_host import CapturedTables, host_of, lay_out
from tests.support.clock import START_WALL_US

TIMESYNCD = "sys/fs/cgroup/system.slice/systemd-timesyncd.service/cgroup.procs"
CHRONY = "sys/fs/cgroup/system.slice/chronyd.service/cgroup.procs"
ROOTS = "Uid:\t0\t0\t0\t0\n"


def look(files: dict[str, str], folder: Path) -> Looking:
    lay_out({"proc/1/comm": "init"} | files, folder)
    return TimeProbe().look(host_of(folder, CapturedTables({})))


@pytest.mark.parametrize(
    ("files", "service", "is_synchronised"),
    [
        ({TIMESYNCD: "400\n", "run/systemd/timesync/synchronized": ""}, "systemd-timesyncd", True),
        ({TIMESYNCD: "400\n"}, "systemd-timesyncd", False),
        ({CHRONY: "401\n"}, "chrony", None),
        ({"proc/402/comm": "ntpd\n", "proc/402/status": ROOTS}, "ntpd", None),
        ({"proc/402/comm": "systemd-timesyn\n", "proc/402/status": ROOTS}, "systemd-timesyncd", False),
        ({"proc/402/comm": "ntpd\n", "proc/402/status": ROOTS.replace("0", "1000")}, None, None),
        ({"run/systemd/timesync/synchronized": ""}, None, None),
    ],
    ids=["debian", "no server answers", "chrony", "no systemd", "long name", "a user's program", "stopped"],
)
def test_service(files: dict[str, str], service: str | None, is_synchronised: bool | None, tmp_path: Path) -> None:
    seen = look(files, tmp_path)

    assert seen == Seen((TimeSynchronisation(service, is_synchronised, START_WALL_US),))


def test_time_of_looking_is_no_change() -> None:
    probe = TimeProbe()
    early, late = (TimeSynchronisation("chrony", None, at) for at in (1, 2))

    assert probe.essence((early,)) == probe.essence((late,))
    assert probe.essence((early,)) != probe.essence((TimeSynchronisation(None, None, 1),))
