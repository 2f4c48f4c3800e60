import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.building.cpio import DIRECTORY, FILE, PROGRAM, Entry, archive

ENTRIES = [Entry("bin", DIRECTORY), Entry("bin/tool", PROGRAM, b"#!/bin/true\n"), Entry("order", FILE, b"a\nbc\n")]


def test_archive_ends_with_its_trailer_and_is_padded() -> None:
    made = archive(ENTRIES)

    assert made.startswith(b"070701")
    assert b"TRAILER!!!" in made[-32:]
    assert len(made) % 4 == 0


@pytest.mark.skipif(shutil.which("cpio") is None, reason="the command `cpio` is missing (Debian package cpio)")
def test_cpio_itself_unpacks_it(tmp_path: Path) -> None:
    subprocess.run(["cpio", "--extract", "--quiet"], input=archive(ENTRIES), cwd=tmp_path, check=True)

    assert (tmp_path / "order").read_bytes() == b"a\nbc\n"
    assert (tmp_path / "bin/tool").stat().st_mode & 0o777 == 0o755
