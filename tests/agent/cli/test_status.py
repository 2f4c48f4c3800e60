import json
import time
from pathlib import Path

from agent.state import StateDirectory
from agent.status import Status
from tests.support.agent_command import mingce_agent


def told(folder: Path, status: Status) -> None:
    status.store(StateDirectory(folder))


def test_service_that_never_ran(tmp_path: Path) -> None:
    assert mingce_agent("status", "--state", str(tmp_path)).returncode == 5


def test_running_service(tmp_path: Path) -> None:
    told(tmp_path, Status("active", "a1" * 16, "37149", "示例市", written_at_us=time.time_ns() // 1000))
    done = mingce_agent("status", "--state", str(tmp_path), "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["is_alive"] is True
    assert "示例市" in mingce_agent("status", "--state", str(tmp_path)).stdout


def test_duties_and_orders_under_way_are_shown(tmp_path: Path) -> None:
    working = Status(
        "active", "a1" * 16, written_at_us=time.time_ns() // 1000, duties=("1ea5e watch",), orders=("5ee9 sweep 3/32",)
    )
    told(tmp_path, working)
    shown = mingce_agent("status", "--state", str(tmp_path)).stdout

    assert "1ea5e watch" in shown
    assert "5ee9 sweep 3/32" in shown


def test_service_that_is_gone_or_in_trouble_is_one(tmp_path: Path) -> None:
    told(tmp_path, Status("active", "a1" * 16, written_at_us=1))
    gone = mingce_agent("status", "--state", str(tmp_path))
    told(tmp_path, Status("active", "a1" * 16, written_at_us=time.time_ns() // 1000, troubles=("disk full",)))
    troubled = mingce_agent("status", "--state", str(tmp_path))

    assert (gone.returncode, troubled.returncode) == (1, 1)
    assert "does not run" in gone.stdout
    assert "disk full" in troubled.stdout


def test_a_pc_without_wifi_is_in_no_trouble(tmp_path: Path) -> None:
    unheard = ("nl80211: family not registered",)
    told(tmp_path, Status("active", "a1" * 16, written_at_us=time.time_ns() // 1000, unheard=unheard))
    done = mingce_agent("status", "--state", str(tmp_path))

    assert done.returncode == 0
    assert "nl80211" in done.stdout
