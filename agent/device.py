"""A hardware device as sysfs shows it: bus, place, ids, driver. One reading for adapters and for radios."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from agent.host.machine import Host

_LONGEST_NAME = 255
"""NAME_MAX of linux/limits.h, in bytes."""
_ROOT_HUB = re.compile(r"usb([0-9]{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Device:
    """`path` is the device's folder; ids are four hex digits without 0x."""

    path: Path
    bus: str
    bus_path: str
    driver: str | None
    vendor_id: str | None = None
    product_id: str | None = None
    product: str | None = None
    serial: str | None = None
    interface_class: str | None = None
    """USB only: class/subclass/protocol of the interface, like e0/01/03."""
    place: str = ""
    """The port it sits in, the same after replugging and after the next start, when USB buses may be counted anew."""

    @property
    def ids(self) -> str:
        return f"{self.vendor_id or ''}:{self.product_id or ''}"


def read_device(host: Host, folder: Path) -> Device | None:
    """The device behind a folder or link of sysfs, or None when there is none. Raises CouldNotLook."""
    path = resolved(folder)
    # A link is followed only within sysfs: whoever names a link must not choose what else is read.
    if not path.is_relative_to(resolved(host.sysfs)) or not path.is_dir():
        return None
    bus = name_of_link(host, path / "subsystem") or "unknown"
    driver = name_of_link(host, path / "driver")
    match bus:
        case "usb":
            return _usb(host, path, driver)
        case "pci" | "sdio":
            vendor, product = hex_id(host, path / "vendor"), hex_id(host, path / "device")
            return Device(path, bus, path.name, driver, vendor, product, place=path.name)
        case "virtio":
            vendor, product = hex_id(host, path / "vendor"), hex_id(host, path / "device")
            return Device(path, bus, path.parent.name, driver, vendor, product, place=path.parent.name)
        case "bluetooth":
            return Device(path, bus, path.name, driver, place=_bluetooth_place(host, path))
    return Device(path, bus, path.name, driver, place=path.name)


def resolved(path: Path) -> Path:
    """Where links lead; links that lead in a circle are left as they are, which pathlib makes a RuntimeError of."""
    return Path(os.path.realpath(path))


def class_folder(host: Host, kind: str, name: str) -> Path | None:
    """/sys/class/KIND/NAME of a name that came from elsewhere; None for one that would lead out of the folder."""
    is_name = name not in ("", ".", "..") and not {"/", "\0"} & set(name) and len(os.fsencode(name)) <= _LONGEST_NAME
    return host.sysfs / "class" / kind / name if is_name else None


def name_of_link(host: Host, path: Path) -> str | None:
    """The last part of where a link points, e.g. a driver's name. Raises CouldNotLook."""
    target = host.link_target(path)
    return target.name if target else None


def hex_id(host: Host, path: Path) -> str | None:
    """A vendor or product id as four lower-case hex digits. Raises CouldNotLook."""
    text = host.read_text(path)
    return text.lower().removeprefix("0x")[-4:] if text else None


def usb_place(host: Host, path: Path) -> str:
    """Controller, which of its root hubs, ports: 0000:00:14.0/0-2.1:1.0. Raises CouldNotLook."""
    for parent in path.parents:
        hub = _ROOT_HUB.match(parent.name)
        if hub:
            hubs = sorted(int(one[1]) for name in host.entries(parent.parent) or () if (one := _ROOT_HUB.match(name)))
            ports = path.name.partition("-")[2]
            return f"{parent.parent.name}/{hubs.index(int(hub[1]))}-{ports}"
    return path.name


def _usb(host: Host, path: Path, driver: str | None) -> Device:
    """A network function is an interface (1-2:1.0); ids and texts lie in the device above it (1-2)."""
    owner = path if (path / "idVendor").exists() else path.parent
    parts = [host.read_text(path / name) for name in ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")]
    return Device(
        path,
        "usb",
        path.name,
        driver,
        hex_id(host, owner / "idVendor"),
        hex_id(host, owner / "idProduct"),
        host.read_text(owner / "product"),
        host.read_text(owner / "serial"),
        "/".join(part or "" for part in parts) if parts[0] else None,
        usb_place(host, path),
    )


def _bluetooth_place(host: Host, path: Path) -> str:
    """A connection (hci0:11) is numbered anew each time; its controller's place is not."""
    controller = next((parent for parent in path.parents if parent.name.startswith("hci")), path)
    above = controller.parent.parent if controller.parent.name == "bluetooth" else controller
    return f"{usb_place(host, above)}/{'bluetooth' if above is not controller else ''}"
