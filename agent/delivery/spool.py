"""The spool: reports that exist but are not acknowledged yet. Durable before it is believed, bounded, its loss visible.

Rule 1: what `append` returned for is on disk.
Rule 2: a report that was offered for delivery is never dropped: the collector may already hold it.
Rule 3: what is dropped leaves a signed gap record in its place, so that the chain of what is left verifies.
"""

import json
import sqlite3
import threading
from dataclasses import dataclass, replace
from typing import Final, Self

from agent.delivery.gap_records import can_join, reasons_of, tally
from agent.delivery.shelf import Head, Row, Shelf
from agent.errors import ConfigurationError, SpoolError
from agent.identity import AgentKey
from agent.state import StateDirectory
from protocol.chain import ChainHead
from protocol.codec import encode_report
from protocol.identity import AgentId, BootId, Digest, digest_of
from protocol.limits import DELIVERY_BYTES, REPORT_BYTES, REPORTS_PER_DELIVERY, SIGNATURE_BYTES
from protocol.observations import Gap, Observation
from protocol.phrases import say
from protocol.reasons import reason
from protocol.report import PROTOCOL_VERSION, Envelope, Report, ReportKind, Taken
from protocol.signing import Domain, seal, split

_DROPPED_IN_ORDER: Final = (ReportKind.SIGHTINGS, ReportKind.EVENT, ReportKind.INVENTORY)
_DAY_US: Final = 86_400_000_000
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Author:
    """Whose reports these are."""

    agent: AgentId
    key: AgentKey
    boot: BootId


@dataclass(frozen=True, slots=True)
class SpoolLimits:
    """Bytes of signed reports, and days the agent lived since a report was made."""

    most_bytes: int = 64 * 1024 * 1024
    most_days: int = 30


