"""What time alone changes: once a second, through the writer; and the letters that are to go out."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from collector.alerts.notifiers.notifier import Notifier
from collector.alerts.outbox import next_try_us
from collector.clock import Clock
from collector.errors import StoreError
from collector.ingest import due_letters, judging, order_ends, orders, watchers, watching
from collector.ingest.context import Context
from collector.ledger.due import letter_day
from collector.presence.liveness import MISSED_BEATS, EndedBy
from collector.rules.unlisted_gateway import WATCHERS_WORD_US, UnlistedGateway
from collector.store import agents, bindings, claims, coverage, outbox, views
from collector.store.database import Store
from collector.store.outbox import Letter
from collector.store.transaction import Transaction
from collector.store.writer import Writer

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 1.0
_RARELY = 10
"""One turn in so many."""


def tick(tx: Transaction, context: Context) -> None:
    """Ends runs of beats that stopped, with their claims and coverage; lets bindings and alerts go quiet; appoints."""
    limit_us = tx.now_us - MISSED_BEATS * context.beat_interval_us
    for held in agents.stretches_without_beat_since(tx.connection, limit_us):
        agents.end_stretch(tx, held.id, EndedBy.MISSED_BEATS)
        claims.end_all(tx, held.agent_id)
        coverage.end_all(tx, held.agent_id, EndedBy.MISSED_BEATS.value)
    bindings.close_quiet(tx, tx.now_us)
    context.judge.pass_time(tx)
    orders.call(tx, context, watchers.keep(tx, context))
    order_ends.pass_time(tx, context)


def rarely(tx: Transaction, context: Context) -> None:
    """What need not be looked at every second: what watchers hear, which segments nobody watches, what waited long."""
    watching.judge_hearing(tx, context)
    watching.judge_unwatched(tx, context)
    judging.judge_waiting(tx, context, UnlistedGateway.id, WATCHERS_WORD_US)


class Clockwork:
    """`run` until cancelled."""

    def __init__(
        self, store: Store, writer: Writer, context: Context, clock: Clock, notifiers: Mapping[str, Notifier]
    ) -> None:
        self._store = store
        self._writer = writer
        self._context = context
        self._clock = clock
        self._notifiers = notifiers
        self._turns = 0
        self._segments_changed_us: int | None = None
        self._lettered: str | None = None

    async def run(self) -> None:
        """Never ends by itself: what goes wrong is logged and the next second tries again."""
        while True:
            try:
                await self.turn()
            except StoreError as error:
                _log.error("clockwork: %s", error)
            # One odd row must not stop time for everybody: alerts would neither go out nor go quiet.
            except Exception:  # noqa: BLE001
                _log.exception("clockwork: a turn failed")
            await asyncio.sleep(_PERIOD_SECONDS)

    async def turn(self) -> None:
        """One second's work."""
        await asyncio.wrap_future(self._writer.submit(lambda tx: tick(tx, self._context)))
        self._turns += 1
        if self._turns % _RARELY == 0:
            await asyncio.wrap_future(self._writer.submit(lambda tx: rarely(tx, self._context)))
        day = letter_day(self._clock.now_us())
        if day is not None and day != self._lettered:
            await asyncio.wrap_future(self._writer.submit(lambda tx: due_letters.put(tx, self._context, day)))
            self._lettered = day
        with self._store.reading() as connection:
            due = outbox.due(connection, self._clock.now_us())
            changed_us = views.segments_changed_us(connection)
        if self._segments_changed_us not in (None, changed_us):
            # There is a new policy for everybody.
            self._context.bell.call_all()
        self._segments_changed_us = changed_us
        for letter in due:
            error = await asyncio.to_thread(self._send, letter)
            await asyncio.wrap_future(self._writer.submit(partial(_note, letter=letter, error=error)))

    def _send(self, letter: Letter) -> str | None:
        """Outside the writer; returns what went wrong."""
        notifier = self._notifiers.get(letter.notifier)
        if notifier is None:
            return f"there is no notifier {letter.notifier} any more"
        try:
            notifier.send(letter.content)
        except OSError as error:
            return str(error) or type(error).__name__
        return None


def _note(tx: Transaction, letter: Letter, error: str | None) -> None:
    if error is None:
        outbox.sent(tx, letter.id)
    else:
        outbox.failed(tx, letter.id, error, next_try_us(letter.attempts + 1, tx.now_us))
