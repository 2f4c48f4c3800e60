from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.agents_door import DoorRig, open_agents_door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    """The agents' door over a real store that holds the small ledger."""
    with open_agents_door(tmp_path) as opened:
        yield opened
