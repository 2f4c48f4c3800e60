import io
from pathlib import Path

import pytest

from collector.cli.client import Client, Target
from collector.cli.ledger_progress import bar, with_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar() -> None:
    half = bar({"phase": "writing", "done": 5, "total": 10})

    assert half == f"writing [{'█' * 15}{'·' * 15}] 5/10"
    assert bar({"phase": "reading", "done": 0, "total": 0}).endswith("0/?")


def test_what_was_asked_for_is_done_whoever_watches(tmp_path: Path) -> None:
    nobody = Client(Target(f"unix:{tmp_path}/none", None, None))
    watched = Terminal()

    assert with_progress(nobody, lambda: 7, io.StringIO()) == 7
    assert with_progress(nobody, lambda: 7, watched) == 7
    assert watched.getvalue().endswith("\r\x1b[K")
    with pytest.raises(ZeroDivisionError):
        with_progress(nobody, lambda: 1 // 0, watched)
