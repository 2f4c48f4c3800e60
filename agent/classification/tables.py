"""One question, "what is this?", to all tables at once: the running kernel's and those in the package."""

from agent.classification.claims import Claim, Claims
from agent.classification.hardware import Hardware
from agent.classification.kernel_tables import KernelTables
from agent.classification.shipped_tables import ShippedTables
from agent.classification.verdict import Classification, classify
from agent.errors import CouldNotLook
from agent.host.machine import Host

_MOST_KEPT = 256


class Tables:
    """Answers are kept, at most 256, until modules.alias changes: devices are asked about at every kernel event."""

    def __init__(self, kernel: KernelTables | None, shipped: ShippedTables | None = None) -> None:
        """`kernel` None: this kernel has no tables of its own, ask the package only."""
        self._kernel = kernel
        self._shipped = shipped or ShippedTables()
        self._kept: dict[Hardware, Classification] = {}
        self._stamp: tuple[int, int] | None = None

    @classmethod
    def of(cls, host: Host) -> "Tables":
        """The tables of the kernel that runs. Raises CouldNotLook when its release cannot be read."""
        release = host.read_text(host.procfs / "sys/kernel/osrelease") or ""
        is_name = release not in {"", ".", ".."} and "/" not in release
        return cls(KernelTables(host.modules / release) if is_name else None)

    def classify(self, hardware: Hardware) -> Classification:
        """What it is for; tables of the kernel that cannot be read are said in the evidence, not raised."""
        stamp = self._kernel.stamp() if self._kernel else None
        if stamp != self._stamp or len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
            self._stamp = stamp
        found = self._kept.get(hardware)
        if found is None:
            found = self._kept[hardware] = classify(hardware, self.claims_on(hardware))
        return found

    def claims_on(self, hardware: Hardware) -> Claims:
        """What every table says of it."""
        kernel: tuple[Claim, ...] = ()
        paths: dict[str, str] = {}
        unseen: str | None = None
        try:
            if self._kernel is not None:
                kernel = self._kernel.claims_on(hardware)
                paths = self._kernel.paths_of(hardware.drivers)
            else:
                unseen = "the kernel's release is not known"
        except CouldNotLook as error:
            unseen = f"{error.what}: {error.why}"
        left = [driver for driver in hardware.drivers if driver not in paths]
        paths |= self._shipped.paths_of(left)
        shipped = self._shipped.claims_on(hardware)
        return Claims(kernel, shipped, self._shipped.known(hardware), tuple(paths.items()), unseen)
