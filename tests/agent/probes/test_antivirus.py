"""Antivirus on machines shaped like a Debian, a Kylin and an openEuler one, and on some that pretend."""

import os
from pathlib import Path

import pytest

from agent.antivirus.known_products import shipped
from agent.errors import CouldNotLook
from agent.probes.antivirus import AntivirusProbe
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import Antivirus, AntivirusState
from tests.support.captured_host import CapturedTables, host_of, lay_out

LIST = f"shipped {shipped().version}"
BUILT_US = 1_764_590_400_000_000
"""1 December 2025, noon, UTC."""
HEADER = "ClamAV-VDB:01 Dec 2025 07-00 -0500:27836:2077100:90:X:X:raynman:1764590400"


def process(pid: int, comm: str, uid: int, unit: str = "", program: str = "") -> dict[str, str]:
    return {
        f"proc/{pid}/comm": f"{comm}\n",
        f"proc/{pid}/status": f"Name:\t{comm}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n",
        f"proc/{pid}/cgroup": f"0::/system.slice/{unit}\n" if unit else "0::/user.slice/session-2.scope\n",
        f"proc/{pid}/cmdline": f"{program or comm}\0--secret=1\0",
    }


MORE = "Version: 1.4.3\n"


def package(name: str, says: str = "a program", section: str = "utils", status: str = "install ok installed") -> str:
    return f"Package: {name}\nStatus: {status}\nSection: {section}\n{MORE}Description: {says}\n more about it\n\n"


STATUS = "var/lib/dpkg/status"
CLAMAV = {
    STATUS: package("bash") + package("clamav-daemon", "anti-virus utility for Unix - scanner daemon")
    + package("clamav-base", "anti-virus utility for Unix - base package")
    + package("libclamav11", "anti-virus utility for Unix - library", "libs"),
    "var/lib/clamav/daily.cld": HEADER + " " * 400,
    "var/lib/clamav/main.cvd": HEADER.replace("2025", "2021") + " " * 400,
}  # fmt: skip
CLAMD = process(700, "clamd", 104, "clamav-daemon.service", "/usr/sbin/clamd")
ON_ACCESS = process(701, "clamonacc", 0, "clamav-clamonacc.service")


def look(files: dict[str, str], folder: Path) -> Looking:
    lay_out({"proc/1/comm": "systemd\n"} | files, folder)
    return AntivirusProbe().look(host_of(folder, CapturedTables({})))


def only(looking: Looking) -> Antivirus:
    assert isinstance(looking, Seen)
    (one,) = looking.observations
    assert isinstance(one, Antivirus)
    return one


def test_clamav_that_runs_and_watches(tmp_path: Path) -> None:
    evidence = ("package:clamav-daemon", "process:clamd in clamav-daemon.service")

    assert look(CLAMAV | CLAMD | ON_ACCESS, tmp_path) == Seen(
        (Antivirus("ClamAV", AntivirusState.RUNNING, "1.4.3", True, BUILT_US, evidence, LIST),)
    )


def test_clamav_that_only_scans_when_asked(tmp_path: Path) -> None:
    assert only(look(CLAMAV | CLAMD, tmp_path)).is_real_time is False


def test_stopped(tmp_path: Path) -> None:
    seen = only(look(CLAMAV, tmp_path))

    assert (seen.state, seen.is_real_time, seen.signatures_at_us) == (
        AntivirusState.INSTALLED_NOT_RUNNING,
        False,
        BUILT_US,
    )


def test_a_user_who_calls_a_program_clamd_runs_no_antivirus(tmp_path: Path) -> None:
    pretended = only(look(CLAMAV | process(900, "clamd", 1000), tmp_path))

    assert pretended.state is AntivirusState.INSTALLED_NOT_RUNNING
    assert "process:clamd" in pretended.evidence


def test_a_name_without_package_or_place_is_unrecognised(tmp_path: Path) -> None:
    assert (
        only(look({STATUS: ""} | process(900, "qaxsafed", 0, "x.service"), tmp_path)).state
        is AntivirusState.UNRECOGNISED
    )


