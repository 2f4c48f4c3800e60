from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import ConfigurationError
from agent.state import StateDirectory
from agent.status import Status, read_status

TOLD = Status(
    "active",
    "a1" * 16,
    "3714992026000001",
    "示例市政务服务中心",
    segments=("5e" * 16,),
    orders=("5ee9 sweep 3/32",),
    troubles=("x",),
)


def test_status_is_read_by_whoever_may_look_into_the_directory(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    assert read_status(state) is None
    TOLD.store(state)

    assert read_status(state) == TOLD
    assert state.status.stat().st_mode & 0o777 == 0o644


def test_field_of_a_newer_agent_is_passed_over(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    replace(TOLD).store(state)
    state.status.write_bytes(state.status.read_bytes().replace(b'{"state"', b'{"later": 1, "state"'))

    assert read_status(state) == TOLD


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff"])
def test_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    state = StateDirectory(tmp_path)
    state.status.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"status\.json"):
        read_status(state)
