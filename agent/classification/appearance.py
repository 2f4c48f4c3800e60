"""What interface classes, PCI classes and product texts tell, where no table knows the ids. Pure.

Sources: usb.org's defined class codes; drivers/net/usb/{rndis_host,cdc_ether,cdc_ncm,cdc_mbim,ipheth}.c;
pci.ids base classes 02 and 0d; SDIO Simplified Specification, standard function interface codes.
"""

import re

from protocol.observations.device import DeviceKind
from protocol.phrases import Phrase, say

APPLE = "05ac"
LONGEST_TEXT = 256

_USB: dict[str, tuple[DeviceKind | None, Phrase]] = {
    "e0/01/03": (DeviceKind.USB_TETHER, say("RNDIS, a phone that tethers")),
    "02/02/ff": (DeviceKind.USB_TETHER, say("RNDIS")),
    "ef/04/01": (DeviceKind.USB_TETHER, say("RNDIS")),
    "ef/01/01": (DeviceKind.USB_TETHER, say("RNDIS")),
    "02/06": (DeviceKind.USB_TETHER, say("CDC Ethernet")),
    "02/0c": (DeviceKind.USB_TETHER, say("CDC EEM")),
    "02/0d": (DeviceKind.USB_TETHER, say("CDC NCM")),
    "02/0e": (DeviceKind.WWAN, say("MBIM, a modem")),
    "02/09": (DeviceKind.WWAN, say("modem device management")),
    "e0/01/01": (DeviceKind.BLUETOOTH, say("Bluetooth")),
    "e0/01/04": (DeviceKind.BLUETOOTH, say("Bluetooth")),
    "06/01/01": (None, say("pictures or files")),
    "ff/42/01": (None, say("Android debugging")),
    "ff/fe/02": (None, say("Apple's multiplexer")),
    "08": (None, say("storage")),
    "03": (None, say("keyboard, mouse or the like")),
    "01": (None, say("sound")),
    "0e": (None, say("video")),
    "09": (None, say("hub")),
}
_IPHONE_ETHERNET = "ff/fd/01"
_AT_COMMANDS = "02/02/01"
# Microcontrollers, GPS receivers and charging phones show AT commands, too, so only those count who make nothing but
# modems: Ericsson, Intel, Telit, Cinterion, Quectel, Fibocom, Meig.
_MODEM_MAKERS = frozenset({"0bdb", "1519", "1bc7", "1e2d", "2c7c", "2cb7", "2dee"})
_PCI: dict[str, tuple[DeviceKind, Phrase]] = {
    "0280": (DeviceKind.WIFI, say("other network controller")),
    "0d11": (DeviceKind.BLUETOOTH, say("Bluetooth controller")),
    "0d20": (DeviceKind.WIFI, say("802.11a controller")),
    "0d21": (DeviceKind.WIFI, say("802.11b controller")),
    "0d40": (DeviceKind.WWAN, say("cellular controller")),
    "0d41": (DeviceKind.WWAN, say("cellular controller with Ethernet")),
    "0d80": (DeviceKind.WIFI, say("other wireless controller")),
    "0200": (DeviceKind.WIRED, say("Ethernet controller")),
}
_SDIO: dict[str, tuple[DeviceKind, Phrase]] = {
    "07": (DeviceKind.WIFI, say("wireless LAN")),
    "02": (DeviceKind.BLUETOOTH, say("Bluetooth")),
    "03": (DeviceKind.BLUETOOTH, say("Bluetooth")),
    "09": (DeviceKind.BLUETOOTH, say("Bluetooth")),
}
_SAYS_WIFI = re.compile(
    r"802\.11|\bwlan\b|\bwi-?fi\b|无线网卡|随身wifi"
    r"|\bwireless[ -]*(lan|network|nic|(ac|ax|be|n|g|\d+ ?mbps|dual[ -]?band|nano|usb)\b.{0,24}\b(adapter|dongle))\b",
    re.IGNORECASE,
)
# A radio shows an interface of its vendor's own; sound, keys and pictures are for something else.
_OTHERWISE_USED = ("01", "03", "06", "07", "09", "0e")


def of_usb_class(triple: str, vendor_id: str | None) -> tuple[DeviceKind | None, Phrase] | None:
    """The kind of one interface (None: no network) and its meaning; None: the class says nothing.

    `triple` is lower-case class/subclass/protocol.
    """
    if triple == _IPHONE_ETHERNET and (vendor_id or "").lower() == APPLE:
        return DeviceKind.USB_TETHER, say("iPhone sharing its connection")
    if triple == _AT_COMMANDS and (vendor_id or "").lower() in _MODEM_MAKERS:
        return DeviceKind.WWAN, say("AT commands of a maker of modems")
    return _USB.get(triple) or _USB.get(triple[:5]) or _USB.get(triple[:2])


def of_pci_class(six: str) -> tuple[DeviceKind, Phrase] | None:
    """The kind that a PCI class of six lower-case hex digits stands for."""
    return _PCI.get(six[:4])


def of_sdio_class(code: str) -> tuple[DeviceKind, Phrase] | None:
    """The kind that an SDIO function's interface code stands for."""
    return _SDIO.get(code.lower())


def text_of_wifi(text: str, triples: tuple[str, ...]) -> str | None:
    """The words by which a device calls itself a Wi-Fi adapter, unless its interfaces are for something else."""
    found = _SAYS_WIFI.search(text[:LONGEST_TEXT])
    if found is None or any(triple.startswith(_OTHERWISE_USED) for triple in triples):
        return None
    return found.group()


def is_only_storage(triples: tuple[str, ...]) -> bool:
    """Whether a device shows nothing but a disk."""
    return bool(triples) and all(triple.startswith("08") for triple in triples)
