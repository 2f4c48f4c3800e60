"""Completion asks the collector, and is silent when it cannot."""

import subprocess
from pathlib import Path

import pytest

from tests.collector.cli.conftest import UNIT, Site
from tests.support.collector_process import CHECKOUT, MINGCE


def completed(home: Path, *words: str) -> tuple[int, list[str], str]:
    """What bash is told for the last word, as the operator whose sessions lie in that home."""
    asked = {
        "PYTHONPATH": str(CHECKOUT),
        "_MINGCE_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    places = {"HOME": str(home), "XDG_STATE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        MINGCE, capture_output=True, text=True, timeout=60, check=False, env=asked | places, cwd=CHECKOUT
    )
    return done.returncode, done.stdout.split(), done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [(("mingce", "unit", "show", "示例市财"), UNIT), (("mingce", "terminal", "show", "CZJ-Y"), "CZJ-YSK-01"),
     (("mingce", "terminal", "edit", "CZJ-YSK-01", "--segment", "CZJ"), "CZJ-3F")],
)  # fmt: skip
def test_names_that_begin_so(site: Site, words: tuple[str, ...], told: str) -> None:
    assert completed(site.collector.folder / "homes" / "zhao-admin", *words)[1] == [told]


def test_scope_holds_for_completion(site: Site) -> None:
    assert completed(site.collector.folder / "homes" / "li-reader", "mingce", "terminal", "show", "CZJ")[1] == []


def test_without_a_session_it_is_silent(tmp_path: Path) -> None:
    code, told, error = completed(tmp_path, "mingce", "terminal", "show", "3")

    assert (code, told, error) == (0, [], "")
