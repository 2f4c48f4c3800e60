"""What a played USB device answers on endpoint 0. Pure."""

import struct
from typing import NamedTuple

from tests.lab.inside import usb_descriptors as usb

_KIND_MASK, _IN = 0x60, 0x80


class Setup(NamedTuple):
    """The eight bytes that open a control transfer (USB 2.0, 9.3)."""

    kind: int
    request: int
    value: int
    about: int
    length: int

    @classmethod
    def unpack(cls, block: bytes) -> "Setup":
        return cls(*struct.unpack("<BBHHH", block))

    @property
    def is_standard(self) -> bool:
        return self.kind & _KIND_MASK == 0

    @property
    def is_in(self) -> bool:
        return bool(self.kind & _IN)


class Played:
    """A device: descriptors, strings, and how it answers its class's and vendor's requests (subclasses say)."""

    speed = 3
    """2: full, 3: high (linux/usb/ch9.h)."""

    def __init__(
        self,
        ids: tuple[int, int],
        names: tuple[str, ...],
        interfaces: tuple[usb.Interface, ...],
        *,
        kind: usb.ClassCode = usb.PER_INTERFACE,
        associations: bytes = b"",
    ) -> None:
        self.ids = ids
        self.strings = ("", *names)
        self.device = usb.device(*ids, kind)
        self.configuration = usb.configuration(interfaces, associations)

    def answer(self, setup: Setup, data: bytes) -> bytes | None:
        """Reply (empty: accepted) to a control request; None: stalled."""
        return self._standard(setup) if setup.is_standard else self.own(setup, data)

    def own(self, setup: Setup, data: bytes) -> bytes | None:
        """A request of its class or vendor; stalls unless a subclass knows better."""
        return None

    def interrupts(self) -> list[tuple[int, bytes]]:
        """What it has to say on IN endpoints, taken away by asking: (endpoint, octets)."""
        return []

    def _standard(self, setup: Setup) -> bytes | None:
        match setup.request:
            case 0x06:
                return self._descriptor(setup.value >> 8, setup.value & 0xFF)
            case 0x00:
                return b"\0\0"
            case 0x08:
                return b"\1"
            case 0x0A:
                return b"\0"
        return b""

    def _descriptor(self, kind: int, number: int) -> bytes | None:
        match kind:
            case 1:
                return self.device
            case 2:
                return self.configuration
            case 3 if number == 0:
                return usb.LANGUAGES
            case 3 if number < len(self.strings):
                return usb.string(self.strings[number])
        return None


class Obliging(Played):
    """Registers read as zero, writes succeed: enough for some drivers to bind."""

    def own(self, setup: Setup, data: bytes) -> bytes | None:
        return b"\0" * setup.length if setup.is_in else b""
