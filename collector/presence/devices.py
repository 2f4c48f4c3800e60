"""One piece of hardware, whichever source speaks of it: what it is for, and the name its alert goes by."""

import re
from collections.abc import Container, Iterable

from protocol.observations import Adapter, AdapterKind, AttachedDevice, DeviceKind

_ON_A_BUS = frozenset({"usb", "pci", "sdio"})
_KINDS = {
    DeviceKind.WIFI: AdapterKind.WIFI,
    DeviceKind.WWAN: AdapterKind.WWAN,
    DeviceKind.USB_TETHER: AdapterKind.USB_TETHER,
    DeviceKind.BLUETOOTH: AdapterKind.BLUETOOTH,
    DeviceKind.WIRED: AdapterKind.WIRED,
}
_HARDWARE = frozenset(_KINDS.values())
_HAND_OVER = frozenset({"usbfs", "usbip-host", "vfio-pci", "uio_pci_generic", "igb_uio", "pciback"})
_LONGEST_SERIAL = 64
_UNTYPEABLE = re.compile(r"[^!-~]")


def place(bus: str, bus_path: str) -> str | None:
    """Where the device sits, without the number of its USB function (1-2 of 1-2:1.0); None: not on a bus."""
    if bus not in _ON_A_BUS:
        return None
    return bus_path.partition(":")[0] if bus == "usb" else bus_path


def where_of(device: AttachedDevice) -> str:
    return place(device.bus, device.device) or device.device


def device_behind(adapter: Adapter, devices: Iterable[AttachedDevice]) -> AttachedDevice | None:
    """The device that made this interface, by where it sits, else by the interface it is said to have made."""
    at = place(adapter.bus, adapter.bus_path)
    for device in devices:
        if at is not None and where_of(device) == at:
            return device
        if adapter.name in device.interfaces and adapter.kind in _HARDWARE:
            return device
    return None


def kind_of(adapter: Adapter, device: AttachedDevice | None) -> AdapterKind:
    """The device's ids and interfaces tell a phone from a dock better than the driver both use."""
    if device is None or adapter.kind not in _HARDWARE:
        return adapter.kind
    return _KINDS.get(device.kind, adapter.kind)


def is_handed_over(drivers: Iterable[str]) -> bool:
    """Whether a program, a virtual machine or another host has the device: what that does with it, no kernel tells."""
    return not _HAND_OVER.isdisjoint(drivers)


def named(ids: tuple[str | None, str | None, str | None], where: str, taken: Container[str]) -> str:
    """What an alert about a device goes by: vendor, product and serial where it has one, else where it sits.

    A replugged device keeps its name in any port; two at once under one serial go by where they sit. A person types
    it to exempt the device: what a serial number holds besides letters, digits and signs is written as _.
    """
    vendor, product, serial = ids
    plain = _UNTYPEABLE.sub("_", serial[:_LONGEST_SERIAL]) if serial else ""
    name = f"{vendor}:{product}:{plain}" if vendor and product and plain else where
    return where if name in taken else name
