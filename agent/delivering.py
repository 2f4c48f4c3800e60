"""The two threads of a session: one delivers reports and beats, one waits at the collector's door to be called."""

import logging
import threading
from typing import Final

from agent.errors import AgentError
from agent.session import Session

_LOG = logging.getLogger(__name__)
_LAST_WORDS_S = 8.0
_CALLER_S = 2.0
_AFTER_A_FAILURE_S = 30
STACK_BYTES: Final = 512 * 1024
"""Of the thread that waits; TLS needs a tenth of it."""


class Delivering:
    """From `start` to `end`, both called by the service's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ending = threading.Event()
        self._sender = threading.Thread(target=self._deliver, name="delivery", daemon=True)
        self._waiter = threading.Thread(target=self._wait_at_the_door, name="on-call", daemon=True)

    def start(self) -> None:
        self._sender.start()
        before = threading.stack_size(STACK_BYTES)
        try:
            self._waiter.start()
        finally:
            threading.stack_size(before)

    def end(self) -> None:
        """Says the last words and closes the session, unless the network takes too long."""
        self._ending.set()
        self._session.on_call.end()
        self._session.sender.wake()
        self._sender.join(_LAST_WORDS_S)
        # A handshake cannot be cut short; that thread is nobody's hindrance and ends with it.
        self._waiter.join(_CALLER_S)
        if not self._sender.is_alive():
            self._session.close()

    def _deliver(self) -> None:
        sender = self._session.sender
        while not self._ending.is_set():
            try:
                sender.wait(sender.step())
            # What is spooled stays spooled; an unforeseen answer must not leave this PC silent for good.
            except Exception:  # noqa: BLE001
                _LOG.exception("a step of the sender failed")
                self._ending.wait(_AFTER_A_FAILURE_S)
        try:
            sender.last_attempt()
        except AgentError as error:
            _LOG.info("the last delivery did not succeed: %s", error)

    def _wait_at_the_door(self) -> None:
        on_call = self._session.on_call
        while not self._ending.is_set():
            try:
                on_call.wait(on_call.step())
            # Orders come with beats, too; an unforeseen answer must not make this a storm.
            except Exception:  # noqa: BLE001
                _LOG.exception("a wait at the collector's door failed")
                self._ending.wait(_AFTER_A_FAILURE_S)
        on_call.close()
