"""What is due, told once a day: one letter a unit, however much there is."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from collector.ingest.context import Context
from collector.ledger.due import Due
from collector.presence.interval import DAY_US
from collector.store import due, outbox, units
from collector.store.scope import CITY
from collector.store.transaction import Transaction

AHEAD_US = 7 * DAY_US
RULE = "due"
_MOST_NAMED = 20


def put(tx: Transaction, context: Context, day: str) -> int:
    """Puts out the day's letters that are not out yet; returns how many."""
    found = due.of_units(due.list_all(tx.connection, CITY, tx.now_us, AHEAD_US, context.reconfirm_us))
    names = {item.id: item.value.name for item in units.list_all(tx.connection, CITY)} if found else {}
    told = 0
    for unit_id, of_unit in sorted(found.items()):
        key = outbox.due_letter_id(day, unit_id)
        if outbox.is_known(tx.connection, key):
            continue
        for notifier in context.judge.notifiers:
            outbox.put(tx, key, notifier, letter(key, names.get(unit_id, ""), of_unit, tx.now_us))
        told += 1
    return told


def letter(key: str, unit: str, found: Sequence[Due], now_us: int) -> dict[str, Any]:
    """As of an alert (collector.alerts.outbox.letter); numbers of terminals, no person's name."""
    counts = Counter(one.kind.value for one in found)
    named = list(dict.fromkeys(one.name for one in found if one.subject != one.unit_id))
    return {
        "alert": key,
        "rule": RULE,
        "title_zh": "到期与待办提醒",
        "title_en": "Due for the unit",
        "severity": "low",
        "certainty": "confirmed",
        "what": "digest",
        "episode": 1,
        "first_us": min(one.at_us for one in found),
        "renewed_us": now_us,
        "evidence": {
            "unit": unit,
            "due": [f"{kind}={count}" for kind, count in sorted(counts.items())],
            "terminal": named[:_MOST_NAMED],
            "overdue": sum(one.at_us <= now_us for one in found),
        },
    }
