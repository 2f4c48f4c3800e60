"""Which module a table gives a piece of hardware to, and how exactly the table names it. Pure."""

import re
from dataclasses import dataclass
from enum import IntEnum

from agent.classification.drivers import kind_of_driver
from protocol.observations.device import DeviceKind
from protocol.phrases import Phrase, say

_IDS = re.compile(r"(usb:v[0-9A-F]{4}p[0-9A-F]{4}|pci:v[0-9A-F]{8}d[0-9A-F]{8}|sdio:c[^v]*v[0-9A-F]{4}d[0-9A-F]{4})")
_VENDOR = re.compile(r"(usb:v|pci:v0000)([0-9A-F]{4})")
_BUSES = ("usb:", "pci:", "sdio:")

# Vendors whose own entry in a generic driver means a modem (driver_info wwan_info in cdc_ether.c and cdc_ncm.c).
_MODEM_MAKERS = frozenset(
    "03F0 0930 0BDB 1004 12D1 1410 1519 1546 16D5 19D2 1BC7 1E2D 2C7C 2DEE 413C 8087".split()  # noqa: SIM905
)
_DISPLAYLINK = "17E9"


class Scope(IntEnum):
    """How much of the hardware a pattern names."""

    ID = 1
    VENDOR = 2
    CLASS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A pattern of modules.alias that fits, its module and where the kernel keeps that (None: not known)."""

    pattern: str
    module: str
    path: str | None = None

    @property
    def scope(self) -> Scope:
        if _IDS.match(self.pattern) or not self.pattern.startswith(_BUSES):
            return Scope.ID
        return Scope.VENDOR if _VENDOR.match(self.pattern) else Scope.CLASS

    @property
    def kind(self) -> DeviceKind | None:
        """None: the module is for no network. Generic modules are told by whose entry it is."""
        match self.module.replace("-", "_"):
            case "rndis_wlan" if self.scope is Scope.CLASS:
                # It takes every RNDIS device and lets go of those that do not say OID_GEN_PHYSICAL_MEDIUM is wireless.
                return DeviceKind.USB_TETHER
            case "cdc_mbim" if "isc0D" in self.pattern:
                # An NCM function; only an alternate setting would make it MBIM.
                return DeviceKind.USB_TETHER
            case "cdc_ether" | "cdc_ncm":
                return self._generic()
            case module:
                return kind_of_driver(module, self.path)

    def _generic(self) -> DeviceKind:
        maker = _VENDOR.match(self.pattern)
        if maker and maker.group(2) == _DISPLAYLINK:
            return DeviceKind.WIRED
        return DeviceKind.WWAN if maker and maker.group(2) in _MODEM_MAKERS else DeviceKind.USB_TETHER


@dataclass(frozen=True, slots=True)
class KnownId:
    """What experience says of one vendor:product, with its source in the table's head."""

    ids: str
    kind: DeviceKind
    maker: str

    @property
    def says(self) -> Phrase:
        """What it is, in a sentence."""
        if self.kind is DeviceKind.MODE_SWITCH:
            return say("a radio or modem of {maker} that shows itself as a disk", maker=self.maker)
        return say("a modem of {maker} that shows itself as a network card", maker=self.maker)


@dataclass(frozen=True, slots=True)
class Claims:
    """What all tables say of one piece of hardware.

    `kernel`: the running kernel's own. `shipped`: the tables in the package. `paths`: where the modules of its bound
    drivers lie. `unseen`: why the kernel's tables could not be read, None when they were.
    """

    kernel: tuple[Claim, ...] = ()
    shipped: tuple[Claim, ...] = ()
    known: KnownId | None = None
    paths: tuple[tuple[str, str], ...] = ()
    unseen: str | None = None

    def path_of(self, module: str) -> str | None:
        return next((path for name, path in self.paths if name == module), None)
