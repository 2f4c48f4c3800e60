"""docs/cli.md is the command line's own help, of today."""

from pathlib import Path

from collector.cli.main import GROUPS
from collector.reference import cli_page

DOCS = Path(__file__).parents[3] / "docs"


def test_page_is_current() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == cli_page.page(), "run scripts/reference"


def test_every_command_and_exit_code_is_in_it() -> None:
    page = cli_page.page()

    assert not [name for name in GROUPS if f"### `mingce {name}`" not in page]
    assert not [code for code in range(6) if f"| {code} |" not in page]
