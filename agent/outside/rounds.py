"""Between the main loop and the prober: orders go one way, what was found comes back the other."""

import queue
from collections.abc import Callable
from typing import Final, Protocol

from agent.host.clock import Clock
from agent.outside.prober import Found, Prober
from agent.session import random_fraction
from agent.state import StateDirectory
from agent.timekeeping import Timers
from protocol.observations import Adapter
from protocol.policy import OutsideProbe

TIMER: Final = "outside"
_CHECK_US = 30_000_000


class Orders(Protocol):
    """Who knows what is ordered, and says what was found: the witness."""

    def outside_order(self) -> tuple[OutsideProbe | None, tuple[Adapter, ...]]: ...

    def say_outside(self, found: Found) -> None: ...


class Rounds:
    """`turn` and `say` in the main loop's thread; `ring` wakes it when a round is over."""

    def __init__(
        self, state: StateDirectory, clock: Clock, timers: Timers, orders: Orders, ring: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._timers = timers
        self._orders = orders
        self._ring = ring
        self._found: queue.SimpleQueue[Found] = queue.SimpleQueue()
        self._prober = Prober(state, clock, self._tell, random_fraction)

    def turn(self) -> None:
        """Looks what is ordered, and again in half a minute."""
        self._prober.turn(*self._orders.outside_order())
        self._timers.set(TIMER, self._clock.boot_us() + _CHECK_US)

    def say(self) -> None:
        """Hands on what was found."""
        while not self._found.empty():
            self._orders.say_outside(self._found.get())

    def _tell(self, found: Found) -> None:
        """The prober's thread."""
        self._found.put(found)
        self._ring()
