"""The sender: drains the spool in order and sends beats. Beats first, so that a backlog never makes a PC look silent.

It drops nothing on the word of a fault, which is unsigned: only a signed receipt that names the digest does.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from agent.delivery.backoff import Backoff, Random
from agent.delivery.beats import BeatMaker
from agent.delivery.collector_client import (
    BEATS_PATH,
    DELIVERY_TYPE,
    MESSAGE_TYPE,
    REPORTS_PATH,
    CollectorClient,
    Reply,
)
from agent.delivery.spool import Author, Spool
from agent.delivery.trust import AnswerReader
from agent.errors import AgentError, AnswerNotTrusted, CollectorRefused, CollectorUnreachable
from agent.host.clock import Clock
from protocol.answer import Answer, Verdict
from protocol.codec import encode
from protocol.limits import REPORTS_PER_DELIVERY
from protocol.order import Order
from protocol.phrases import say
from protocol.policy import Duty
from protocol.report import Taken
from protocol.signing import Domain, pack_delivery, seal

_LOG = logging.getLogger(__name__)
_BEAT_JITTER = 0.1
_LONGEST_WAIT_US = 30_000_000


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a believed answer told this agent."""

    policy: str | None
    duties: tuple[Duty, ...]
    may_vouch: bool
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A report the collector stored as refused or quarantined; it will not be sent again."""

    sequence: int
    verdict: Verdict
    reason: str


News = Instructions | Refusal


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """For `mingce-agent status`; `trouble` is empty while the collector answers."""

    last_answer_wall_us: int = 0
    collector_minus_agent_us: int = 0
    delivered: int = 0
    trouble: str = ""


class Sender:
    """`step` does what is due and says how long nothing will be; the service runs it in a thread of its own."""

    def __init__(
        self,
        author: Author,
        spool: Spool,
        beats: BeatMaker,
        client: CollectorClient,
        reader: AnswerReader,
        clock: Clock,
        random: Random,
        tell: Callable[[News], None],
    ) -> None:
        self._author, self._spool, self._beats = author, spool, beats
        self._client, self._reader, self._clock = client, reader, clock
        self._random, self._tell = random, tell
        self._reports_due = Backoff()
        self._beats_due = Backoff()
        self._most_reports = REPORTS_PER_DELIVERY
        self._beat_interval_us = 60_000_000
        self._next_beat_us = 0
        self._was_unreachable = False
        self._awake = threading.Event()
        self.state = DeliveryState()

    # ------------------------------------------------------------------ called by the service's thread

    def wake(self) -> None:
        """Something was spooled."""
        self._awake.set()

    def beat_now(self) -> None:
        """What is vouched for changed: do not wait for the interval."""
        self._next_beat_us = 0
        self._awake.set()

    def set_beat_interval(self, milliseconds: int) -> None:
        self._beat_interval_us = milliseconds * 1000
        self._next_beat_us = min(self._next_beat_us, self._clock.boot_us() + self._beat_interval_us)
        self._awake.set()

    def wait(self, microseconds: int) -> None:
        """Sleeps until then, or until woken."""
        self._awake.wait(microseconds / 1e6)
        self._awake.clear()

    # ------------------------------------------------------------------ called by the sender's thread

    def step(self) -> int:
        """Sends at most one beat and one delivery; returns microseconds until the next can be due."""
        now = self._clock.boot_us()
        if now >= self._next_beat_us and self._beats_due.is_due(now):
            self._beat(now)
        if self._spool.waiting and self._reports_due.is_due(now):
            self._deliver()
        return self._idle_us()

    def last_attempt(self) -> None:
        """One delivery before the service ends, if the collector answered lately."""
        if self._spool.waiting and not self._reports_due.failures:
            self._deliver()
        self._client.close()

    def _idle_us(self) -> int:
        now = self._clock.boot_us()
        due = max(self._next_beat_us, self._beats_due.not_before_us)
        if self._spool.waiting:
            due = min(due, self._reports_due.not_before_us)
        return min(max(due - now, 0), _LONGEST_WAIT_US)

    def _beat(self, now: int) -> None:
        jitter = 1 + _BEAT_JITTER * (2 * self._random() - 1)
        self._next_beat_us = now + int(self._beat_interval_us * jitter)
        body = seal(Domain.BEAT, encode(self._beats.make()), self._author.key)
        try:
            answer = self._ask(BEATS_PATH, body, MESSAGE_TYPE)
        except AgentError as error:
            # Never later than the next beat would be: a collector that is back soon takes who is silent for stopped.
            due = self._beats_due.at_most(self._beat_interval_us)
            self._beats_due = due.failed(self._clock.boot_us(), self._random, _asked(error))
            # A beat that did not arrive is owed at once when the collector is back.
            self._next_beat_us = 0
            self._note_trouble(error)
            return
        self._beats_due = self._beats_due.succeeded(now)
        if self._was_unreachable:
            self._reports_due = self._reports_due.succeeded(self._clock.boot_us())
            self._was_unreachable = False
        self._follow(answer)

    def _deliver(self) -> None:
        now = self._clock.boot_us()
        try:
            rows = self._spool.offer(self._most_reports)
            answer = self._ask(REPORTS_PATH, pack_delivery([row.message for row in rows]), DELIVERY_TYPE)
            gone = self._settle(answer)
        except AgentError as error:
            self._reports_due = self._reports_due.failed(now, self._random, _asked(error))
            self._was_unreachable = isinstance(error, CollectorUnreachable)
            self._note_trouble(error)
            return
        if gone == 0 and not self._bridge(answer.next_sequence):
            self._reports_due = self._reports_due.failed(now, self._random, answer.pause_ms)
        else:
            self._most_reports = REPORTS_PER_DELIVERY
            self._reports_due = self._reports_due.succeeded(now, answer.pause_ms)
        self._follow(answer)

    def _settle(self, answer: Answer) -> int:
        """Forgets exactly what the receipts name; returns how many reports that were."""
        gone = self._spool.acknowledge([(receipt.sequence, receipt.digest) for receipt in answer.receipts])
        for receipt in answer.receipts:
            if receipt.verdict in (Verdict.REFUSED, Verdict.QUARANTINED):
                _LOG.warning("report %d %s: %s", receipt.sequence, receipt.verdict, receipt.reason)
                self._tell(Refusal(receipt.sequence, receipt.verdict, receipt.reason or ""))
        return gone

    def _ask(self, path: str, body: bytes, content_type: str) -> Answer:
        headers = {"Mingce-Agent": self._author.agent, "Content-Type": content_type}
        reply = self._client.post(path, body, headers)
        if not reply.is_success:
            raise self._refused(reply)
        return self._reader.read(reply.body, body)

    def _refused(self, reply: Reply) -> AgentError:
        fault = reply.fault()
        if reply.status == 409 and fault is not None and fault.next_sequence:
            self._bridge(fault.next_sequence)
        if reply.status == 413:
            self._most_reports = max(1, self._most_reports // 2)
        what = say("collector answered {status}", status=reply.status)
        if fault is None:
            return Paused(what, "without saying why", "", reply.pause_ms)
        return Paused(
            say("{what} ({error})", what=what, error=fault.error),
            fault.why,
            fault.next_step,
            max(fault.pause_ms, reply.pause_ms),
        )

    def _bridge(self, expected: int) -> bool:
        if expected >= self._spool.oldest_first():
            return False
        done = self._spool.bridge(expected, Taken(self._clock.wall_us(), self._clock.boot_us()))
        _LOG.warning("the collector expects report %d, which is lost; %s", expected, "said so" if done else "no link")
        return done

    def _follow(self, answer: Answer) -> None:
        wall = self._clock.wall_us()
        delivered = self.state.delivered + len(answer.receipts)
        if self.state.trouble:
            _LOG.info("the collector answers again")
        self.state = DeliveryState(wall, answer.received_at_us - wall, delivered)
        self._tell(Instructions(answer.policy, answer.duties, answer.may_vouch, answer.orders))

    def _note_trouble(self, error: AgentError) -> None:
        if self.state.trouble != str(error):
            _LOG.warning("%s", error)
        before = self.state
        self.state = DeliveryState(
            before.last_answer_wall_us, before.collector_minus_agent_us, before.delivered, str(error)
        )
        if isinstance(error, AnswerNotTrusted):
            self._client.close()


class Paused(CollectorRefused):
    """A fault with the pause it asks for."""

    def __init__(self, what: str, why: str, next_step: str, pause_ms: int) -> None:
        super().__init__(what, why, next_step)
        self.pause_ms = pause_ms


def _asked(error: AgentError) -> int:
    return error.pause_ms if isinstance(error, Paused) else 0
