"""The operators' door of a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.operators_door import OperatorsDoor, open_operators_door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[OperatorsDoor]:
    with open_operators_door(tmp_path) as opened:
        yield opened
