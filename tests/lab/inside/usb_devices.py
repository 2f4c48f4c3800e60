"""The devices people plug in, as the kernel's drivers see them. Ids and classes are those of real products."""

import struct
from collections.abc import Callable

from tests.lab.inside import usb_descriptors as usb
from tests.lab.inside.usb_descriptors import Interface, bulk_in, bulk_out, interrupt_in
from tests.lab.inside.usb_requests import Obliging, Played, Setup

_SERIAL = "LAB0001"


def _stick(ids: tuple[int, int], maker: str, product: str, kind: type[Played] = Played) -> Played:
    """Vendor class and bulk endpoints, as Wi-Fi sticks have them."""
    endpoints = (bulk_in(1), bulk_out(2), bulk_out(3))
    return kind(ids, (maker, product, _SERIAL), (Interface(0, usb.VENDOR, endpoints),))


def wifi_stick() -> Played:
    """RTL8188EU, which Debian 12's kernel has a driver for; it stalls every vendor request."""
    return _stick((0x0BDA, 0x8179), "Realtek", "802.11n NIC")


def working_wifi_stick() -> Played:
    """RTL8187, whose driver needs no firmware and binds to registers of zeros."""
    return _stick((0x0BDA, 0x8187), "Realtek", "RTL8187 Wireless 802.11b/g", Obliging)


def wext_wifi_stick() -> Played:
    """RTL8188EU whose registers read zero: Debian 12's staging driver makes a netdev that nl80211 knows nothing of."""
    return _stick((0x0BDA, 0x8179), "Realtek", "802.11n NIC", Obliging)


def wifi_stick_wanting_firmware() -> Played:
    """MT7601U: its driver asks for firmware that Debian does not carry, and gives up."""
    endpoints = (bulk_in(4), bulk_in(5), *(bulk_out(number) for number in (8, 4, 5, 6, 7, 9)))
    interface = Interface(0, usb.VENDOR, endpoints)
    return Obliging((0x148F, 0x7601), ("MediaTek", "802.11 n WLAN", _SERIAL), (interface,))


def bluetooth_dongle() -> Played:
    """A controller that says nothing on its HCI: a headset's or a mouse's, hence no way out by itself."""
    interface = Interface(0, usb.ClassCode(0xE0, 1, 1), (interrupt_in(1), bulk_in(2), bulk_out(2)))
    return Obliging((0x0A12, 0x0001), ("Cambridge Silicon Radio, Ltd", "Bluetooth Dongle", _SERIAL), (interface,))


def unknown_wifi_stick() -> Played:
    """RTL8811CU: Debian 12's kernel has no driver and no alias for it."""
    return _stick((0x0BDA, 0xC811), "Realtek", "802.11ac NIC")


def disguised_wifi_stick() -> Played:
    """A stick that first shows up as a CD drive with its Windows driver."""
    return Played(
        (0x0BDA, 0x1A2B), ("Realtek", "DISK", _SERIAL), (Interface(0, usb.STORAGE, (bulk_in(1), bulk_out(2))),)
    )


def charging_phone() -> Played:
    """Media transfer only: what a phone offers when it is there to be charged."""
    interface = Interface(0, usb.IMAGE, (bulk_in(1), bulk_out(2), interrupt_in(3)))
    return Played((0x18D1, 0x4EE1), ("Google", "Pixel 7", _SERIAL), (interface,))


def ax88179() -> Played:
    """A wired Gigabit adapter."""
    interface = Interface(0, usb.ClassCode(0xFF, 0xFF, 0), (interrupt_in(1, 8), bulk_in(2), bulk_out(3)))
    return Obliging((0x0B95, 0x1790), ("ASIX Elec. Corp.", "AX88179", _SERIAL), (interface,))


def rtl8153() -> Played:
    """The wired adapter of most docks."""
    interface = Interface(0, usb.ClassCode(0xFF, 0xFF, 0), (bulk_in(1), bulk_out(2), interrupt_in(3, 2)))
    return Obliging((0x0BDA, 0x8153), ("Realtek", "USB 10/100/1000 LAN", _SERIAL), (interface,))


# Two octets of padding, then an Ethernet frame of the experimental type (IEEE 802) to everybody.
_FRAME = bytes.fromhex("0000" + "ff" * 6 + "02005e005302" + "88b5") + bytes(46)


class IPhone(Played):
    """Media transfer, usbmux and the tethering interface ff/fd/01.

    With its personal hotspot on it sends frames; ipheth believes in no link before the first one.
    """

    def __init__(self, *, shares: bool = True) -> None:
        self._frames = [(6, _FRAME)] if shares else []
        tethering = usb.ClassCode(0xFF, 0xFD, 1)
        super().__init__(
            (0x05AC, 0x12A8),
            ("Apple Inc.", "iPhone", _SERIAL),
            (
                Interface(0, usb.IMAGE, (bulk_in(1), bulk_out(2), interrupt_in(3))),
                Interface(1, usb.ClassCode(0xFF, 0xFE, 2), (bulk_out(4), bulk_in(5))),
                Interface(2, tethering),
                Interface(2, tethering, (bulk_in(6), bulk_out(5)), alternate=1),
            ),
        )

    def interrupts(self) -> list[tuple[int, bytes]]:
        told, self._frames = self._frames, []
        return told

    def own(self, setup: Setup, data: bytes) -> bytes | None:
        match setup.request:
            case 0x00:
                return bytes.fromhex("02005e005301")
            case 0x45:
                return b"\x04"
        return None if setup.is_in else b""


