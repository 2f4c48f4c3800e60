"""The long poll: who waits at the door to be called, and for whom there is something that no answer has told yet.

Rule 1: one wait an agent; a newer one ends the older at once.
Rule 2: who was called while nobody waited is told at the next wait; only an answer made after that settles it.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from collector.errors import AgentsDoorRefusal
from protocol.standby import Standby

MOST_WAITING = 20_000
LONGEST_SECONDS = 60.0
SPREAD_SECONDS = 20.0
"""All agents are called within this time, not in one moment: each then sends a beat."""


@dataclass(slots=True, eq=False)
class _Waiter:
    loop: asyncio.AbstractEventLoop
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    is_called: bool = False

    def end(self, *, is_called: bool, after_seconds: float = 0) -> None:
        """From any thread."""
        # The loop is gone where its server has stopped: nobody waits there any more.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._end, is_called, after_seconds)

    def _end(self, is_called: bool, after_seconds: float) -> None:
        if after_seconds > 0:
            self.loop.call_later(after_seconds, self._end, is_called, 0)
        elif not self.ended.is_set():
            self.is_called = is_called
            self.ended.set()


class Doorbell:
    """`wait` in the doors' loop; `call`, `call_all`, `answered` and `close` from any thread."""

    def __init__(self, most_waiting: int = MOST_WAITING, spread_seconds: float = SPREAD_SECONDS) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiter] = {}
        self._called: set[str] = set()
        self._answered: set[str] = set()
        self._newest: dict[str, tuple[str, int]] = {}
        self._most = most_waiting
        self._spread = spread_seconds
        self._is_open = True

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    def call(self, agent_ids: Iterable[str]) -> None:
        """There is something for these agents, on disk."""
        with self._lock:
            for agent_id in agent_ids:
                self._called.add(agent_id)
                if (waiter := self._waiting.get(agent_id)) is not None:
                    waiter.end(is_called=True)

    def call_all(self) -> None:
        """There is something for everybody: little by little, since each of them then knocks."""
        with self._lock:
            for waiter in self._waiting.values():
                waiter.end(is_called=True, after_seconds=random.uniform(0, self._spread))  # noqa: S311

    def answered(self, agent_id: str) -> None:
        """The agent is being told all there is for it."""
        with self._lock:
            self._called.discard(agent_id)
            self._answered.add(agent_id)

    async def wait(self, said: Standby, heard_boot: str | None, hung_up: asyncio.Future[None]) -> bool:
        """Whether there is something for the agent, by the time it asked for at most; `hung_up` ends the wait.

        `heard_boot` is that of its newest beat. Raises AgentsDoorRefusal for a message that came before, or too many.
        """
        waiter = self._enter(said, heard_boot)
        if waiter is None:
            return True
        rung = asyncio.ensure_future(waiter.ended.wait())
        try:
            seconds = min(said.wait_ms / 1000, LONGEST_SECONDS)
            either: set[asyncio.Future[Any]] = {rung, hung_up}
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()
            self._leave(said.agent, waiter)
        return waiter.is_called

    def close(self) -> None:
        """Ends every wait; nobody is let in any more."""
        with self._lock:
            self._is_open = False
            for waiter in self._waiting.values():
                waiter.end(is_called=False)

    def _enter(self, said: Standby, heard_boot: str | None) -> _Waiter | None:
        """None: it need not wait."""
        with self._lock:
            if said.boot != heard_boot:
                return None
            self._require_new(said)
            if said.agent in self._called or said.agent not in self._answered:
                return None
            older = self._waiting.pop(said.agent, None)
            if older is not None:
                older.end(is_called=False)
            if len(self._waiting) >= self._most or not self._is_open:
                raise AgentsDoorRefusal("too-busy", "standby", "too many agents wait", "beat as usual, try again later")
            waiter = self._waiting[said.agent] = _Waiter(asyncio.get_running_loop())
            return waiter

    def _require_new(self, said: Standby) -> None:
        """Whoever recorded a message could otherwise keep its agent from being called."""
        boot, boot_us = self._newest.get(said.agent, ("", -1))
        if boot == said.boot and said.taken.boot_us <= boot_us:
            raise AgentsDoorRefusal("replayed-standby", "standby", "is not newer than the last one of its boot")
        self._newest[said.agent] = said.boot, said.taken.boot_us

    def _leave(self, agent_id: str, waiter: _Waiter) -> None:
        with self._lock:
            if self._waiting.get(agent_id) is waiter:
                del self._waiting[agent_id]
