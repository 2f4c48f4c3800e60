"""A PC whose network devices are renamed, replugged, moved to a namespace and given other addresses, as sysfs files."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.adapters import read_interfaces
from tests.support.captured_host import CapturedTables, host_of, lay_out


@dataclass(frozen=True)
class Nic:
    """`hub` counts the USB root hubs of one controller; the bus number before it depends on who came up first."""

    port: str
    ids: str
    permanent_mac: str | None
    mac: str
    name: str
    index: int
    serial: str = "00E04C360001"
    is_here: bool = True


@dataclass(frozen=True)
class Desk:
    """One moment of the PC; each change gives the next one."""

    nics: tuple[Nic, ...]
    first_bus: int = 1

    def changed(self, at: int, **changes: Any) -> "Desk":
        nics = list(self.nics)
        nics[at] = replace(nics[at], **changes)
        return replace(self, nics=tuple(nics))

    def swapped_names(self, one: int, other: int) -> "Desk":
        return self.changed(one, name=self.nics[other].name).changed(other, name=self.nics[one].name)

    def ids(self, folder: Path) -> dict[str, str]:
        """The adapter's id of each device that is here, by its port."""
        folder.mkdir(parents=True)
        files: dict[str, Any] = {}
        for nic in self.nics:
            files |= _files(nic, self.first_bus)
        lay_out(files, folder)
        rows = [_row(nic, self.first_bus) for nic in self.nics if nic.is_here]
        found = read_interfaces(host_of(folder, CapturedTables({"links": rows})))
        ports = {nic.index: nic.port for nic in self.nics}
        return {ports[one.link.index]: one.adapter.id for one in found}


def _function(nic: Nic, bus: int) -> str:
    return f"{bus}-{nic.port}:1.0"


def _files(nic: Nic, bus: int) -> dict[str, Any]:
    owner = f"sys/devices/pci0000:00/0000:00:14.0/usb{bus}/{bus}-{nic.port}"
    function = f"{owner}/{_function(nic, bus)}"
    vendor, product = nic.ids.split(":")
    files: dict[str, Any] = {
        f"{owner}/idVendor": vendor,
        f"{owner}/idProduct": product,
        f"{owner}/serial": nic.serial,
        f"{function}/subsystem": {"link": "../../../../../../bus/usb"},
        f"{function}/driver": {"link": "../../../../../../bus/usb/drivers/r8152"},
        f"{function}/uevent": "DRIVER=r8152\nINTERFACE=255/255/0\n",
    }
    if nic.is_here:
        place = f"{function}/net/{nic.name}"
        files |= {
            f"sys/class/net/{nic.name}": {"link": f"../../{place.removeprefix('sys/')}"},
            f"{place}/device": {"link": f"../../../{_function(nic, bus)}"},
            f"{place}/ifindex": str(nic.index),
        }
    return files


def _row(nic: Nic, bus: int) -> dict[str, Any]:
    row = {"index": nic.index, "name": nic.name, "mac": nic.mac, "permanent_mac": nic.permanent_mac}
    return row | {"parent_bus": "usb", "parent_device": _function(nic, bus)}
