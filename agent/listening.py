"""Ears on the adapters that are attached to a declared segment: opened with the attachment, duty or not.

A frame with this PC's own MAC is a clone's and always said, and so is the switch port this PC hangs on. Sightings of
others are said only under a watch duty, or where they answer a question this PC was ordered to ask.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from agent.attachment import Attached
from agent.errors import CouldNotLook
from agent.host.packet_socket import Instruction, PacketSocket
from agent.lan.asked import Asked
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.listener import FrameSource, Listener
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Observation, OwnMacHeard, Sighting, SwitchPort

_LOG = logging.getLogger(__name__)
DISCOVERY_GROUPS = tuple(
    bytes.fromhex(group) for group in ("0180c200000e", "0180c2000003", "0180c2000000", "01000ccccccc")
)
"""Where switches send LLDP (IEEE 802.1AB-2016 7.1) and CDP to; a network card drops what nobody asked for."""
_REJECT_ALL = (Instruction(0x06, 0, 0, 0),)
"""`ret 0`: a socket that is there for its membership only."""


class Ear(FrameSource, Protocol):
    """A packet socket, or what stands for one in a test."""

    def fileno(self) -> int: ...

    def close(self) -> None: ...


@dataclass
class _Open:
    index: int
    mac: MacAddress
    ear: Ear
    listener: Listener
    all_multicast: Ear | None = None


OpenEar = Callable[[int, bool], Ear]
"""Interface index and whether it is there only to receive all multicast → an ear; raises CouldNotLook."""


def open_ear(index: int, for_multicast: bool) -> Ear:
    """A packet socket on that interface; raises CouldNotOpen."""
    if for_multicast:
        return PacketSocket(index, _REJECT_ALL, all_multicast=True)
    return PacketSocket(index, LISTENING_FILTER, groups=DISCOVERY_GROUPS)


@dataclass(frozen=True, slots=True)
class Losses:
    """Frames: `dropped` by the kernel before they were read; `unsaid`: read, but beyond what is remembered."""

    dropped: int = 0
    unsaid: int = 0

    def __add__(self, other: "Losses") -> "Losses":
        return Losses(self.dropped + other.dropped, self.unsaid + other.unsaid)

    def __sub__(self, other: "Losses") -> "Losses":
        return Losses(self.dropped - other.dropped, self.unsaid - other.unsaid)


class Listening:
    """All ears of this PC. `trouble` says why an adapter cannot be listened on."""

    def __init__(self, open_one: OpenEar, changed: Callable[[], None]) -> None:
        """`changed` is called after ears were opened or closed: their descriptors are others now."""
        self._open_one = open_one
        self._changed = changed
        self._ears: dict[AdapterId, _Open] = {}
        self._asked: dict[AdapterId, Asked] = {}
        self._answers: list[Sighting] = []
        self._closed = Losses()
        self._said = Losses()
        self.trouble: dict[AdapterId, str] = {}

    def follow(self, attached: Iterable[Attached], watching: frozenset[AdapterId], interval_us: int) -> None:
        """Opens and closes ears so that exactly the attached adapters have one; watched ones hear all multicast."""
        wanted = {item.evidence.adapter: item for item in attached if item.segments}
        before = set(self.filenos())
        for adapter, ear in list(self._ears.items()):
            item = wanted.get(adapter)
            if item is None or (item.adapter.index, item.evidence.mac) != (ear.index, ear.mac):
                self._close(adapter)
        for adapter, item in wanted.items():
            if adapter not in self._ears:
                self._open(item, interval_us)
            self._set_multicast(adapter, adapter in watching)
        self.trouble = {adapter: why for adapter, why in self.trouble.items() if adapter in wanted}
        if before != set(self.filenos()):
            self._changed()

    def watches(self, adapter: AdapterId) -> bool:
        """Whether an adapter's ear is open and hears all multicast: else a watch there would be one in name only."""
        ear = self._ears.get(adapter)
        return ear is not None and ear.all_multicast is not None

    def filenos(self) -> dict[int, AdapterId]:
        return {ear.ear.fileno(): adapter for adapter, ear in self._ears.items()}

    def read(self, adapter: AdapterId, is_watching: bool) -> list[Observation]:
        """What one adapter heard that is to be said at once."""
        ear = self._ears.get(adapter)
        if ear is None:
            return []
        try:
            return self._told(ear, ear.listener.read(), is_watching)
        except CouldNotLook as error:
            self.trouble[adapter] = str(error)
            self._close(adapter)
            self._changed()
            return []

    def inject(self, adapter: AdapterId, frame: bytes, at_us: int, is_watching: bool) -> list[Observation]:
        """What `read` would tell, had the wire brought this frame; nothing where there is no ear."""
        ear = self._ears.get(adapter)
        return self._told(ear, ear.listener.inject(frame, at_us), is_watching) if ear else []

    def _told(self, ear: _Open, heard: list[Observation], is_watching: bool) -> list[Observation]:
        answers = ear.listener.take_answers()
        self._answers += answers
        sayable = _sayable(heard, is_watching)
        # A pair's first frame may be an answer: it is told once.
        return sayable + [answer for answer in answers if answer not in sayable]

    def is_open(self, adapter: AdapterId) -> bool:
        """Whether answers would be heard there."""
        return adapter in self._ears

    def asked(self, adapter: AdapterId) -> Asked:
        """Where to note what is asked through that adapter; it outlives the ear."""
        return self._asked.setdefault(adapter, Asked())

    def take_answers(self) -> list[Sighting]:
        """Who answered since this was asked last."""
        taken, self._answers = self._answers, []
        return taken

    def flush(self, now_us: int, watching: frozenset[AdapterId]) -> list[Observation]:
        """The folded repeats of all adapters; `now_us` by the wall clock."""
        said: list[Observation] = []
        for adapter, ear in self._ears.items():
            said += _sayable(ear.listener.flush(now_us), adapter in watching)
        return said

    def drops(self) -> int:
        """Frames the kernel dropped before they were read, since the start."""
        return self._losses().dropped

    def new_losses(self) -> Losses:
        """What was lost since this was asked last."""
        losses = self._losses()
        fresh, self._said = losses - self._said, losses
        return fresh

    def _losses(self) -> Losses:
        return sum((_losses_of(ear) for ear in self._ears.values()), self._closed)

    def dhcp_servers(self) -> dict[AdapterId, Address]:
        """The server of each adapter's own lease, where it was heard."""
        servers = {adapter: ear.listener.dhcp_server for adapter, ear in self._ears.items()}
        return {adapter: server for adapter, server in servers.items() if server is not None}

    def close(self) -> None:
        for adapter in list(self._ears):
            self._close(adapter)

    def _open(self, item: Attached, interval_us: int) -> None:
        adapter, index, mac = item.evidence.adapter, item.adapter.index, item.evidence.mac
        try:
            ear = self._open_one(index, False)
        except CouldNotLook as error:
            if self.trouble.get(adapter) != str(error):
                _LOG.warning("cannot listen on %s: %s", item.adapter.name, error)
            self.trouble[adapter] = str(error)
            return
        self.trouble.pop(adapter, None)
        self._ears[adapter] = _Open(index, mac, ear, Listener(adapter, mac, ear, interval_us, self.asked(adapter)))

    def _set_multicast(self, adapter: AdapterId, is_wanted: bool) -> None:
        ear = self._ears.get(adapter)
        if ear is None or is_wanted == (ear.all_multicast is not None):
            return
        if ear.all_multicast is not None:
            ear.all_multicast.close()
            ear.all_multicast = None
            return
        try:
            ear.all_multicast = self._open_one(ear.index, True)
        except CouldNotLook as error:
            self.trouble[adapter] = f"hears only some multicast: {error}"

    def _close(self, adapter: AdapterId) -> None:
        ear = self._ears.pop(adapter)
        self._closed += _losses_of(ear)
        for opened in (ear.ear, ear.all_multicast):
            if opened is not None:
                opened.close()


def _losses_of(ear: _Open) -> Losses:
    return Losses(ear.listener.drops(), ear.listener.lost_frames + ear.listener.refused)


def _sayable(heard: list[Observation], is_watching: bool) -> list[Observation]:
    return heard if is_watching else [item for item in heard if isinstance(item, OwnMacHeard | SwitchPort)]
