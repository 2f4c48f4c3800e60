"""Carries out orders in the service's own thread, a frame at a time.

Rule 1: before every frame it is asked anew whether the order may still be carried out, here and now.
Rule 2: all orders together, on all adapters, send PROBE_FRAMES_PER_SECOND in any second at most.
Rule 3: every order named is reported once: done, cut short (frames were sent) or refused (none was). After a restart of
the service one that still lasts is carried out once more.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from agent.attachment import Attached
from agent.delivery.backoff import Random
from agent.duties import watched
from agent.errors import AgentError, OrderRefused
from agent.host.clock import Clock
from agent.host.frame_sender import FrameSender
from agent.lan.encode import arp_announcement
from agent.lan.pacing import SlidingSecond, jittered
from agent.listening import Listening
from agent.orders.ceilings import Place, canary_of, frames_per_second, place_of
from agent.orders.underway import Underway, begin
from agent.timekeeping import Timers
from protocol.identity import AdapterId
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.observations import OrderCarriedOut, OrderOutcome, Sighting
from protocol.order import Order, OrderKind
from protocol.policy import Duty, Policy

_LOG = logging.getLogger(__name__)
TIMER: Final = "orders"
_MOST_REMEMBERED = 256
"""Orders that are over; an answer names 16 at most."""
_LOOKS_AGAIN_US = 100_000


class Ground(Protocol):
    """Who knows where this PC is, and says what became of an order: the witness."""

    attached: tuple[Attached, ...]
    duties: tuple[Duty, ...]
    listening: Listening

    @property
    def is_moving(self) -> bool:
        """Links or addresses are changing: an adapter may be on another network than it seems."""
        ...

    def policy_in_force(self) -> Policy | None: ...

    def inject(self, adapter: AdapterId, frame: bytes) -> None: ...

    def say_order(self, carried_out: OrderCarriedOut) -> None: ...


class Sender(Protocol):
    """A FrameSender, or what stands for one in a test."""

    def send(self, frame: bytes) -> None: ...

    def close(self) -> None: ...


class OrderKeeper:
    """`take` the newest answer's orders, `turn` when TIMER is due, `hear` who answered."""

    def __init__(
        self,
        ground: Ground,
        clock: Clock,
        timers: Timers,
        random: Random,
        open_sender: Callable[[int], Sender] = FrameSender,
    ) -> None:
        """`open_sender`: interface index → where frames go out; raises CouldNotLook."""
        self._ground, self._clock, self._timers = ground, clock, timers
        self._random, self._open_sender = random, open_sender
        self._second = SlidingSecond(PROBE_FRAMES_PER_SECOND, clock.boot_us())
        self._underway: dict[str, Underway] = {}
        self._over: OrderedDict[str, None] = OrderedDict()
        self._senders: dict[int, Sender] = {}

    @property
    def underway(self) -> tuple[str, ...]:
        """For `mingce-agent status`."""
        return tuple(map(str, self._underway.values()))

    def take(self, orders: Iterable[Order]) -> None:
        """These and no others are to be carried out; those that are over stay so."""
        now = self._clock.boot_us()
        named = {order.id: order for order in orders}
        for underway in list(self._underway.values()):
            if underway.order.id not in named:
                self._end(underway, "not named any more")
        for order in named.values():
            if order.id in self._over:
                self._over.move_to_end(order.id)
            elif (known := self._underway.get(order.id)) is not None:
                known.deadline_us = min(known.deadline_us, now + order.lasts_ms * 1000)
            else:
                self._begin(order, now)
        self.turn()

    def give_up(self, why: str) -> None:
        """Ends whatever is under way."""
        for underway in list(self._underway.values()):
            self._end(underway, why)

    def hear(self, answers: Iterable[Sighting]) -> None:
        for answer in answers:
            for underway in self._underway.values():
                if underway.asking and underway.order.adapter == answer.adapter and answer.address is not None:
                    underway.asking.hear(answer.address)
            self._timers.set_earlier(TIMER, self._clock.boot_us())

    def turn(self) -> None:
        """Sends what may be sent now, and says when it wants to be called again."""
        for _ in range(PROBE_FRAMES_PER_SECOND):
            ready = self._ready()
            if ready is None:
                break
            self._send(*ready)
        self._set_timer()

    # ------------------------------------------------------------------ one order

    def _begin(self, order: Order, now: int) -> None:
        wall = self._wall()
        try:
            place = self._place(order)
            if order.kind is OrderKind.CANARY and not order.over_the_wire:
                self._inject(order, place)
            else:
                self._underway[order.id] = begin(order, place, now, wall)
                _LOG.info("order %s begins: %s", order.id, order.kind)
        except OrderRefused as error:
            self._end(Underway(order, None, now, wall), error.why)

    def _inject(self, order: Order, place: Place) -> None:
        if order.adapter not in watched(self._ground.duties):
            raise OrderRefused("order", "this agent does not watch that segment: nobody would hear of it")
        self._ground.inject(order.adapter, arp_announcement(*canary_of(order, place)))
        self._end(Underway(order, None, 0, self._wall()), None)

    def _place(self, order: Order) -> Place:
        """Where it is carried out at this moment; raises OrderRefused."""
        ground = self._ground
        place = place_of(order.adapter, order.segment, ground.attached, ground.policy_in_force())
        if not ground.listening.is_open(order.adapter):
            raise OrderRefused("order", ground.listening.trouble.get(order.adapter, "this agent does not listen there"))
        return place

    def _send(self, underway: Underway, place: Place, rate: int) -> None:
        try:
            question, frame = underway.take_frame(place, self._clock.boot_us())
            if question is not None:
                self._ground.listening.asked(underway.order.adapter).add(question)
            self._sender(place.index).send(frame)
        except AgentError as error:
            self._end(underway, error.why if isinstance(error, OrderRefused) else str(error))
            return
        # After the frame: it left no later than this, so a second counted on the wire is never shorter than ours.
        sent_us = self._clock.boot_us()
        self._second.note(sent_us)
        underway.frames += 1
        underway.not_before_us = sent_us + jittered(1_000_000 // rate, self._random())

    def _end(self, underway: Underway, why: str | None) -> None:
        """`why`: None when it is done."""
        order = underway.order
        self._underway.pop(order.id, None)
        self._over[order.id] = None
        if len(self._over) > _MOST_REMEMBERED:
            self._over.popitem(last=False)
        self._forget_asked(underway)
        unfinished = OrderOutcome.CUT_SHORT if underway.frames else OrderOutcome.REFUSED
        outcome = OrderOutcome.DONE if why is None else unfinished
        _LOG.info("order %s %s%s", order.id, outcome, f": {why}" if why else "")
        self._ground.say_order(underway.carried_out(outcome, why[:500] if why else None, self._wall()))
        if not self._underway:
            for sender in self._senders.values():
                sender.close()
            self._senders.clear()

    def _forget_asked(self, underway: Underway) -> None:
        if underway.asking is None:
            return
        adapter = underway.order.adapter
        others = [other.asking for other in self._underway.values() if other.asking and other.order.adapter == adapter]
        still = frozenset[object]().union(*(asking.asked for asking in others))
        self._ground.listening.asked(adapter).forget(underway.asking.asked - still)

    def _sender(self, index: int) -> Sender:
        if index not in self._senders:
            self._senders[index] = self._open_sender(index)
        return self._senders[index]

    # ------------------------------------------------------------------ all orders

    def _ready(self) -> tuple[Underway, Place, int] | None:
        """The order whose turn it is to send, of those that may; ends those that are over."""
        now, ready = self._clock.boot_us(), []
        for underway in list(self._underway.values()):
            standing = self._standing(underway, now)
            if standing is not None and self._next_us(underway, standing[1]) <= now and not self._ground.is_moving:
                ready.append((underway, *standing))
        return min(ready, key=lambda one: (not one[0].goes_first, one[0].not_before_us), default=None)

    def _standing(self, underway: Underway, now: int) -> tuple[Place, int] | None:
        """Where and how fast it goes on; None: it is over, and that was said."""
        over_us = underway.over_us()
        if over_us is not None and now >= over_us:
            self._end(underway, None)
            return None
        try:
            if now >= underway.deadline_us:
                raise OrderRefused("order", "its time is over")
            place = self._place(underway.order)
            return place, frames_per_second(underway.order, place)
        except OrderRefused as error:
            self._end(underway, error.why)
            return None

    def _next_us(self, underway: Underway, rate: int) -> int:
        due_us = underway.due_us()
        if due_us is None:
            return underway.deadline_us
        return max(due_us, underway.not_before_us, self._second.free_us(rate))

    def _set_timer(self) -> None:
        now, moments = self._clock.boot_us(), []
        for underway in list(self._underway.values()):
            standing = self._standing(underway, now)
            if standing is not None:
                over_us = underway.over_us()
                wanted = self._next_us(underway, standing[1]) if over_us is None else over_us
                # Where links are changing it may be due already.
                moments.append(min(max(wanted, now + 1_000), underway.deadline_us))
        if not moments:
            self._timers.cancel(TIMER)
            return
        self._timers.set(TIMER, max(min(moments), now + _LOOKS_AGAIN_US) if self._ground.is_moving else min(moments))

    def _wall(self) -> int:
        return max(self._clock.wall_us(), 0)
