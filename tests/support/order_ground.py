"""An order keeper on ground of its own: a clock that is moved by hand, adapters that hear what they are told."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address

from agent.attachment import Attached, attachments
from agent.errors import CouldNotLook
from agent.host.packet_socket import CapturedFrame
from agent.lan.decode.frame import decode
from agent.listening import Ear, Listening
from agent.orders.keeper import TIMER, OrderKeeper
from agent.timekeeping import Timers
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Attachment, Observation, OrderCarriedOut
from protocol.policy import DeclaredSegment, Duty, DutyKind, Policy
from tests.support.clock import FakeClock
from tests.support.observed import ADAPTER, SEGMENT, adapter, office, policy, segment

ASKABLE = replace(segment(), probe_frames_per_second=10, allows_second_mac=True)
SECOND_ADAPTER = AdapterId("ae" * 16)
WATCH = Duty("lease-1", DutyKind.WATCH, SEGMENT, ADAPTER, 60_000)
HOST_MAC = MacAddress.parse("00-00-5E-00-53-21")


@dataclass
class Tape:
    """An ear that hears what it is given."""

    frames: list[CapturedFrame] = field(default_factory=list)
    descriptor: int = field(default_factory=lambda: os.open(os.devnull, os.O_RDONLY))

    def read(self, most_frames: int) -> list[CapturedFrame]:
        frames, self.frames = self.frames, []
        return frames

    def drops(self) -> int:
        return 0

    def fileno(self) -> int:
        return self.descriptor

    def close(self) -> None:
        os.close(self.descriptor)


@dataclass
class Outlet:
    """Where frames go out of one interface; `trouble`: it takes none."""

    ground: "OrderGround"
    index: int
    is_open: bool = True

    def send(self, frame: bytes) -> None:
        if self.ground.trouble:
            raise CouldNotLook("sending", self.ground.trouble)
        self.ground.sent.append((self.ground.clock.boot_us(), self.index, frame))

    def close(self) -> None:
        self.is_open = False


class OrderGround:
    """As much of a Witness as an OrderKeeper uses. Two adapters are attached to the askable segment."""

    def __init__(self, declared: DeclaredSegment = ASKABLE, random: Callable[[], float] = lambda: 0.5) -> None:
        self.clock, self.timers = FakeClock(), Timers()
        self.policy: Policy | None = policy(1, declared)
        self.is_moving = False
        self.duties: tuple[Duty, ...] = ()
        self.said: list[OrderCarriedOut] = []
        self.told: list[Observation] = []
        self.sent: list[tuple[int, int, bytes]] = []
        self.outlets: list[Outlet] = []
        self.trouble = ""
        self.tapes: list[Tape] = []
        self.listening = Listening(self._open_ear, lambda: None)
        self.attached: tuple[Attached, ...] = ()
        self.attach(declared)
        self.keeper = OrderKeeper(self, self.clock, self.timers, random, self._open_outlet)
        self.clock.advance(2)

    def attach(self, *declared: DeclaredSegment) -> None:
        """The adapters are where only these segments are declared."""
        (first,) = attachments(office(), declared, {})
        evidence = Attachment(
            **{name: getattr(first.evidence, name) for name in Attachment.__slots__} | {"adapter": SECOND_ADAPTER}
        )
        second = replace(first, adapter=replace(adapter(index=3), id=SECOND_ADAPTER), evidence=evidence)
        self.attached = first, second
        self.listening.follow(self.attached, frozenset(), 10_000_000)

    def close(self) -> None:
        self.listening.close()

    def policy_in_force(self) -> Policy | None:
        return self.policy

    def inject(self, adapter: AdapterId, frame: bytes) -> None:
        self.told += self.listening.inject(adapter, frame, self.clock.wall_us(), is_watching=True)

    def say_order(self, carried_out: OrderCarriedOut) -> None:
        self.said.append(carried_out)

    def _open_ear(self, index: int, for_multicast: bool) -> Ear:
        self.tapes.append(Tape())
        return self.tapes[-1]

    def _open_outlet(self, index: int) -> Outlet:
        self.outlets.append(Outlet(self, index))
        return self.outlets[-1]

    def hear(self, frame: bytes, place: AdapterId = ADAPTER) -> None:
        """The adapter hears a frame, as the service's loop would take it in."""
        self.tapes[0 if place == ADAPTER else 1].frames.append(CapturedFrame(frame, None, False, self.clock.wall_us()))
        self.told += self.listening.read(place, is_watching=False)
        self.keeper.hear(self.listening.take_answers())

    def run(self, seconds: float, answering: frozenset[IPv4Address] = frozenset()) -> None:
        """The service's loop for so long; hosts that answer do so a millisecond after each question."""
        end = self.clock.boot_us() + int(seconds * 1_000_000)
        while (sleep := self.timers.sleep_us(self.clock.boot_us(), end - self.clock.boot_us())) is not None:
            if self.clock.boot_us() + sleep >= end:
                self.clock.advance((end - self.clock.boot_us()) / 1e6)
                return
            self.clock.advance((sleep + 1) / 1e6)
            before = len(self.sent)
            for name in self.timers.take_due(self.clock.boot_us()):
                assert name == TIMER
                self.keeper.turn()
            for _, _, frame in self.sent[before:]:
                if (asked := asked_for(frame)) in answering:
                    self.clock.advance(0.001)
                    self.hear(answer(asked))


def asked_for(frame: bytes) -> IPv4Address:
    """The target of an ARP request."""
    return IPv4Address(frame[38:42])


def answer(address: IPv4Address, mac: MacAddress = HOST_MAC) -> bytes:
    """`address` is at `mac`, to 59.207.0.23."""
    packet = bytes.fromhex("0001080006040002") + mac.octets + address.packed
    packet += bytes.fromhex("00005e005303") + bytes([59, 207, 0, 23])
    frame = bytes.fromhex("00005e005303") + mac.octets + b"\x08\x06" + packet
    assert decode(frame)
    return frame.ljust(60, b"\0")
