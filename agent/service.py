"""The resident service: kernel events wake the witness, a thread delivers what it spooled.

It never ends for lack of network, names, time or permission: it says what it misses and goes on.
"""

import logging
import os
import queue
import selectors
import threading
from dataclasses import replace

from agent.config import Config
from agent.delivering import Delivering
from agent.delivery.sender import Instructions, News, Refusal
from agent.errors import AgentError, NotEnrolled, PolicyRefused
from agent.farewell import reason_to_stop
from agent.host.machine import Host
from agent.host.netlink.events import EVERYTHING, KernelEvents, Wake
from agent.identity import load_enrolled
from agent.listening import OpenEar, open_ear
from agent.notification import Notifier
from agent.orders.keeper import TIMER as ORDERS
from agent.orders.keeper import OrderKeeper
from agent.outside.rounds import TIMER as OUTSIDE
from agent.outside.rounds import Rounds
from agent.self_description import describe
from agent.session import Session, random_fraction
from agent.settling import Settling
from agent.state import StateDirectory
from agent.status import Status
from agent.throttle import Throttle
from agent.timekeeping import ClockWatch, Timers
from agent.witness import Witness
from protocol.observations import AgentEventKind

_LOG = logging.getLogger(__name__)
_LONGEST_SLEEP_US = 5_000_000
_HEARS_AGAIN_US = 20_000
_ENROLLED_CHECK_US = 2_000_000
_STATUS_EVERY_US = 15_000_000
_MOST_REFUSALS_SAID = 32


