"""The tables in the package: ids of Debian's kernels and a few that experience knows. Scanned, never kept.

scripts/device-ids writes modules.alias.tsv and modules.tsv; known-ids.tsv is written by hand.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from agent.classification.claims import Claim, KnownId
from agent.classification.hardware import Hardware
from agent.classification.modules_alias import Asked, aliases, blocks
from protocol.observations.device import DeviceKind

DATA = Path(__file__).parent / "data"


class ShippedTables:
    """`folder` holds the three tables. Every question reads them anew; one that is missing is an error of ours."""

    def __init__(self, folder: Path = DATA) -> None:
        self._folder = folder

    def claims_on(self, hardware: Hardware) -> tuple[Claim, ...]:
        """Every module whose alias fits, with its place in Debian's kernels. Raises CouldNotLook."""
        found = tuple(aliases(self._folder / "modules.alias.tsv", Asked(hardware), before=b""))
        paths = self.paths_of([module for _pattern, module in found])
        return tuple(Claim(pattern, module, paths.get(module)) for pattern, module in found)

    def paths_of(self, modules: Iterable[str]) -> dict[str, str]:
        """Where Debian's kernels keep these modules. Raises CouldNotLook."""
        wanted = {module.replace("-", "_"): module for module in modules}
        if not wanted:
            return {}
        entry = re.compile(f"(?<![^\n])({'|'.join(map(re.escape, wanted))})\t([^\n]+)\n".encode("utf-8", "replace"))
        hits = (hit.groups() for text in blocks(self._folder / "modules.tsv", b"\n") for hit in entry.finditer(text))
        return {wanted[module.decode()]: path.decode() for module, path in hits}

    def known(self, hardware: Hardware) -> KnownId | None:
        """What experience says of a USB device's ids. Raises CouldNotLook."""
        if hardware.bus != "usb" or not hardware.ids:
            return None
        entry = re.compile(f"(?<![^\n]){re.escape(hardware.ids)}\t([^\t\n]+)\t([^\n]+)\n".encode())
        hits = (hit.groups() for text in blocks(self._folder / "known-ids.tsv", b"\n") for hit in entry.finditer(text))
        return next((KnownId(hardware.ids, DeviceKind(kind.decode()), maker.decode()) for kind, maker in hits), None)
