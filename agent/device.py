"""A hardware device as sysfs shows it: bus, place, ids, driver. One reading for adapters and for radios."""

from dataclasses import dataclass
from pathlib import Path

from agent.host.machine import Host


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

    @property
    def ids(self) -> str:
        return f"{self.vendor_id or ''}:{self.product_id or ''}"


def read_device(host: Host, folder: Path) -> Device | None:
    """The device behind a folder or link of sysfs, or None when there is none. Raises CouldNotLook."""
    path = folder.resolve()
    if not path.is_dir():
        return None
    bus = _name_of_link(host, path / "subsystem") or "unknown"
    driver = _name_of_link(host, path / "driver")
    match bus:
        case "usb":
            return _usb(host, path, driver)
        case "pci" | "sdio":
            vendor, product = _hex(host, path / "vendor"), _hex(host, path / "device")
            return Device(path, bus, path.name, driver, vendor, product)
        case "virtio":
            vendor, product = _hex(host, path / "vendor"), _hex(host, path / "device")
            return Device(path, bus, path.parent.name, driver, vendor, product)
    return Device(path, bus, path.name, driver)


def devices_on(host: Host, bus: str) -> tuple[Device, ...]:
    """Every device sysfs lists on a bus: pci, usb, sdio. Raises CouldNotLook."""
    folder = host.sysfs / "bus" / bus / "devices"
    found = (read_device(host, folder / name) for name in host.entries(folder) or ())
    return tuple(device for device in found if device is not None)


def _usb(host: Host, path: Path, driver: str | None) -> Device:
    """A network function is an interface (1-2:1.0); ids and texts lie in the device above it (1-2)."""
    owner = path if (path / "idVendor").exists() else path.parent
    parts = [host.read_text(path / name) for name in ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")]
    return Device(
        path,
        "usb",
        path.name,
        driver,
        _hex(host, owner / "idVendor"),
        _hex(host, owner / "idProduct"),
        host.read_text(owner / "product"),
        host.read_text(owner / "serial"),
        "/".join(part or "" for part in parts) if parts[0] else None,
    )


def _hex(host: Host, path: Path) -> str | None:
    text = host.read_text(path)
    return text.lower().removeprefix("0x")[-4:] if text else None


def _name_of_link(host: Host, path: Path) -> str | None:
    target = host.link_target(path)
    return target.name if target else None