@pytest.mark.parametrize(
    ("files", "product", "evidence"),
    [
        (
            {STATUS: package("qaxsafe"), "opt/qaxsafe/qaxsafed": "", **process(800, "qaxsafed", 0, "qaxsafe.service")},
            "奇安信终端安全 (qaxsafe)",
            ("package:qaxsafe", "path:/opt/qaxsafe", "process:qaxsafed in qaxsafe.service"),
        ),
        (
            {"opt/360safeforcnos/a": "", **process(801, "main", 0, "s.service", "/opt/360safeforcnos/bin/main")},
            "360终端安全 (360safeforcnos)",
            ("path:/opt/360safeforcnos", "process:main in s.service"),
        ),
        (
            {"sangfor/edr/agent/x": "", "var/lib/rpm/Packages": "", **process(802, "sfavsrv", 0)},
            "深信服EDR",
            ("path:/sangfor/edr/agent", "process:sfavsrv"),
        ),
    ],
    ids=["kylin with qaxsafe", "uos with 360", "rpm with sangfor"],
)
def test_chinese_products(files: dict[str, str], product: str, evidence: tuple[str, ...], tmp_path: Path) -> None:
    seen = only(look(files, tmp_path))

    assert (seen.product, seen.state, seen.evidence) == (product, AntivirusState.RUNNING, evidence)
    assert (seen.is_real_time, seen.signatures_at_us) == (None, None)


def test_an_rpm_database_that_is_not_read_is_said(tmp_path: Path) -> None:
    looking = look({"var/lib/rpm/Packages": ""}, tmp_path)

    assert isinstance(looking, Seen)
    assert "the database of rpm is not read" in (looking.partly or "")


def test_what_calls_itself_one_and_is_in_no_list(tmp_path: Path) -> None:
    files = {
        STATUS: package("wondershield", "Wonder antivirus for desktops")
        + package("amavisd-new", "Interface between MTA and virus scanner/content filters", "universe/mail")
        + package("gone", "another antivirus", status="deinstall ok config-files"),
        "etc/systemd/system/zhongduan.service": "[Unit]\nDescription=某某终端安全服务\n",
        "usr/lib/systemd/system/ssh.service": "[Unit]\nDescription=OpenBSD Secure Shell server\n",
        "usr/lib/systemd/system/clamav-freshclam.service": "[Unit]\nDescription=ClamAV antivirus database updater\n",
    }
    looking = look(files, tmp_path)

    assert isinstance(looking, Seen)
    assert looking.observations == (
        Antivirus(
            "wondershield", AntivirusState.UNRECOGNISED, "1.4.3", None, None,
            ("package:wondershield", "says: Wonder antivirus for desktops"), LIST,
        ),
        Antivirus(
            "zhongduan", AntivirusState.UNRECOGNISED, None, None, None,
            ("service:zhongduan.service", "says: 某某终端安全服务"), LIST,
        ),
    )  # fmt: skip


def test_a_pc_without_any(tmp_path: Path) -> None:
    assert look({STATUS: package("bash")}, tmp_path) == NothingHere()


def test_a_list_that_is_not_signed_is_said_and_the_shipped_one_goes_on(tmp_path: Path) -> None:
    looking = look(CLAMAV | CLAMD | {"etc/mingce/antivirus.signed": "x" * 200}, tmp_path)

    assert isinstance(looking, Seen)
    assert len(looking.observations) == 1
    assert "antivirus.signed: cannot be verified" in (looking.partly or "")


def test_hidden_is_not_stopped(tmp_path: Path) -> None:
    lay_out(CLAMAV | process(4711, "mingce-agent", 990), tmp_path)
    with pytest.raises(CouldNotLook, match="one is installed; whether it runs: processes of others are hidden"):
        AntivirusProbe().look(host_of(tmp_path, CapturedTables({})))


def test_its_unit_tells_where_processes_are_hidden(tmp_path: Path) -> None:
    unit = {"sys/fs/cgroup/system.slice/clamav-daemon.service/cgroup.procs": "700\n"}
    lay_out(CLAMAV | process(4711, "mingce-agent", 990) | unit, tmp_path)
    looking = AntivirusProbe().look(host_of(tmp_path, CapturedTables({})))

    assert only(looking).state is AntivirusState.RUNNING


def test_a_broken_link_in_a_store_tells_nothing(tmp_path: Path) -> None:
    lay_out(CLAMAV | CLAMD | {"proc/1/comm": "init"}, tmp_path)
    for name in ("daily.cld", "main.cvd"):
        (tmp_path / "var/lib/clamav" / name).unlink()
    os.symlink("/nowhere", tmp_path / "var/lib/clamav/daily.cld")

    assert only(AntivirusProbe().look(host_of(tmp_path, CapturedTables({})))).signatures_at_us is None
