"""What sits on this PC's buses, each device whole with all its functions, and what each is for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agent.classification.hardware import Hardware
from agent.classification.tables import Tables
from agent.classification.verdict import Classification
from agent.device import hex_id, name_of_link, resolved
from agent.host.machine import Host

_MOST_FUNCTIONS = 32
"""bNumInterfaces of a USB configuration in use; of a device that claims more the rest is not read."""
_LONGEST_TEXT = 256
_THUNDERBOLT_SERVICE = "tbsvc"

Told = dict[str, str]
"""A device's uevent file: one reading instead of one for each attribute."""


@dataclass(frozen=True, slots=True)
class BusDevice:
    """One USB device, PCI function, SDIO card or Thunderbolt service; `folder` may lead there by a link."""

    folder: Path
    bus: str
    bus_path: str
    hardware: Hardware
    drivers: tuple[str, ...] = ()
    """Bound to it or to its functions, as sysfs names them; `hardware.drivers` has their modules."""

    @property
    def path(self) -> Path:
        """Its folder with links resolved: what lies below it is part of it."""
        return resolved(self.folder)


@lru_cache(maxsize=1)
def tables_of(host: Host) -> Tables:
    """The tables that tell what hardware is for, kept with their answers: a process looks at one machine."""
    return Tables.of(host)


def classify(host: Host, device: BusDevice) -> Classification:
    """Raises CouldNotLook when the kernel's release cannot be read."""
    return tables_of(host).classify(device.hardware)


def bus_devices(host: Host) -> tuple[BusDevice, ...]:
    """Every device of the buses that radios, modems and tethers come by. Raises CouldNotLook."""
    walk = _Walk(host)
    return (*walk.usb_devices(), *walk.pci_devices(), *walk.sdio_cards(), *walk.thunderbolt_services())


def usb_device(host: Host, path: Path) -> BusDevice | None:
    """The USB device a function belongs to, or is; None when it was pulled meanwhile. Raises CouldNotLook."""
    owner = path.parent if ":" in path.name else path
    prefix = f"{owner.name}:"
    return _Walk(host).usb(owner, [owner / name for name in host.entries(owner) or () if name.startswith(prefix)])


