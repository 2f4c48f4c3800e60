"""mingce-agent doctor."""

import json
import time
from pathlib import Path

from agent.state import StateDirectory
from agent.status import Status
from tests.support.agent_command import mingce_agent


def test_says_what_is_wrong_and_what_to_do_next(tmp_path: Path) -> None:
    done = mingce_agent("doctor", "--state", str(tmp_path))

    assert done.returncode == 1
    assert "[WRONG] the service never ran here" in done.stdout
    assert "systemctl start mingce-agent" in done.stdout


def test_support_file_holds_no_name_and_no_address(tmp_path: Path) -> None:
    Status(
        "active", "a1" * 16, "3714992026000001", "示例市财政局", "https://collector.example:7443",
        written_at_us=time.time_ns() // 1000, troubles=("collector https://192.0.2.7:7443: timed out",),
        segments=("czj-3f",), duties=("1ea5e watch",),
    ).store(StateDirectory(tmp_path))  # fmt: skip
    support = tmp_path / "support.json"
    mingce_agent("doctor", "--state", str(tmp_path), "--bundle", str(support))

    written = support.read_text(encoding="utf-8")
    assert {"id": "trouble", "level": "wrong"} in json.loads(written)["findings"]
    for personal in ("a1a1", "3714992026000001", "示例", "192.0.2.7", "collector.example", "czj-3f", "1ea5e"):
        assert personal not in written


def test_support_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    done = mingce_agent("doctor", "--state", str(tmp_path), "--bundle", str(tmp_path / "no/where.json"))

    assert done.returncode == 2
    assert "where.json" in done.stderr
