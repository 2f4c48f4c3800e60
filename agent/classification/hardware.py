"""A piece of hardware as the bus shows it, as one value, and how the kernel writes it as a modalias."""

import re
from dataclasses import dataclass

_USB_CLASS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}\Z", re.IGNORECASE)
_USB_INTERFACE = re.compile(r"usb:v[0-9A-F]{4}p[0-9A-F]{4}\S*ic([0-9A-F]{2})isc([0-9A-F]{2})ip([0-9A-F]{2})")
_PCI_CLASS = re.compile(r"pci:\S*bc([0-9A-F]{2})sc([0-9A-F]{2})i([0-9A-F]{2})\Z")
_SDIO_CLASS = re.compile(r"sdio:c([0-9A-F]{2})v")
_IDS = re.compile(
    r"usb:v([0-9A-F]{4})p([0-9A-F]{4})|pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})|sdio:c..v([0-9A-F]{4})d([0-9A-F]{4})"
)
MOST_MODALIASES = 64
LONGEST_MODALIAS = 512


@dataclass(frozen=True, slots=True)
class Hardware:
    """One device with all its functions. Ids are four hex digits; None: the bus has none.

    `modaliases`: its own and, for USB, those of its interfaces. `classes`: USB class/subclass/protocol of its
    interfaces, like e0/01/03, or the two digits of an SDIO function. `pci_class`: base class, subclass, interface as
    six hex digits. `drivers`: the modules (else the drivers) that hold it or its interfaces. `is_authorized` False:
    USB keeps the interfaces to itself, so there are ids only. Texts may hold anything.
    """

    bus: str
    vendor_id: str | None = None
    product_id: str | None = None
    modaliases: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    pci_class: str | None = None
    product: str | None = None
    manufacturer: str | None = None
    drivers: tuple[str, ...] = ()
    is_authorized: bool | None = None

    @property
    def ids(self) -> str:
        """vendor:product in lower case; empty without them."""
        return f"{self.vendor_id}:{self.product_id}".lower() if self.vendor_id and self.product_id else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Its modaliases, written out where only ids and classes are given; empty: nothing but ids is known."""
        given = tuple(name for name in self.modaliases[:MOST_MODALIASES] if len(name) <= LONGEST_MODALIAS)
        if given or not self.ids:
            return given
        vendor, product = (self.vendor_id or "").upper(), (self.product_id or "").upper()
        if self.bus == "usb":
            return tuple(_usb_name(vendor, product, one) for one in self.usb_classes[:MOST_MODALIASES])
        if self.bus == "sdio":
            return tuple(f"sdio:c{one.upper()}v{vendor}d{product}" for one in self.classes or ("00",))
        return ()

    @property
    def prefix(self) -> str:
        """How every name of it begins, its ids included; only the bus where there are no ids."""
        vendor, product = (self.vendor_id or "").upper(), (self.product_id or "").upper()
        match self.bus if self.ids else "":
            case "usb":
                return f"usb:v{vendor}p{product}"
            case "pci":
                return f"pci:v0000{vendor}d0000{product}"
        return f"{self.bus}:"

    @property
    def usb_classes(self) -> tuple[str, ...]:
        """The interfaces' classes that are given and well-formed, else those its modaliases end with."""
        if self.bus != "usb":
            return ()
        given = tuple(one.lower() for one in self.classes if _USB_CLASS.match(one))
        found = (_USB_INTERFACE.match(name) for name in self.modaliases[:MOST_MODALIASES])
        return given or tuple("/".join(one.groups()).lower() for one in found if one)

    @property
    def sdio_class(self) -> str | None:
        """The function's interface code of an SDIO card (SDIO specification, FBR)."""
        if self.bus != "sdio":
            return None
        found = next((_SDIO_CLASS.match(name) for name in self.modaliases), None)
        return found.group(1) if found else next(iter(self.classes), None)

    @property
    def six_digit_class(self) -> str | None:
        """The PCI class as six lower-case hex digits."""
        if self.bus != "pci":
            return None
        if self.pci_class:
            return self.pci_class.lower().removeprefix("0x").ljust(6, "0")[:6]
        found = next((_PCI_CLASS.match(name) for name in self.modaliases), None)
        return "".join(found.groups()).lower() if found else None


def of_modalias(modalias: str) -> Hardware:
    """The hardware that one modalias names; ids and bus are read from it."""
    bus = modalias.partition(":")[0]
    found = _IDS.match(modalias)
    vendor, product = [one.lower() for one in found.groups() if one] if found else (None, None)
    return Hardware(bus, vendor, product, (modalias,))


def _usb_name(vendor: str, product: str, triple: str) -> str:
    """include/linux/mod_devicetable.h and drivers/usb/core/sysfs.c, with what is not known as zero."""
    each, subclass, protocol = triple.upper().split("/")
    return f"usb:v{vendor}p{product}d0000dc00dsc00dp00ic{each}isc{subclass}ip{protocol}in00"
