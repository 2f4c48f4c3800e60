"""A line in the collector's own log."""

import logging
from typing import Any

_log = logging.getLogger("collector.alerts")
_SEVERE = frozenset({"high", "critical"})


class LogLine:
    """Cannot fail, so that at least one notifier always has told."""

    name = "log-line"

    def send(self, letter: dict[str, Any]) -> None:
        """One line; the evidence's texts come from the wire and are written with control characters escaped."""
        level = logging.WARNING if letter["severity"] in _SEVERE else logging.INFO
        _log.log(level, "%s", line(letter))


def line(letter: dict[str, Any]) -> str:
    """Both titles, severity, and what names the subject."""
    evidence = letter["evidence"]
    named = [
        f"{name}={_plain(evidence[name])}"
        for name in ("mac", "macs", "addresses", "segment", "unit", "terminal", "witnesses", "due", "late")
        if evidence.get(name)
    ]
    start = f"alert {letter['rule']} {letter['severity']} {letter['what']} ({letter['title_zh']})"
    return " ".join([start, *named, f"id={letter['alert']}"])


def _plain(value: Any) -> str:
    text = ",".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
