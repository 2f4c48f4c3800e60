"""The file that keeps sessions."""

from pathlib import Path

import pytest

from collector.cli.session_file import Known, SessionFile


def test_remembered_by_collector(tmp_path: Path) -> None:
    file = SessionFile(tmp_path)
    file.remember("https://a:1", Known("t1", "/ca"))
    file.remember("unix:/b", Known("t2", None))

    assert file.current == "unix:/b"
    assert file.known("https://a:1") == Known("t1", "/ca")
    assert file.known("https://c:1") == Known(None, None)
    assert (tmp_path / "mingce/sessions.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", "{", '{"sessions": []}', "x" * 100_000])
def test_damaged_file_counts_as_empty(tmp_path: Path, content: str) -> None:
    (tmp_path / "mingce").mkdir()
    (tmp_path / "mingce/sessions.json").write_text(content)
    file = SessionFile(tmp_path)

    assert file.current is None
    file.remember("unix:/b", Known("t", None))
    assert file.known("unix:/b").token == "t"
