import subprocess
import sys
from pathlib import Path

import pytest

from collector.environment import environment


@pytest.mark.parametrize(
    ("variables", "language"),
    [({}, None), ({"LANG": "zh_CN.UTF-8"}, "zh_CN.UTF-8"), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "C")],
)
def test_language_follows_the_locale(variables: dict[str, str], language: str | None) -> None:
    assert environment({"HOME": "/nowhere", **variables}).language == language


def test_folders_and_collector() -> None:
    found = environment({"HOME": "/home/w", "MINGCE_COLLECTOR": "unix:/run/x", "XDG_STATE_HOME": "/s"})

    assert found.collector == "unix:/run/x"
    assert (found.state_home, found.config_home) == (Path("/s"), Path("/home/w/.config"))


def test_loading_the_command_loads_no_rules() -> None:
    """What takes longest to load, and what only some commands need."""
    heavy = {"collector.rules", "collector.config", "httpx", "rich", "sqlalchemy"}
    asked = [sys.executable, "-c", f"import sys, collector.cli.main; print(sorted({heavy} & sys.modules.keys()))"]

    assert subprocess.run(asked, capture_output=True, text=True, check=True, timeout=120).stdout.strip() == "[]"