class MbimModem(Played):
    """A mobile-broadband card: control 02/0e/00, data 0a/00/02."""

    def __init__(self) -> None:
        control = usb.cdc_header(0x0120) + usb.cdc_union(0, 1) + usb.mbim()
        super().__init__(
            (0x1199, 0x9079),
            ("Sierra Wireless, Incorporated", "Sierra Wireless EM7455", _SERIAL),
            (
                Interface(0, usb.MBIM, (interrupt_in(1),), functional=control),
                Interface(1, usb.MBIM_DATA),
                Interface(1, usb.MBIM_DATA, (bulk_in(2), bulk_out(2)), alternate=1),
            ),
            associations=usb.association(0, 2, usb.MBIM),
        )

    def own(self, setup: Setup, data: bytes) -> bytes | None:
        return _ntb(setup)


def _ntb(setup: Setup) -> bytes | None:
    """NCM's and MBIM's questions about transfer blocks (NCM 1.0, 6.2)."""
    match setup.request:
        case 0x80:
            return struct.pack("<HHIHHHHIHHHH", 28, 1, 16384, 4, 0, 4, 0, 16384, 4, 0, 4, 0)
        case 0x85:
            return struct.pack("<I", 16384)
    return None if setup.is_in else b""


def qmi_modem() -> Played:
    """A Quectel EC25: serial ports and a QMI network port."""
    serial = tuple(
        Interface(n, usb.ClassCode(0xFF), (interrupt_in(1 + 2 * n, 10), bulk_in(2 + 2 * n), bulk_out(1 + n)))
        for n in range(1, 4)
    )
    diagnosis = Interface(0, usb.VENDOR, (bulk_in(1), bulk_out(1)))
    network = Interface(4, usb.VENDOR, (interrupt_in(9, 8), bulk_in(10), bulk_out(5)))
    return Obliging((0x2C7C, 0x0125), ("Quectel", "EC25-E", _SERIAL), (diagnosis, *serial, network))


class AndroidPhone(Played):
    """USB tethering on: RNDIS as real phones show it, interface class e0/01/03."""

    def __init__(self) -> None:
        functional = usb.cdc_header() + usb.cdc_call_and_acm() + usb.cdc_union(0, 1)
        super().__init__(
            (0x18D1, 0x4EE3),
            ("Google", "Pixel 7", _SERIAL),
            (
                Interface(0, usb.RNDIS, (interrupt_in(1, 8),), functional=functional),
                Interface(1, usb.RNDIS_DATA, (bulk_in(2), bulk_out(2))),
            ),
            associations=usb.association(0, 2, usb.RNDIS),
        )
        self._reply = b""
        self._notices: list[tuple[int, bytes]] = []

    def own(self, setup: Setup, data: bytes) -> bytes | None:
        if setup.request == 0 and data:
            self._reply = rndis_reply(data)
            self._notices.append((1, struct.pack("<II", 1, 0)))
            return b""
        if setup.request == 1:
            reply, self._reply = self._reply, b""
            return reply or b"\0"
        return None if setup.is_in else b""

    def interrupts(self) -> list[tuple[int, bytes]]:
        told, self._notices = self._notices, []
        return told


_QUERY, _COMPLETE = 4, 0x80000000
_PERMANENT_ADDRESS, _CURRENT_ADDRESS, _PHYSICAL_MEDIUM, _NOT_SUPPORTED = 0x01010101, 0x01010102, 0x00010202, 0xC00000BB


def rndis_reply(message: bytes) -> bytes:
    """What the phone says to a remote NDIS message ([MS-RNDIS] 2.2)."""
    kind, _, request = struct.unpack_from("<III", message)
    match kind:
        case 2:
            return struct.pack("<13I", _COMPLETE | kind, 52, request, 0, 1, 0, 1, 0, 1, 16384, 0, 0, 0)
        case 4:
            (object_id,) = struct.unpack_from("<I", message, 12)
            return _rndis_query(request, object_id)
        case 5 | 8:
            return struct.pack("<4I", _COMPLETE | kind, 16, request, 0)
    return b""


def _rndis_query(request: int, object_id: int) -> bytes:
    mac = bytes.fromhex("02005e005302")
    known = {_PERMANENT_ADDRESS: mac, _CURRENT_ADDRESS: mac, _PHYSICAL_MEDIUM: struct.pack("<I", 0)}
    answer = known.get(object_id, b"")
    status = 0 if object_id in known else _NOT_SUPPORTED
    offset = 16 if answer else 0
    return struct.pack("<6I", _COMPLETE | _QUERY, 24 + len(answer), request, status, len(answer), offset) + answer


BY_NAME: dict[str, Callable[[], Played]] = {
    "wifi-stick": wifi_stick,
    "working-wifi-stick": working_wifi_stick,
    "wext-wifi-stick": wext_wifi_stick,
    "wifi-stick-wanting-firmware": wifi_stick_wanting_firmware,
    "bluetooth-dongle": bluetooth_dongle,
    "unknown-wifi-stick": unknown_wifi_stick,
    "disguised-wifi-stick": disguised_wifi_stick,
    "charging-phone": charging_phone,
    "ax88179": ax88179,
    "rtl8153": rtl8153,
    "iphone": IPhone,
    "charging-iphone": lambda: IPhone(shares=False),
    "mbim-modem": MbimModem,
    "qmi-modem": qmi_modem,
    "android-phone": AndroidPhone,
}
