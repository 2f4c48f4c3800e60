"""The long poll: waits at the collector's door to be called, so that duties and orders start at once.

Rule: without it everything goes on, by beats alone; so a door that refuses or hangs up is asked ever less often, one
that calls without end every other second, and one that does not know the question hardly ever.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from agent.delivery.backoff import Backoff, Random
from agent.delivery.collector_client import MESSAGE_TYPE, STANDBY_PATH, CollectorClient, Reply
from agent.delivery.spool import Author
from agent.errors import CollectorUnreachable
from agent.host.clock import Clock
from protocol.codec import decode, encode
from protocol.errors import ProtocolError
from protocol.limits import STANDBY_BYTES
from protocol.report import PROTOCOL_VERSION, Taken
from protocol.signing import Domain, seal
from protocol.standby import Called, Standby

_LOG = logging.getLogger(__name__)
WAIT_MS: Final = 50_000
"""Below the minute after which proxies and firewalls forget a silent connection."""
PATIENCE_S: Final = 70.0
"""How long an answer may take: WAIT_MS, and what a slow network needs."""
UNKNOWN_US: Final = 600_000_000
"""An older collector has no such door; it may be a newer one some day."""
AT_ONCE_US: Final = 1_000_000
"""After an answer that came sooner there is a pause: a door that always calls must not be asked all the time."""
_MOST_WAIT_US = 60_000_000
_UNWANTED_US = 60_000_000
_UNKNOWN = frozenset({404, 405, 501})


class OnCall:
    """`step` in a thread of its own; the other methods may be called from any."""

    def __init__(
        self, author: Author, client: CollectorClient, clock: Clock, random: Random, called: Callable[[], None]
    ) -> None:
        """`client` is this object's alone. `called`: the collector has something for this agent."""
        self._author, self._client, self._clock = author, client, clock
        self._random, self._called = random, called
        self._due = Backoff(most_us=_MOST_WAIT_US)
        self._calls = Backoff(least_us=500_000, most_us=2_000_000)
        self._is_wanted = self._is_over = False
        self._awake = threading.Event()
        self.trouble = ""

    def want(self, is_wanted: bool) -> None:
        """Whether this agent may be called at all."""
        if is_wanted == self._is_wanted:
            return
        self._is_wanted = is_wanted
        self._wake()

    def end(self) -> None:
        """No more; a wait at the door ends."""
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        self._awake.set()
        if self._is_over or not self._is_wanted:
            self._client.hang_up()

    def wait(self, microseconds: int) -> None:
        """Sleeps until then, or until woken."""
        self._awake.wait(microseconds / 1e6)
        self._awake.clear()

    def step(self) -> int:
        """Asks once, if that is wanted and due; returns microseconds until it may ask again."""
        now = self._clock.boot_us()
        if self._is_over or not self._is_wanted:
            self._client.close()
            return _UNWANTED_US
        if now >= self._not_before_us():
            self._ask(now)
        return max(self._not_before_us() - self._clock.boot_us(), 0)

    def _not_before_us(self) -> int:
        return max(self._due.not_before_us, self._calls.not_before_us)

    def close(self) -> None:
        """By the thread that stepped."""
        self._client.close()

    def _ask(self, began_us: int) -> None:
        headers = {"Mingce-Agent": self._author.agent, "Content-Type": MESSAGE_TYPE}
        try:
            reply = self._client.post(STANDBY_PATH, self._message(), headers)
        except CollectorUnreachable as error:
            self._failed(str(error))
            return
        if reply.status in _UNKNOWN:
            self._client.close()
            pause_us = UNKNOWN_US + int(self._random() * UNKNOWN_US / 10)
            self._failed("this collector has no door to wait at", pause_us // 1000)
        elif not reply.is_success:
            self._failed(f"the collector answered {reply.status}", _pause_ms(reply))
        else:
            self._answered(reply.body, began_us)

    def _answered(self, body: bytes, began_us: int) -> None:
        try:
            is_called = decode(body, Called, STANDBY_BYTES).is_called
        except ProtocolError as error:
            self._failed(str(error))
            return
        now = self._clock.boot_us()
        self._note("")
        is_at_once = now - began_us < AT_ONCE_US
        self._due = self._due.succeeded(now)
        self._calls = self._calls.failed(now, self._random) if is_at_once else self._calls.succeeded(now)
        if is_called and self._is_wanted and not self._is_over:
            self._called()

    def _message(self) -> bytes:
        author, taken = self._author, Taken(max(self._clock.wall_us(), 0), self._clock.boot_us())
        standby = Standby(PROTOCOL_VERSION, author.agent, author.key.id, author.boot, taken, WAIT_MS)
        return seal(Domain.STANDBY, encode(standby), author.key)

    def _failed(self, why: str, asked_ms: int = 0) -> None:
        self._due = self._due.failed(self._clock.boot_us(), self._random, asked_ms)
        if not self._is_over and self._is_wanted:
            self._note(why)

    def _note(self, trouble: str) -> None:
        """No trouble of the agent: orders come with beats all the same."""
        if trouble and trouble != self.trouble:
            _LOG.info("not on call: %s", trouble)
        self.trouble = trouble


def _pause_ms(reply: Reply) -> int:
    fault = reply.fault()
    return max(reply.pause_ms, fault.pause_ms if fault else 0)
