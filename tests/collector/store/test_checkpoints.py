from pathlib import Path

import pytest

from collector.errors import StoreBroken
from collector.store import chains, checkpoints
from collector.trust.keys import SigningKeyPair

KEY = SigningKeyPair(bytes(32))
HEAD = chains.signed(chains.genesis("1" * 32), "1" * 32, KEY)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    checkpoints.append(store, "1" * 32, 5, HEAD)
    checkpoints.append(store, "1" * 32, 6, HEAD)

    assert list(checkpoints.read(store)) == [
        checkpoints.Checkpoint("1" * 32, 5, HEAD),
        checkpoints.Checkpoint("1" * 32, 6, HEAD),
    ]
    assert checkpoints.path_of(store) == tmp_path / "checkpoints.log"


def test_no_file_no_checkpoints(tmp_path: Path) -> None:
    assert list(checkpoints.read(tmp_path / "store.sqlite3")) == []


def test_a_line_cut_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    checkpoints.append(store, "1" * 32, 5, HEAD)
    with checkpoints.path_of(store).open("ab") as file:
        file.write(b'{"at_us":6')

    assert len(list(checkpoints.read(store))) == 1


@pytest.mark.parametrize("line", [b"nonsense\n", b"{}\n", b'["x"]\n', b"x" * 5000])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: bytes) -> None:
    store = tmp_path / "store.sqlite3"
    checkpoints.append(store, "1" * 32, 5, HEAD)
    with checkpoints.path_of(store).open("ab") as file:
        file.write(line)

    with pytest.raises(StoreBroken, match="line 2"):
        list(checkpoints.read(store))
