"""The log: lines on standard error, with the journal's severity where the journal reads them, at a bounded rate."""

import logging
from typing import TextIO

from agent.host.clock import Clock

_MINUTE_US = 60_000_000
_SEVERITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class RateFilter(logging.Filter):
    """Lets so many lines a minute through; says how many it held back when the next minute begins."""

    def __init__(self, most_lines: int, clock: Clock) -> None:
        super().__init__()
        self._most_lines, self._clock = most_lines, clock
        self._minute, self._lines = -1, 0

    def filter(self, record: logging.LogRecord) -> bool:
        minute = self._clock.boot_us() // _MINUTE_US
        if minute != self._minute:
            held_back = max(0, self._lines - self._most_lines)
            self._minute, self._lines = minute, 0
            if held_back:
                record.msg = f"[{held_back} lines held back] {record.getMessage()}"
                record.args = ()
        self._lines += 1
        return self._lines <= self._most_lines


class SeverityFormatter(logging.Formatter):
    """`<4>agent.service: text` (sd-daemon(3)), one line each."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace("\n", " | ")
        return f"<{_SEVERITY.get(record.levelno, 6)}>{text}"


def set_up(stream: TextIO, level: str, most_lines: int, clock: Clock, for_journal: bool) -> None:
    """Sends the root logger to the stream; called once by each command, and again when settings change."""
    handler = logging.StreamHandler(stream)
    layout = "%(name)s: %(message)s"
    handler.setFormatter(SeverityFormatter(layout) if for_journal else logging.Formatter("%(levelname)s " + layout))
    handler.addFilter(RateFilter(most_lines, clock))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