class Service:
    """`run` in the main thread; `stop` and `reload` may be called from signal handlers and other threads."""

    def __init__(
        self,
        config: Config,
        host: Host,
        events: KernelEvents,
        notifier: Notifier,
        open_one: OpenEar = open_ear,
        throttle: Throttle | None = None,
    ) -> None:
        self._host, self._events, self._notifier = host, events, notifier
        self._clock = host.clock
        self._state = StateDirectory(config.state_directory)
        self._timers = Timers()
        self._witness = Witness(config, host, self._timers, open_one, self._watch_descriptors, throttle or Throttle())
        self._clocks = ClockWatch(self._clock.wall_us(), self._clock.boot_us(), _LONGEST_SLEEP_US)
        self._delivering: Delivering | None = None
        self._ending = threading.Event()
        self._new_config: Config | None = None
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._outside = Rounds(self._state, host.clock, self._timers, self._witness.outside, self._ring)
        self._orders = OrderKeeper(self._witness, host.clock, self._timers, random_fraction)
        self._woken = Settling()
        self._refusals_said: set[str] = set()
        self._trouble = ""
        self._selector = selectors.DefaultSelector()
        self._bell_out, self._bell_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        witness = self._witness
        self._handlers = {
            "look": self._look,
            "hear": self._watch_descriptors,
            "rested": witness.look_rested,
            "throttle": witness.place,
            "sweep": self._sweep,
            "inventory": witness.inventory,
            "sightings": witness.fold,
            "speak": witness.speak,
            "retry": witness.retry,
            "enrolled": self._try_to_begin,
            "status": self._write_status,
            OUTSIDE: self._outside.turn,
            ORDERS: self._orders.turn,
        }

    def stop(self) -> None:
        self._ending.set()
        self._ring()

    def reload(self, config: Config) -> None:
        """Other settings (the state directory stays), perhaps another identity; everything is looked at again."""
        self._new_config = replace(config, state_directory=self._state.path)
        self._ring()

    def run(self) -> None:
        """Until `stop`. Raises ConfigurationError only when there is no place for the state."""
        self._state.make()
        self._watch_descriptors()
        self._witness.set_intervals()
        for name, reason in self._events.missing.items():
            _LOG.info("no events from %s: %s", name, reason)
        for name in ("enrolled", "status", OUTSIDE):
            self._timers.set(name, 0)
        self._notifier.tell("READY=1")
        while not self._ending.is_set():
            try:
                self._turn()
            # One odd event must not end the service; the watchdog is not fed, so a lasting failure restarts it.
            except Exception:  # noqa: BLE001
                _LOG.exception("a turn of the main loop failed")
                self._ending.wait(1)
        self._end()

    # ------------------------------------------------------------------ the loop

    def _turn(self) -> None:
        sleep_us = self._timers.sleep_us(self._clock.boot_us(), _LONGEST_SLEEP_US)
        for key, _ in self._selector.select(sleep_us / 1e6):
            self._read(key.fd)
        while not self._news.empty():
            self._follow(self._news.get())
        self._outside.say()
        if self._new_config is not None:
            self._change(self._new_config)
        for event in self._clocks.turn(self._clock.wall_us(), self._clock.boot_us()):
            self._witness.say_event(event.what, event.detail)
            self._wake(EVERYTHING)
        for name in self._timers.take_due(self._clock.boot_us()):
            self._handlers[name]()
        self._notifier.tell("WATCHDOG=1")

    def _read(self, fileno: int) -> None:
        if fileno == self._bell_out:
            os.read(fileno, 4096)
            return
        adapter = self._witness.listening.filenos().get(fileno)
        if adapter is not None:
            self._witness.hear(adapter)
            self._orders.hear(self._witness.listening.take_answers())
            return
        self._wake(self._events.read(fileno))
        # A storm must not keep this loop busy: what it says is that something changed, and that is known now.
        self._selector.unregister(fileno)
        self._timers.set_earlier("hear", self._clock.boot_us() + _HEARS_AGAIN_US)

    def _wake(self, wakes: frozenset[Wake]) -> None:
        if wakes:
            self._witness.heard.doubt(wakes, self._clock.boot_us())
            settle_us = self._witness.config.debounce_ms * 1000
            self._timers.set("look", self._woken.add(wakes, self._clock.boot_us(), settle_us))

    def _look(self) -> None:
        self._witness.look(self._woken.take(), self._events.take_counts())

    def _sweep(self) -> None:
        for fileno in self._events.filenos():
            self._wake(self._events.read(fileno))
        if self._woken:
            self._look()
        self._witness.sweep()
        if self._events.retry_missing():
            self._watch_descriptors()

    def _watch_descriptors(self) -> None:
        """Registers all anew: an ear that was closed and one that was opened may share a number."""
        for fileno in list(self._selector.get_map()):
            self._selector.unregister(fileno)
        for fileno in (self._bell_out, *self._events.filenos(), *self._witness.listening.filenos()):
            self._selector.register(fileno, selectors.EVENT_READ)

    def _ring(self) -> None:
        try:
            os.write(self._bell_in, b"!")
        except BlockingIOError:
            return  # a full pipe rings already

    # ------------------------------------------------------------------ the session

    def _try_to_begin(self) -> None:
        try:
            enrolled = load_enrolled(self._state)
            session = Session(enrolled, self._state, self._witness.config, self._host, self._tell)
        except AgentError as error:
            self._note(str(error), is_expected=isinstance(error, NotEnrolled))
            self._timers.set("enrolled", self._clock.boot_us() + _ENROLLED_CHECK_US)
            return
        self._note("", is_expected=True)
        _LOG.info("agent %s of terminal %s begins", session.identity.agent, session.identity.terminal)
        self._delivering = Delivering(session)
        self._witness.begin(session)
        self._delivering.start()
        self._write_status()

    def _end_session(self, detail: str) -> None:
        if self._delivering is None:
            return
        self._orders.give_up(detail)
        self._witness.end(detail)
        self._delivering.end()
        self._delivering = None

    def _tell(self, news: News) -> None:
        self._news.put(news)
        self._ring()

    def _follow(self, news: News) -> None:
        session = self._witness.session
        if session is None:
            return
        if isinstance(news, Refusal):
            self._say_refusal(news)
            return
        session.duties.take(news.duties)
        if session.is_told_of(news.may_vouch):
            _LOG.info("this agent is %s", session.identity.state)
            self._timers.set_earlier("status", self._clock.boot_us())
        if news.policy is not None and self._takes_over(session, news):
            self._witness.set_intervals()
            self._witness.place()
            self._timers.set(OUTSIDE, 0)
        else:
            self._witness.take_up_duties()
        self._orders.take(news.orders)

    def _takes_over(self, session: Session, news: Instructions) -> bool:
        try:
            is_newer = session.policy.offer(news.policy or "", self._clock.wall_us() + session.clock_offset_us)
        except (PolicyRefused, AgentError) as error:
            if session.policy.trouble != str(error):
                _LOG.warning("%s", error)
            session.policy.trouble = str(error)
            return False
        if is_newer:
            _LOG.info("policy %d is in force", session.policy.in_force.version)
        return is_newer

    def _say_refusal(self, refusal: Refusal) -> None:
        """Once for each reason: the report that says it could be refused for the same one."""
        if refusal.reason in self._refusals_said or len(self._refusals_said) >= _MOST_REFUSALS_SAID:
            return
        self._refusals_said.add(refusal.reason)
        detail = f"report {refusal.sequence} {refusal.verdict}: {refusal.reason}"
        self._witness.say_event(AgentEventKind.REPORT_REFUSED, detail)

    # ------------------------------------------------------------------ settings, status, end

    def _change(self, config: Config) -> None:
        self._new_config = None
        self._witness.config = config
        self._end_session("settings or identity changed")
        self._timers.set("enrolled", 0)
        self._wake(EVERYTHING)

    def _note(self, trouble: str, *, is_expected: bool) -> None:
        if trouble and trouble != self._trouble:
            _LOG.log(logging.INFO if is_expected else logging.ERROR, "%s", trouble)
        self._trouble = trouble

    def _write_status(self) -> None:
        status = describe(
            self._witness, self._trouble, self._events.missing, self._clock.wall_us(), self._orders.underway
        )
        try:
            status.store(self._state)
        except AgentError as error:
            _LOG.warning("%s", error)
        self._notifier.tell(f"STATUS={status.state}, {status.spooled_reports} reports waiting")
        self._timers.set("status", self._clock.boot_us() + _STATUS_EVERY_US)

    def _end(self) -> None:
        self._notifier.tell("STOPPING=1")
        self._end_session(reason_to_stop(self._state))
        self._witness.listening.close()
        try:
            Status("stopped", written_at_us=self._clock.wall_us()).store(self._state)
        except AgentError as error:
            _LOG.warning("%s", error)
