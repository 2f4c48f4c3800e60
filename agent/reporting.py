"""From observations to reports in the spool: what may be said, in parts that fit, kept while the disk is full."""

import logging
from collections import deque
from collections.abc import Iterable

from agent.bounded import bounded, size_of
from agent.delivery.spool import Spool
from agent.errors import SpoolError
from agent.host.clock import Clock
from agent.privacy import may_be_said
from protocol.limits import OBSERVATIONS_PER_REPORT, REPORT_BYTES
from protocol.observations import Observation
from protocol.report import ReportKind, Taken

_LOG = logging.getLogger(__name__)
_ROOM = REPORT_BYTES - 4096
_MOST_OWED = 64

Group = tuple[Observation, ...]
"""Observations that must stand in one report: a probe's `Looked` says that its answer is there, whole."""


def into_reports(groups: Iterable[Group]) -> list[Group]:
    """Packs groups into as few reports as their number and size allow, in order. Pure."""
    reports: list[Group] = []
    current: list[Observation] = []
    room = _ROOM
    for group in groups:
        size = size_of(group)
        if current and (size > room or len(current) + len(group) > OBSERVATIONS_PER_REPORT):
            reports.append(tuple(current))
            current, room = [], _ROOM
        current += group
        room -= size
    return [*reports, tuple(current)] if current else reports


class Reporter:
    """The only way into the spool. While the disk takes nothing, the newest reports wait in memory."""

    def __init__(self, spool: Spool, clock: Clock) -> None:
        self._spool = spool
        self._clock = clock
        self._owed: deque[tuple[ReportKind, Group, Taken]] = deque()
        self.lost_in_memory = 0
        """Reports that never reached the disk and were given up for want of memory."""
        self.trouble = ""

    def say(self, kind: ReportKind, groups: Iterable[Group], is_attached: bool) -> bool:
        """Spools what may be said; returns whether anything was."""
        allowed = [tuple(map(bounded, may_be_said(group, is_attached))) for group in groups]
        taken = self._taken()
        reports = into_reports(group for group in allowed if group)
        for report in reports:
            self._owed.append((kind, report, taken))
        self.retry()
        return bool(reports)

    def retry(self) -> bool:
        """Writes what is owed, oldest first; returns whether nothing is owed any more."""
        while self._owed:
            kind, report, taken = self._owed[0]
            try:
                self._spool.append(kind, report, taken)
            except SpoolError as error:
                self._note(error)
                return False
            self._owed.popleft()
        if self.trouble:
            _LOG.info("the spool takes reports again")
            self.trouble = ""
        return True

    @property
    def owed(self) -> int:
        return len(self._owed)

    def _note(self, error: SpoolError) -> None:
        if self.trouble != str(error):
            _LOG.error("%s; it is tried again", error)
        self.trouble = str(error)
        while len(self._owed) > _MOST_OWED:
            victim = next((item for item in self._owed if item[0] is ReportKind.SIGHTINGS), self._owed[0])
            self._owed.remove(victim)
            self.lost_in_memory += 1

    def _taken(self) -> Taken:
        return Taken(max(self._clock.wall_us(), 0), self._clock.boot_us())
