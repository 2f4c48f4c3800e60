"""Which adapters the collector knows of, and what else PCs said, read beside it as often as wanted."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def known_adapters(state: Path) -> set[str]:
    """Interface names of all agents' PCs, by what is committed now."""
    return {item["name"] for item in known_facts(state, "adapters")}


def known_facts(state: Path, probe: str) -> list[dict[str, Any]]:
    """What a probe of any agent said last, by what is committed now."""
    with closing(sqlite3.connect(f"file:{state / 'store.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT observations FROM agent_fact WHERE probe = ?", (probe,)).fetchall()
    return [item for (text,) in rows for item in json.loads(text)]


def standing_alerts(state: Path, rule: str) -> set[str]:
    """The parts (a device, a tunnel) that alerts of a rule are about, but those closed, by what is committed now."""
    with closing(sqlite3.connect(f"file:{state / 'store.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT part FROM alert WHERE rule = ? AND state != 'closed'", (rule,)).fetchall()
    return {str(part) for (part,) in rows}
