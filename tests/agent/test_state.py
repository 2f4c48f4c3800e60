import os
from pathlib import Path

import pytest

from agent.errors import ConfigurationError
from agent.state import StateDirectory


def test_directory_and_files_belong_to_nobody_else(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path / "deeper" / "state")
    state.make()
    state.write(state.key, b"secret")

    assert state.path.stat().st_mode & 0o777 == 0o711
    assert state.key.stat().st_mode & 0o777 == 0o600
    assert state.read(state.key) == b"secret"


def test_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert StateDirectory(tmp_path).read(tmp_path / "nothing") is None


def test_replacing_leaves_no_other_file(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    (tmp_path / ".status.json.new").write_bytes(b"left by a crash")
    state.write(state.status, b"1")
    state.write(state.status, b"2")

    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]
    assert state.read(state.status) == b"2"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_what_root_writes_belongs_to_the_owner_of_the_directory(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    os.chown(tmp_path, 12345, 12345)
    state.write(state.identity, b"{}")

    assert state.identity.stat().st_uid == 12345


def test_unusable_places_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="state directory"):
        StateDirectory(tmp_path / "file" / "state").make()
    state = StateDirectory(tmp_path / "missing")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        state.write(state.key, b"")


def test_oversized_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    state.policy.write_bytes(bytes(1024 * 1024 + 1))

    with pytest.raises(ConfigurationError, match="more than"):
        state.read(state.policy)
