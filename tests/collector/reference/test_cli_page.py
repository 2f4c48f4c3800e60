"""docs/cli.md and its Chinese twin are the command line's own help, of today."""

import subprocess
import sys
from pathlib import Path

import pytest

from collector.cli.main import GROUPS

ROOT = Path(__file__).parents[3]


def made(language: str) -> str:
    """By a process of its own: the commands' texts are chosen when they are imported."""
    command = [sys.executable, "-m", "collector.reference.cli_page", language]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(("language", "name"), [("en", "cli.md"), ("zh", "cli.zh-CN.md")])
def test_page_is_current_and_whole(language: str, name: str) -> None:
    page = made(language)

    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page, "run scripts/reference"
    assert not [group for group in GROUPS if f"### `mingce {group}`" not in page]
    assert not [code for code in range(6) if f"| {code} |" not in page]


def test_chinese_page_is_chinese() -> None:
    assert "用法" in made("zh")
