"""Which adapters the collector knows of, read beside it as often as wanted."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def known_adapters(state: Path) -> set[str]:
    """Interface names of all agents' PCs, by what is committed now."""
    with closing(sqlite3.connect(f"file:{state / 'store.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT observations FROM agent_fact WHERE probe = 'adapters'").fetchall()
    return {item["name"] for (text,) in rows for item in json.loads(text)}
