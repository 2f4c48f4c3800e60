"""Hardware that can open a way out of this PC, with or without a driver, with or without an interface."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.observations.vocabulary import BusPath, ProductId, VendorId
from protocol.schema import Field


class DeviceKind(StrEnum):
    """What a piece of hardware is for, whatever it calls itself."""

    WIFI = "wifi"
    WWAN = "wwan"
    USB_TETHER = "usb-tether"
    BLUETOOTH = "bluetooth"
    WIRED = "wired"
    IEEE802154 = "ieee802154"
    THUNDERBOLT_NET = "thunderbolt-net"
    MODE_SWITCH = "mode-switch"
    """A dongle that shows itself as a disk until it is told to become a radio (ZeroCD)."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AttachedDevice:
    """One device that is or can become a way out: radio, modem, tether. Cabled ones and charging phones are none."""

    device: BusPath
    bus: Annotated[str, Field("pci, usb, sdio, thunderbolt", most=32, source="sysfs subsystem link")]
    kind: Annotated[DeviceKind, Field("what it is for, by its ids, interfaces and the kernel's own tables")]
    vendor_id: VendorId
    product_id: ProductId
    manufacturer: Annotated[str | None, Field("maker's text of a USB device", most=128, source="sysfs manufacturer")]
    product: Annotated[str | None, Field("product text of a USB device", most=128, source="sysfs product")]
    serial: Annotated[str | None, Field("serial number of a USB device", most=128, source="sysfs serial")]
    classes: Annotated[
        tuple[str, ...],
        Field("class/subclass/protocol of its interfaces", most=32, each=16, source="sysfs bInterfaceClass, class"),
    ]
    drivers: Annotated[
        tuple[str, ...], Field("kernel drivers bound to it; empty: none", most=32, each=64, source="sysfs driver links")
    ]
    module: Annotated[str | None, Field("kernel module made for it; null: none known", most=64, source="modules.alias")]
    evidence: Annotated[tuple[str, ...], Field("what told its kind, the decisive one first", most=16, each=128)]
    is_authorized: Annotated[
        bool | None, Field("USB: may be used; false: blocked, its interfaces are unknown", source="sysfs authorized")
    ]
    interfaces: Annotated[
        tuple[str, ...], Field("names of the network interfaces it made", most=32, each=15, source="sysfs net/")
    ]
