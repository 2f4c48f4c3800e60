"""What a notification says, how often it is tried, and how many may go out. Pure."""

from collections.abc import Mapping
from typing import Any

from collector.alerts.lifecycle import Alert
from collector.presence.interval import MINUTE_US, SECOND_US
from collector.rules.rule import Rule

ALERTS_PER_MINUTE = 30
"""More than this is a storm: what is beyond stays in the list of alerts, and one letter says how many."""
MOST_ATTEMPTS = 12
_FIRST_PAUSE_US = 5 * SECOND_US
_LONGEST_PAUSE_US = 60 * MINUTE_US


def letter(alert: Alert, rules: Mapping[str, Rule], what: str) -> dict[str, Any]:
    """The JSON object every notifier is given: titles in both languages, times in microseconds, the evidence."""
    rule = rules.get(alert.rule)
    return {
        "alert": alert.id,
        "rule": alert.rule,
        "title_zh": rule.title_zh if rule else alert.rule,
        "title_en": rule.title_en if rule else alert.rule,
        "severity": alert.severity.word,
        "certainty": alert.certainty.value,
        "what": what,
        "episode": alert.episode,
        "first_us": alert.first_us,
        "renewed_us": alert.renewed_us,
        "evidence": alert.evidence,
    }


def next_try_us(attempts: int, now_us: int) -> int | None:
    """When to try again after that many failed attempts; None: give up, keep it as a dead letter."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return now_us + min(_FIRST_PAUSE_US << max(0, attempts - 1), _LONGEST_PAUSE_US)
