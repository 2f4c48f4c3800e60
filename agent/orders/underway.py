"""One order on its way, and the frames it needs. Pure: the keeper sends them."""

from dataclasses import dataclass
from ipaddress import IPv4Address

from agent.lan.asking import LISTENERS, Asking, Question
from agent.lan.encode import arp_announcement, arp_request, listener_query, neighbour_solicitation
from agent.orders.ceilings import Place, addresses_of, canary_of, frames_per_second, link_local_of, source_for
from protocol.observations import OrderCarriedOut, OrderOutcome
from protocol.order import Order, OrderKind


@dataclass(slots=True)
class Underway:
    """Microseconds by the boot clock, but for `from_us`, by the wall clock. `asking`: None for a canary."""

    order: Order
    asking: Asking | None
    deadline_us: int
    from_us: int
    not_before_us: int = 0
    """The jittered gap to the last frame."""
    frames: int = 0

    @property
    def goes_first(self) -> bool:
        """Somebody waits for the answer: a sweep does not hold it up."""
        return self.order.kind is not OrderKind.SWEEP

    def due_us(self) -> int | None:
        """When its next frame is due, perhaps long ago; None: it needs no more."""
        if self.asking is None:
            return None if self.frames else 0
        return self.asking.next_us()

    def over_us(self) -> int | None:
        """From when on it is done; None: it is not."""
        if self.asking is None:
            return 0 if self.frames else None
        return self.asking.over_us()

    def take_frame(self, place: Place, now_us: int) -> tuple[Question, bytes]:
        """The next frame, taken as sent, and which address it asks for. Raises OrderRefused."""
        if self.asking is None:
            return None, arp_announcement(*canary_of(self.order, place))
        question = self.asking.take(now_us)
        return question, frame_for(question, place)

    def carried_out(self, outcome: OrderOutcome, why: str | None, to_us: int) -> OrderCarriedOut:
        """What is said of it in the end."""
        # A frame the interface did not take was no question.
        asked = min(len(self.asking.asked), self.frames) if self.asking else 0
        answered = len(self.asking.answered) if self.asking else 0
        order, from_us = self.order, self.from_us
        return OrderCarriedOut(
            order.id, order.adapter, outcome, why, asked, answered, self.frames, from_us, max(from_us, to_us)
        )

    def __str__(self) -> str:
        """For `mingce-agent status`: id, kind, and how many addresses were asked for."""
        asked = f" {len(self.asking.asked)}/{self.asking.total}" if self.asking else ""
        return f"{self.order.id} {self.order.kind}{asked}"


def begin(order: Order, place: Place, now_us: int, wall_us: int) -> Underway:
    """Raises OrderRefused unless all of it may be carried out."""
    frames_per_second(order, place)
    asking = None
    if order.kind is OrderKind.CANARY:
        canary_of(order, place)
    else:
        asking = Asking(order.kind, addresses_of(order, place), order.queries_listeners)
    return Underway(order, asking, now_us + order.lasts_ms * 1000, wall_us)


def frame_for(question: Question, place: Place) -> bytes:
    """In the adapter's own name. Raises OrderRefused where it has no address to ask from."""
    if question is LISTENERS:
        return listener_query(place.mac, link_local_of(place))
    if isinstance(question, IPv4Address):
        return arp_request(place.mac, source_for(question, place), question)
    return neighbour_solicitation(place.mac, source_for(question, place), question)
