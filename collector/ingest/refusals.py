"""Refusals: which HTTP status, what the agent is told, and how they are counted without letting a flood write."""

import logging
from collections import Counter

from collector.clock import Clock
from collector.errors import AgentsDoorRefusal, StoreError
from collector.ingest.requests import TooOften
from collector.store import refusals
from collector.store.transaction import Transaction
from collector.store.writer import Writer
from protocol.answer import Fault
from protocol.errors import ProtocolError
from protocol.report import PROTOCOL_VERSION

_log = logging.getLogger(__name__)

_STATUS = {
    "bad-signature": 401,
    "unknown-agent": 401,
    "not-admitted": 403,
    "unknown-code": 403,
    "expired-code": 403,
    "enrolment-code-reused": 403,
    "no-such-door": 404,
    "body-too-slow": 408,
    "unexpected-sequence": 409,
    "replayed-beat": 409,
    "replayed-standby": 409,
    "already-enrolled": 409,
    "unknown-terminal": 409,
    "message-too-large": 413,
    "too-busy": 429,
    "too-often": 429,
    "store-error": 503,
}
_STORE_PAUSE_MS = 10_000
_FLUSHED_EVERY_US = 1_000_000


def status_of(error_id: str) -> int:
    return _STATUS.get(error_id, 400)


def fault_of(error: Exception) -> Fault:
    """What the agent is told; of the collector's own trouble no more than that it will pass."""
    if isinstance(error, StoreError):
        why = "the collector cannot store at the moment"
        return _fault("store-error", "collector", why, "send it again later", pause_ms=_STORE_PAUSE_MS)
    if isinstance(error, AgentsDoorRefusal):
        pause_ms = error.pause_ms if isinstance(error, TooOften) else 0
        return _fault(error.id, error.what, error.why, error.next_step, error.next_sequence, pause_ms)
    if isinstance(error, ProtocolError):
        return _fault(error.id, error.what, error.why, error.next_step)
    return _fault("body-too-slow", "body", "did not come in time", "send it again")


def _fault(
    error: str, what: str, why: str, next_step: str, next_sequence: int | None = None, pause_ms: int = 0
) -> Fault:
    return Fault(
        PROTOCOL_VERSION, error, what[:500], why[:500], next_step[:500], next_sequence, min(pause_ms, 3_600_000)
    )


class Refusals:
    """Counts in memory and writes at most once a second, however many knock; logs one line for each write."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._waiting: Counter[str] = Counter()
        self._details: dict[str, str] = {}
        self._flushed_us = 0

    def note(self, error: str, detail: str) -> None:
        self._waiting[error] += 1
        self._details[error] = detail
        now_us = self._clock.monotonic_us()
        if now_us - self._flushed_us >= _FLUSHED_EVERY_US or self._flushed_us == 0:
            self._flushed_us = now_us
            self.flush()

    def flush(self) -> None:
        """Writes what was counted; while the store is in trouble it is kept for the next time."""
        counted, details = self._waiting, self._details
        self._waiting, self._details = Counter(), {}
        if not counted:
            return
        for error, times in counted.items():
            _log.warning("refused %d times: %s (%s)", times, error, details[error].encode("unicode_escape").decode())
        try:
            future = self._writer.submit(lambda tx: _write(tx, counted, details))
        except StoreError:
            self._waiting += counted
            return
        future.add_done_callback(lambda done: self._waiting.update(counted) if done.exception() else None)


def _write(tx: Transaction, counted: Counter[str], details: dict[str, str]) -> None:
    for error, times in counted.items():
        refusals.add(tx, error, times, details.get(error, ""))
