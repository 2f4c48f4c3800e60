"""The audit of symbol versions, on this machine's own binaries."""

import shutil
import sys
from pathlib import Path

import pytest

from scripts.packages import audit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the interpreter that runs this, beside files that are no binaries."""
    (tmp_path / "bin").mkdir()
    shutil.copy(Path(sys.executable).resolve(), tmp_path / "bin/python")
    (tmp_path / "bin/launcher").write_text("#!/bin/sh\n")
    (tmp_path / "bin/short").write_bytes(b"\x7fEL")
    (tmp_path / "bin/link").symlink_to("python")
    return tmp_path


def test_reads_what_a_binary_asks_for(folder: Path) -> None:
    (found,) = audit.binaries(folder)

    assert found.path.name == "python"
    assert found.newest >= (2, 2)
    assert any(name.startswith("libc.so") for name in found.needs)


def test_old_enough_passes_and_too_new_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([str(folder), "2.999"]) == 0
    assert audit.main([str(folder), "2.1"]) == 1
    assert "bin/python: asks for GLIBC_2." in capsys.readouterr().err


def test_versions_are_numbers_not_texts() -> None:
    def asks_for(version: audit.Version) -> audit.Binary:
        return audit.Binary(Path("x.so"), "x64", version, ())

    assert audit.too_new([asks_for((2, 9))], (2, 17)) == []
    assert audit.too_new([asks_for((2, 28))], (2, 3)) != []


def test_nothing_to_look_at_is_no_success(tmp_path: Path) -> None:
    assert audit.main([str(tmp_path), "2.17"]) == 2
    assert audit.main([str(tmp_path)]) == 2