class _Walk:
    """One look at the buses. A driver's module is read once: most devices share a few drivers."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._modules: dict[str, str] = {}

    def usb_devices(self) -> Iterator[BusDevice]:
        folder, names = self._listed("usb")
        functions: dict[str, list[Path]] = {}
        for name in names:
            owner, is_function, _ = name.partition(":")
            if is_function:
                functions.setdefault(owner, []).append(folder / name)
        for name in names:
            if ":" not in name and not name.startswith("usb"):
                found = self.usb(folder / name, functions.get(name, []))
                if found is not None:
                    yield found

    def usb(self, folder: Path, functions: Sequence[Path]) -> BusDevice | None:
        """A USB device with its functions; None when it is gone."""
        vendor, product = self._usb_ids(folder)
        if not vendor or not product:
            return None
        functions = functions[:_MOST_FUNCTIONS]
        told = [self._told(function) for function in functions]
        authorized = self._host.read_text(folder / "authorized")
        hardware = Hardware(
            "usb",
            vendor,
            product,
            modaliases=_each(told, "MODALIAS"),
            classes=tuple(_triple(interface) for interface in _each(told, "INTERFACE")),
            product=self._host.read_text(folder / "product", _LONGEST_TEXT),
            manufacturer=self._host.read_text(folder / "manufacturer", _LONGEST_TEXT),
            drivers=self._modules_of("usb", functions, told),
            is_authorized=None if authorized is None else authorized != "0",
        )
        return BusDevice(folder, "usb", folder.name, hardware, _each(told, "DRIVER"))

    def pci_devices(self) -> Iterator[BusDevice]:
        folder, names = self._listed("pci")
        for name in names:
            told = self._told(folder / name)
            vendor, _, product = told.get("PCI_ID", "").lower().partition(":")
            hardware = Hardware(
                "pci",
                vendor.rjust(4, "0") if vendor else hex_id(self._host, folder / name / "vendor"),
                product.rjust(4, "0") if product else hex_id(self._host, folder / name / "device"),
                modaliases=_each([told], "MODALIAS"),
                pci_class=self._pci_class(folder / name, told),
                drivers=self._modules_of("pci", [folder / name], [told]),
            )
            yield BusDevice(folder / name, "pci", name, hardware, _each([told], "DRIVER"))

    def sdio_cards(self) -> Iterator[BusDevice]:
        """A card (mmc1:0001) with its functions (mmc1:0001:1)."""
        folder, names = self._listed("sdio")
        cards: dict[str, list[Path]] = {}
        for name in names:
            functions = cards.setdefault(name.rpartition(":")[0] or name, [])
            functions += [folder / name] if len(functions) < _MOST_FUNCTIONS else []
        for card, functions in cards.items():
            told = [self._told(path) for path in functions]
            hardware = Hardware(
                "sdio",
                hex_id(self._host, functions[0] / "vendor"),
                hex_id(self._host, functions[0] / "device"),
                modaliases=_each(told, "MODALIAS"),
                classes=tuple(one.lower() for one in _each(told, "SDIO_CLASS")),
                drivers=self._modules_of("sdio", functions, told),
            )
            yield BusDevice(resolved(functions[0]).parent, "sdio", card, hardware, _each(told, "DRIVER"))

    def thunderbolt_services(self) -> Iterator[BusDevice]:
        """Another computer at the end of a Thunderbolt cable offers a network (admin-guide/thunderbolt.rst)."""
        folder, names = self._listed("thunderbolt")
        for name in names:
            told = self._told(folder / name)
            modaliases = _each([told], "MODALIAS")
            if modaliases and modaliases[0].startswith(f"{_THUNDERBOLT_SERVICE}:"):
                drivers = self._modules_of("thunderbolt", [folder / name], [told])
                hardware = Hardware(_THUNDERBOLT_SERVICE, modaliases=modaliases, drivers=drivers)
                yield BusDevice(folder / name, "thunderbolt", name, hardware, _each([told], "DRIVER"))

    def _listed(self, bus: str) -> tuple[Path, tuple[str, ...]]:
        folder = self._host.sysfs / "bus" / bus / "devices"
        return folder, self._host.entries(folder) or ()

    def _told(self, folder: Path) -> Told:
        lines = (self._host.read_text(folder / "uevent") or "").splitlines()
        return {key: value for key, is_pair, value in (line.partition("=") for line in lines) if is_pair}

    def _usb_ids(self, folder: Path) -> tuple[str | None, str | None]:
        """PRODUCT=18d1/4ee3/601, without leading zeros."""
        parts = self._told(folder).get("PRODUCT", "").lower().split("/")
        if len(parts) == 3:
            return parts[0].rjust(4, "0"), parts[1].rjust(4, "0")
        return hex_id(self._host, folder / "idVendor"), hex_id(self._host, folder / "idProduct")

    def _pci_class(self, folder: Path, told: Told) -> str | None:
        """PCI_CLASS=28000, without leading zeros."""
        return told["PCI_CLASS"].rjust(6, "0") if "PCI_CLASS" in told else self._host.read_text(folder / "class")

    def _modules_of(self, bus: str, functions: Sequence[Path], told: Sequence[Told]) -> tuple[str, ...]:
        held = [(path, one["DRIVER"]) for path, one in zip(functions, told, strict=True) if one.get("DRIVER")]
        return tuple(dict.fromkeys(self._module(bus, path, driver) for path, driver in held))

    def _module(self, bus: str, path: Path, driver: str) -> str:
        """The module of the bound driver; a driver that is part of the kernel has none and is named itself."""
        key = f"{bus}:{driver}"
        if key not in self._modules:
            self._modules[key] = name_of_link(self._host, path / "driver/module") or driver
        return self._modules[key]


def _each(told: Sequence[Told], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one[key] for one in told if one.get(key)))


def _triple(interface: str) -> str:
    """INTERFACE=2/13/0 as 02/0d/00 (decimal in drivers/usb/core/message.c)."""
    parts = interface.split("/")
    return "/".join(f"{int(part):02x}" if part.isdecimal() and len(part) <= 3 else "00" for part in parts[:3])
