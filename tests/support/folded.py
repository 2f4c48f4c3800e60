"""What the collector has folded from sightings, read beside it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FoldedPair:
    """One row of `binding`; `how` is the kind of frame heard last, times in microseconds."""

    mac: str
    address: str
    how: str
    first_us: int
    last_us: int
    frames: int


def folded_pairs(state: Path, mac: str | None = None) -> list[FoldedPair]:
    """Of that MAC, or all."""
    with closing(sqlite3.connect(f"file:{state / 'store.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT mac, address, how, first_us, last_us, frames FROM binding").fetchall()
    return [pair for pair in (FoldedPair(*row) for row in rows) if mac in (None, pair.mac)]