class Spool:
    """Safe to call from two threads: one appends, one delivers."""

    def __init__(self, state: StateDirectory, author: Author, limits: SpoolLimits, now: Taken) -> None:
        """Opens the spool; one that cannot be read is put aside and its loss put into the chain.

        Raises SpoolError when there is no place for it.
        """
        self._state = state
        self._author = author
        self._limits = limits
        self._lock = threading.Lock()
        self._shelf = self._open()
        self._start_after_loss(now)
        self._reports, self._bytes = self._shelf.totals()

    def append(self, kind: ReportKind, observations: tuple[Observation, ...], taken: Taken) -> Digest:
        """Signs the next report of the chain and stores it; on disk when this returns its digest.

        Raises SpoolError when the disk does not take it: then nothing happened, and it may be tried again.
        """
        with self._lock:
            with self._shelf.transaction():
                head = self._head()
                lived = head.lived_us + _elapsed(head, taken)
                row = self._row(kind, head.sequence + 1, head.follows, observations, taken, lived)
                self._shelf.insert(row)
                self._shelf.set_head(Head(row.sequence, row.follows, lived, taken.wall_us))
            self._reports, self._bytes = self._reports + 1, self._bytes + row.size
            self._make_room(taken, lived)
            return row.follows

    def offer(self, most_reports: int = REPORTS_PER_DELIVERY) -> list[Row]:
        """The oldest reports, as many as one delivery may hold, marked as offered before anybody sees them."""
        with self._lock:
            rows: list[Row] = []
            room = DELIVERY_BYTES
            for row in self._shelf.oldest(most_reports):
                room -= row.size + _LENGTH_BYTES
                if room < 0:
                    break
                rows.append(row)
            fresh = [row.sequence for row in rows if not row.offered]
            if fresh:
                with self._shelf.transaction():
                    self._shelf.mark_offered(fresh)
            return rows

    def acknowledge(self, receipts: list[tuple[int, Digest]]) -> int:
        """Forgets exactly the reports these (sequence, digest of content) name; returns how many there were."""
        with self._lock:
            found = [row for sequence, digest in receipts if (row := self._named(sequence, digest)) is not None]
            if not found:
                return 0
            with self._shelf.transaction():
                for row in found:
                    self._shelf.acknowledge(row.sequence, row.follows)
            self._reports, self._bytes = self._reports - len(found), self._bytes - sum(row.size for row in found)
            self._remember(found[-1])
            return len(found)

    def bridge(self, expected: int, taken: Taken) -> bool:
        """Makes the chain begin at the sequence the collector expects, when reports before our oldest are lost.

        Returns whether a gap was put in; nothing is done when we hold that sequence or never made it.
        """
        with self._lock:
            nearest = self._shelf.starting_at(expected)
            head = self._head()
            oldest_first = nearest.first if nearest else head.sequence + 1
            before = (
                ChainHead.genesis(self._author.agent).digest if expected == 1 else self._shelf.link_at(expected - 1)
            )
            if expected >= oldest_first or before is None:
                return False
            last_digest = nearest.previous if nearest else head.follows
            gap = Gap(expected, oldest_first - 1, last_digest, (), "lost")
            row = self._gap_row(gap, before, taken, head.lived_us)
            with self._shelf.transaction():
                self._shelf.insert(row)
            self._reports, self._bytes = self._reports + 1, self._bytes + row.size
            return True

    def oldest_first(self) -> int:
        """The first sequence that what lies here stands for; of an empty spool, the next one."""
        with self._lock:
            oldest = self._shelf.oldest(1)
            return oldest[0].first if oldest else self._head().sequence + 1

    @property
    def waiting(self) -> int:
        return self._reports

    @property
    def size(self) -> int:
        """Bytes of the reports waiting."""
        return self._bytes

    def newest(self) -> ChainHead:
        with self._lock:
            head = self._head()
        return ChainHead(head.sequence, head.follows)

    def close(self) -> None:
        with self._lock:
            self._shelf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ dropping

    def _make_room(self, taken: Taken, lived_us: int) -> None:
        try:
            while (aged := self._shelf.first_aged(lived_us - self._limits.most_days * _DAY_US)) is not None:
                self._drop(aged, "age", taken)
            while self._bytes > self._limits.most_bytes and (victim := self._victim()) is not None:
                self._drop(victim, "byte-cap", taken)
        except SpoolError:
            # The report itself is stored; a disk too full to make room gets its next chance with the next report.
            return

    def _victim(self) -> Row | None:
        found = (self._shelf.first_droppable(kind) for kind in _DROPPED_IN_ORDER)
        return next((row for row in found if row is not None), None)

    def _drop(self, victim: Row, why: str, taken: Taken) -> None:
        """Puts a gap where the victim was, joined with the gaps beside it that nobody was offered yet."""
        run = self._run_around(victim)
        last = run[-1]
        gap = Gap(run[0].first, last.sequence, last.follows, tally(run), reasons_of(run, why))
        row = self._gap_row(gap, run[0].previous, taken, last.lived_us)
        with self._shelf.transaction():
            self._shelf.delete([one.sequence for one in run])
            self._shelf.insert(row)
        self._reports += 1 - len(run)
        self._bytes += row.size - sum(one.size for one in run)

    def _run_around(self, victim: Row) -> list[Row]:
        before = self._shelf.at(victim.first - 1)
        after = self._shelf.starting_at(victim.sequence + 1)
        run = [victim]
        if before is not None and can_join(before):
            run.insert(0, before)
        if after is not None and after.first == victim.sequence + 1 and can_join(after):
            run.append(after)
        return run

    # ------------------------------------------------------------------ links

    def _row(
        self,
        kind: ReportKind,
        sequence: int,
        previous: Digest,
        observations: tuple[Observation, ...],
        taken: Taken,
        lived_us: int,
    ) -> Row:
        author = self._author
        envelope = Envelope(PROTOCOL_VERSION, author.agent, author.key.id, author.boot, sequence, previous, taken, kind)
        content = encode_report(Report(envelope, observations))
        if len(content) > REPORT_BYTES:
            raise SpoolError(
                say("report {sequence}", sequence=sequence),
                say("{length} bytes, at most {most}", length=len(content), most=REPORT_BYTES),
            )
        message = seal(Domain.REPORT, content, author.key)
        size = len(content) + SIGNATURE_BYTES
        return Row(sequence, sequence, kind, previous, digest_of(content), lived_us, size, message)

    def _gap_row(self, gap: Gap, previous: Digest, taken: Taken, lived_us: int) -> Row:
        row = self._row(ReportKind.GAP, gap.last, previous, (gap,), taken, lived_us)
        return replace(row, first=gap.first, follows=gap.last_digest)

    def _head(self) -> Head:
        head = self._shelf.head()
        return head or Head(0, ChainHead.genesis(self._author.agent).digest, 0, 0)

    def _named(self, sequence: int, digest: Digest) -> Row | None:
        row = self._shelf.at(sequence)
        return row if row is not None and digest_of(split(row.message)[1]) == digest else None

    # ------------------------------------------------------------------ loss

    def _remember(self, row: Row) -> None:
        """Beside the spool, so that losing the spool does not lose the place in the chain."""
        content = json.dumps({"agent": self._author.agent, "sequence": row.sequence, "follows": row.follows})
        try:
            self._state.write(self._state.acknowledged, content.encode())
        except ConfigurationError:
            # A copy only: the spool itself has the place, and the next receipt writes it again.
            return

    def _start_after_loss(self, now: Taken) -> None:
        """A new spool of an agent that has already spoken: one lost sequence stands for all that is not known."""
        content = self._state.read(self._state.acknowledged)
        if self._shelf.head() is not None or content is None:
            return
        known = _acknowledged(content, self._author.agent)
        if known is None:
            return
        lost = digest_of(b"mingce lost\0" + known.digest.encode())
        place = known.sequence + 1
        with self._shelf.transaction():
            self._shelf.insert(self._gap_row(Gap(place, place, lost, (), "lost"), known.digest, now, 0))
            self._shelf.set_head(Head(place, lost, 0, now.wall_us))

    def _open(self) -> Shelf:
        try:
            # SQLite gives its other files the mode of this one.
            self._state.spool.touch(mode=0o600)
            try:
                return Shelf(self._state.spool)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._put_aside()
                return Shelf(self._state.spool)
        except (sqlite3.Error, OSError) as error:
            raise SpoolError(str(self._state.spool), reason(error), "check the state directory and its disk") from error

    def _put_aside(self) -> None:
        path = self._state.spool
        path.replace(path.with_name(f"{path.name}.unreadable"))
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _acknowledged(content: bytes, agent: AgentId) -> ChainHead | None:
    try:
        known = json.loads(content)
        if known["agent"] != agent:
            return None
        return ChainHead(int(known["sequence"]), Digest(str(known["follows"])))
    except (ValueError, KeyError, TypeError):
        return None


def _elapsed(head: Head, taken: Taken) -> int:
    """At most a day a report: a clock set ten years ahead must not make everything look old and drop it."""
    return min(max(taken.wall_us - head.wall_us, 0), _DAY_US) if head.wall_us else 0
