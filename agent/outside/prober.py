"""When to probe, and the thread that does it: one round at a time, as rarely as ordered, across restarts, too."""

import logging
import threading
from collections.abc import Callable

from agent.errors import AgentError, CouldNotLook
from agent.host.clock import Clock
from agent.outside.ceilings import LEAST_INTERVAL_US, TIMEOUT_SECONDS, targets_of
from agent.outside.connecting import Connect, reaches
from agent.state import StateDirectory
from protocol.endpoint import Endpoint
from protocol.identity import AdapterId
from protocol.observations import Adapter, OutsideReached
from protocol.policy import OutsideProbe

_LOG = logging.getLogger(__name__)

Found = tuple[OutsideReached, ...] | CouldNotLook


class Prober:
    """`turn` in the main loop's thread says what is ordered now; what was found goes to `tell`, from another thread.

    Rule: a target is connected to only while the order that names it is in force.
    """

    def __init__(
        self,
        state: StateDirectory,
        clock: Clock,
        tell: Callable[[Found], None],
        fraction: Callable[[], float],
        connect: Connect = reaches,
    ) -> None:
        """`fraction` gives numbers in [0, 1) for the jitter."""
        self._state = state
        self._clock = clock
        self._tell = tell
        self._fraction = fraction
        self._connect = connect
        self._due_us: int | None = None
        self._thread: threading.Thread | None = None
        self._begun: tuple[OutsideProbe, frozenset[AdapterId]] | None = None
        self._revoked = threading.Event()

    def turn(self, order: OutsideProbe | None, ways: tuple[Adapter, ...]) -> bool:
        """Begins a round if one is due; returns whether it did.

        None, no way, or another order or other ways than the running round's: whatever runs ends.
        """
        if order is None or not ways:
            self._revoked.set()
            return False
        asked = order, frozenset(way.id for way in ways)
        if asked != self._begun:
            # A round of another order ends, too: what the one in force does not name is not asked.
            self._revoked.set()
        now_us = self._clock.boot_us()
        if self._due_us is None:
            self._due_us = now_us + self._wait_us(order)
        if now_us < self._due_us or self.is_running:
            return False
        try:
            self._state.write(self._state.outside, str(self._clock.wall_us()).encode())
            targets = targets_of(order)
        except AgentError as error:
            _LOG.warning("no outside probe: %s", error)
            self._due_us = now_us + LEAST_INTERVAL_US
            return False
        self._due_us = now_us + self._interval_us(order)
        self._begun = asked
        self._begin(targets, ways)
        return True

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def join(self, timeout_seconds: float) -> None:
        """Waits for the round that runs."""
        if self._thread is not None:
            self._thread.join(timeout_seconds)

    def _interval_us(self, order: OutsideProbe) -> int:
        return max(order.interval_ms * 1000, LEAST_INTERVAL_US) + int(order.jitter_ms * 1000 * self._fraction())

    def _wait_us(self, order: OutsideProbe) -> int:
        """After a start: what is left of the interval since the last round of the run before; at once if there is none.

        A wall clock that was set back since makes it a whole interval.
        """
        jitter_us = int(order.jitter_ms * 1000 * self._fraction())
        try:
            stored = self._state.read(self._state.outside)
            last_us = int(stored or b"")
        except (AgentError, ValueError):
            return jitter_us
        passed_us = self._clock.wall_us() - last_us
        interval_us = self._interval_us(order)
        return interval_us if passed_us < 0 else max(interval_us - passed_us, jitter_us)

    def _begin(self, targets: tuple[Endpoint, ...], ways: tuple[Adapter, ...]) -> None:
        self._revoked.clear()
        self._thread = threading.Thread(target=self._probe, args=(targets, ways), name="outside", daemon=True)
        _LOG.info("probing %d outside targets through %s", len(targets), ", ".join(way.name for way in ways))
        self._thread.start()

    def _probe(self, targets: tuple[Endpoint, ...], ways: tuple[Adapter, ...]) -> None:
        found = []
        try:
            for way in ways:
                answers = [(target, self._reaches(target, way)) for target in targets]
                if self._revoked.is_set():
                    return
                reached = tuple(str(target) for target, is_reached in answers if is_reached)
                unreached = tuple(str(target) for target, is_reached in answers if not is_reached)
                found.append(OutsideReached(way.id, reached, unreached, max(self._clock.wall_us(), 0)))
        except CouldNotLook as error:
            self._tell(error)
            return
        self._tell(tuple(found))

    def _reaches(self, target: Endpoint, way: Adapter) -> bool:
        return not self._revoked.is_set() and self._connect(target, way.name, TIMEOUT_SECONDS)
