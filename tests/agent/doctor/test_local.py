"""What the doctor tells on this PC alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.delivery.spool import SpoolLimits
from agent.doctor import local
from agent.doctor.finding import Finding, Level
from agent.identity import Identity
from agent.status import Status
from protocol.identity import AgentId, KeyId

NOW = 1_767_225_600_000_000
RUNNING = Status("active", written_at_us=NOW, last_answer_us=NOW, spooled_reports=3, spooled_bytes=1000)


def places(root: Path) -> local.Places:
    return local.Places(
        root / "code",
        root / "helper.sock",
        root / "cgroup.procs",
        root / "proc",
        (root / "audit.log", root / "kysec.log"),
    )


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (None, Level.WRONG),
        (RUNNING, Level.WELL),
        (replace(RUNNING, state="stopped"), Level.WRONG),
        (replace(RUNNING, written_at_us=NOW - 61_000_000), Level.WRONG),
    ],
)
def test_service(status: Status | None, level: Level) -> None:
    assert local.service(status, NOW).level is level


@pytest.mark.parametrize(
    ("status", "now_us", "level"),
    [
        (RUNNING, NOW, Level.WELL),
        (None, NOW, Level.UNKNOWN),
        (replace(RUNNING, last_answer_us=0), NOW, Level.UNKNOWN),
        (replace(RUNNING, collector_minus_agent_us=-61_000_000), NOW, Level.WRONG),
        (RUNNING, 1_000_000, Level.WRONG),
    ],
)
def test_clock(status: Status | None, now_us: int, level: Level) -> None:
    assert local.clock(status, now_us).level is level


def test_enrolment_tells_a_waiting_code_from_a_used_one(tmp_path: Path) -> None:
    used = local.enrolment(None, places(tmp_path))
    (tmp_path / "code").write_text("x")
    waiting = local.enrolment(None, places(tmp_path))

    assert (used.level, waiting.level) == (Level.WRONG, Level.WRONG)
    assert "used up" in used.says
    assert "still here" in waiting.says


@pytest.mark.parametrize(("state", "level"), [("active", Level.WELL), ("pending", Level.WRONG)])
def test_enrolled(tmp_path: Path, state: str, level: Level) -> None:
    identity = Identity(AgentId("a1" * 16), KeyId("b2" * 16), state=state)

    assert local.enrolment(identity, places(tmp_path)).level is level


@pytest.mark.parametrize(("octets", "level"), [(899, Level.WELL), (900, Level.WRONG), (2000, Level.WRONG)])
def test_spool(octets: int, level: Level) -> None:
    assert local.spool(replace(RUNNING, spooled_bytes=octets), SpoolLimits(1000, 30)).level is level


def test_disk_that_is_there_and_one_that_is_not(tmp_path: Path) -> None:
    assert local.disk(tmp_path).id == "disk"
    assert local.disk(tmp_path / "nowhere").level is Level.UNKNOWN


@pytest.mark.parametrize(
    ("effective", "level"),
    [("0000000000002000", Level.WELL), ("0000000000001000", Level.WRONG), ("rubbish", Level.UNKNOWN)],
)
def test_rights_are_the_kernels_word(tmp_path: Path, effective: str, level: Level) -> None:
    (tmp_path / "proc/77").mkdir(parents=True)
    (tmp_path / "proc/77/status").write_text(f"Name:\tpython3.11\nCapEff:\t{effective}\n")
    (tmp_path / "cgroup.procs").write_text("77\n78\n")

    assert local.rights(places(tmp_path)).level is level


def test_helper(tmp_path: Path) -> None:
    missing = local.helper(places(tmp_path))
    (tmp_path / "helper.sock").touch()

    assert (missing.level, local.helper(places(tmp_path)).level) == (Level.WRONG, Level.WELL)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ('type=AVC apparmor="DENIED" operation="create" profile="/opt/mingce-agent/bin/python3.11"', Level.WRONG),
        ("avc:  denied  { create } for comm=python3.11 path=/opt/mingce-agent", Level.WRONG),
        ('type=AVC apparmor="DENIED" operation="open" profile="/usr/bin/evince"', Level.WELL),
        ("mingce-agent: started", Level.WELL),
    ],
)
def test_denials(tmp_path: Path, line: str, level: Level) -> None:
    (tmp_path / "audit.log").write_text(line + "\n")

    assert local.denials(places(tmp_path)).level is level


def test_logs_that_cannot_be_read_are_no_all_clear(tmp_path: Path) -> None:
    assert local.denials(places(tmp_path)).level is Level.UNKNOWN


def test_duties_and_troubles() -> None:
    assert "watch" in local.duties(replace(RUNNING, duties=("1ea5e watch",))).says
    assert local.duties(None).level is Level.UNKNOWN
    found = list(local.troubles(replace(RUNNING, troubles=("disk full",))))
    assert found == [Finding("trouble", Level.WRONG, "disk full", found[0].next_step)]
