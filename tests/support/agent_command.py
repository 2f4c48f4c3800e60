"""Runs `mingce-agent` as a person does: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(language: str = "C.UTF-8") -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": language, "PYTHONUTF8": "1", "COLUMNS": "200"}


def mingce_agent(*arguments: str, typed: str = "", language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent", *arguments],
        input=typed,
        env=environment(language),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
