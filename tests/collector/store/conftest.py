from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import small_ledger
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.small_ledger import SmallLedger


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[CollectorStore]:
    """A real store with its writer, in a folder of this test's own."""
    with open_collector_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def ledger(rig: CollectorStore) -> SmallLedger:
    """The small ledger in that store; the clock stands a day later."""
    filled = rig.do(small_ledger.fill)
    rig.clock.advance(86_400)
    return filled
