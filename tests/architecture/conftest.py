import shutil
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of this checkout."""
    return ROOT


@pytest.fixture
def tree_copy(tmp_path: Path) -> Path:
    """A copy of the sources, their tests and their settings, to put a violation into."""
    leave_out = shutil.ignore_patterns("__pycache__", "*.sqlite3*")
    for folder in (*PACKAGES, "tests", "requirements"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path
