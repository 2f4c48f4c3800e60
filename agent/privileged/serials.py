"""Serial numbers of the machine: DMI (SMBIOS 7.2, 7.3) and built-in disks. sysfs shows some of them to root only."""

import re
from dataclasses import dataclass, field

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.privileged.answers import Serials
from protocol.observations import DiskSerial

_NO_DISK = re.compile(r"(loop|ram|zram|dm-|md|sr|fd|nbd)[0-9]*")
_MOST_DISKS = 16


@dataclass(slots=True)
class Reading:
    """Reads serial numbers; `unseen` has a sentence for each that was refused, by the file's name."""

    host: Host
    unseen: dict[str, str] = field(default_factory=dict)

    def dmi(self, name: str) -> str | None:
        return self._read(f"class/dmi/id/{name}")

    def serials(self) -> Serials:
        return Serials(self.dmi("product_serial"), self.dmi("product_uuid"), self.dmi("board_serial"), self._disks())

    def _disks(self) -> tuple[DiskSerial, ...]:
        found = []
        for name in self.host.entries(self.host.sysfs / "block") or ():
            if _NO_DISK.fullmatch(name) or self._read(f"block/{name}/removable") == "1":
                continue
            serial = self._read(f"block/{name}/device/serial") or self._read(f"block/{name}/serial")
            serial = serial or _serial_of_page_80(self._read(f"block/{name}/device/vpd_pg80"))
            if serial:
                found.append(DiskSerial(name, serial))
        return tuple(found[:_MOST_DISKS])

    def _read(self, path: str) -> str | None:
        try:
            return self.host.read_text(self.host.sysfs / path, 256) or None
        except CouldNotLook as error:
            self.unseen[path.rsplit("/", 1)[-1]] = error.why
            return None


def read_serials(host: Host) -> Serials:
    """Everything that can be read; what is refused to root as well is as good as absent."""
    return Reading(host).serials()


def _serial_of_page_80(page: str | None) -> str | None:
    """The unit serial number page (SPC-4 7.8.16): four bytes of header, then text padded with spaces."""
    text = "".join(character for character in page or "" if character.isascii() and character.isprintable())
    return text.strip() or None
