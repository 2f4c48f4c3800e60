"""USB descriptors (USB 2.0 specification, 9.6; CDC 1.2, 5.2.3). Pure."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

_DEVICE, _CONFIGURATION, _STRING, _INTERFACE, _ENDPOINT, _ASSOCIATION, _CLASS_INTERFACE = 1, 2, 3, 4, 5, 11, 0x24
_BULK, _INTERRUPT, _ISOCHRONOUS = 2, 3, 1
_IN = 0x80

LANGUAGES = b"\x04\x03\x09\x04"
"""String descriptor 0: US English only."""


class ClassCode(NamedTuple):
    """Class, subclass, protocol as assigned by the USB-IF."""

    code: int
    subclass: int = 0
    protocol: int = 0


VENDOR = ClassCode(0xFF, 0xFF, 0xFF)
PER_INTERFACE = ClassCode(0)
RNDIS, RNDIS_DATA = ClassCode(0xE0, 1, 3), ClassCode(0x0A)
ECM, NCM, CDC_DATA, NCM_DATA = ClassCode(2, 6), ClassCode(2, 0x0D), ClassCode(0x0A), ClassCode(0x0A, 0, 1)
MBIM, MBIM_DATA = ClassCode(2, 0x0E), ClassCode(0x0A, 0, 2)
IMAGE, STORAGE, BLUETOOTH = ClassCode(6, 1, 1), ClassCode(8, 6, 0x50), ClassCode(0xE0, 1, 1)


def bulk_in(number: int, size: int = 512) -> bytes:
    return _endpoint(_IN | number, _BULK, size)


def bulk_out(number: int, size: int = 512) -> bytes:
    return _endpoint(number, _BULK, size)


def interrupt_in(number: int, size: int = 64) -> bytes:
    return _endpoint(_IN | number, _INTERRUPT, size, 9)


def isochronous(number: int) -> bytes:
    """Both directions, without bandwidth: an alternate setting 0."""
    return _endpoint(_IN | number, _ISOCHRONOUS, 0, 1) + _endpoint(number, _ISOCHRONOUS, 0, 1)


def _endpoint(address: int, kind: int, size: int, interval: int = 0) -> bytes:
    return struct.pack("<BBBBHB", 7, _ENDPOINT, address, kind, size, interval)


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface; `functional` are its class's own descriptors."""

    number: int
    kind: ClassCode
    endpoints: tuple[bytes, ...] = ()
    alternate: int = 0
    functional: bytes = b""
    name: int = 0

    def packed(self) -> bytes:
        head = (9, _INTERFACE, self.number, self.alternate, len(self.endpoints), *self.kind, self.name)
        return struct.pack("<9B", *head) + self.functional + b"".join(self.endpoints)


def association(first: int, count: int, kind: ClassCode) -> bytes:
    """These interfaces are one function (USB 2.0 ECN)."""
    return struct.pack("<8B", 8, _ASSOCIATION, first, count, *kind, 0)


def device(vendor: int, product: int, kind: ClassCode = PER_INTERFACE, release: int = 0x0200) -> bytes:
    """With strings 1 to 3 for maker, product and serial."""
    return struct.pack("<BBHBBBBHHHBBBB", 18, _DEVICE, 0x0200, *kind, 64, vendor, product, release, 1, 2, 3, 1)


def configuration(interfaces: tuple[Interface, ...], associations: bytes = b"") -> bytes:
    body = associations + b"".join(interface.packed() for interface in interfaces)
    count = len({interface.number for interface in interfaces})
    return struct.pack("<BBHBBBBB", 9, _CONFIGURATION, 9 + len(body), count, 1, 0, 0x80, 50) + body


def string(text: str) -> bytes:
    encoded = text.encode("utf-16le")[:252]
    return struct.pack("<BB", 2 + len(encoded), _STRING) + encoded


def cdc_header(release: int = 0x0110) -> bytes:
    return struct.pack("<BBBH", 5, _CLASS_INTERFACE, 0, release)


def cdc_union(control: int, data: int) -> bytes:
    return struct.pack("<5B", 5, _CLASS_INTERFACE, 6, control, data)


def cdc_ethernet(mac_string: int) -> bytes:
    """Ethernet networking; `mac_string` is the number of the string holding the MAC address (ECM 1.2, 5.4)."""
    return struct.pack("<BBBBIHHB", 13, _CLASS_INTERFACE, 0x0F, mac_string, 0, 1514, 0, 0)


def cdc_call_and_acm() -> bytes:
    """Call management and abstract control, as RNDIS functions carry them."""
    return bytes((5, _CLASS_INTERFACE, 1, 0, 1)) + bytes((4, _CLASS_INTERFACE, 2, 0))


def ncm() -> bytes:
    """NCM functional descriptor (NCM 1.0, 5.2.1)."""
    return struct.pack("<BBBHB", 6, _CLASS_INTERFACE, 0x1A, 0x0100, 0)


def mbim() -> bytes:
    """MBIM functional descriptor (MBIM 1.0, 6.4)."""
    return struct.pack("<BBBHHBBHB", 12, _CLASS_INTERFACE, 0x1B, 0x0100, 4096, 16, 128, 2048, 0x20)
