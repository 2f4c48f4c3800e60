"""Which machine is this?"""

import hashlib
import platform
import re

from agent import VERSION
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.adapters import read_interfaces
from agent.probes.probe import Looking, Seen
from protocol.mac import MacAddress
from protocol.observations import DiskSerial, HostIdentity, MachineIdentity, Observation

_BUILT_IN_BUSES = frozenset({"pci", "platform", "virtio", "sdio", "amba", "vmbus", "xen"})
_NO_DISK = re.compile(r"(loop|ram|zram|dm-|md|sr|fd|nbd)[0-9]*")
_MOST_DISKS = 16
_OS_RELEASE_LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


class HostIdentityProbe:
    """Names, operating system and the serial numbers that tell one machine from another."""

    name = "host-identity"
    title = "machine and operating system"
    observes = (HostIdentity,)
    woken_by: frozenset[Wake] = frozenset()
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        system = parse_os_release(host.read_text(host.etc / "os-release") or "")
        kernel = host.procfs / "sys/kernel"
        machine, unseen = read_machine(host)
        identity = HostIdentity(
            hostname=host.read_text(kernel / "hostname") or "",
            os_id=system.get("ID", "linux"),
            os_name=system.get("PRETTY_NAME", system.get("NAME", "Linux")),
            os_version=system.get("VERSION_ID", ""),
            kernel=host.read_text(kernel / "osrelease") or "",
            architecture=host.read_text(kernel / "arch") or platform.machine(),
            booted_at_us=host.clock.wall_us() - host.clock.boot_us(),
            agent_version=VERSION,
            machine=machine,
        )
        return Seen((identity,), "; ".join(unseen) or None)

    def essence(self, observations: tuple[Observation, ...]) -> object:
        """Without the time of boot: it moves with every correction of the clock."""
        return [
            (item.hostname, item.os_id, item.os_version, item.kernel, item.agent_version, item.machine)
            for item in observations
            if isinstance(item, HostIdentity)
        ]


def parse_os_release(text: str) -> dict[str, str]:
    """os-release(5): shell-like assignments, quoted or not; what is none is left out."""
    found = {}
    for line in text.splitlines():
        match = _OS_RELEASE_LINE.fullmatch(line.strip())
        if match:
            value = match.group(2)
            quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
            found[match.group(1)] = re.sub(r'\\(["$`\\])', r"\1", value[1:-1]) if quoted else value
    return found


def read_machine(host: Host) -> tuple[MachineIdentity, list[str]]:
    """The machine's own serial numbers, and a sentence for each that only root may read."""
    unseen: list[str] = []

    def dmi(name: str) -> str | None:
        return _read(host, f"class/dmi/id/{name}", unseen)

    machine_id = host.read_text(host.etc / "machine-id")
    identity = MachineIdentity(
        product_vendor=dmi("sys_vendor"),
        product_name=dmi("product_name"),
        product_serial=dmi("product_serial"),
        product_uuid=dmi("product_uuid"),
        board_serial=dmi("board_serial"),
        disks=_disks(host, unseen),
        machine_id=hashlib.sha256(machine_id.encode()).hexdigest() if machine_id else None,
        permanent_macs=_permanent_macs(host, unseen),
    )
    return identity, unseen


def _read(host: Host, path: str, unseen: list[str]) -> str | None:
    try:
        return host.read_text(host.sysfs / path, 256) or None
    except CouldNotLook as error:
        unseen.append(f"{path.rsplit('/', 1)[-1]}: {error.why}")
        return None


def _disks(host: Host, unseen: list[str]) -> tuple[DiskSerial, ...]:
    found = []
    for name in host.entries(host.sysfs / "block") or ():
        if _NO_DISK.fullmatch(name) or _read(host, f"block/{name}/removable", unseen) == "1":
            continue
        serial = _read(host, f"block/{name}/device/serial", unseen) or _read(host, f"block/{name}/serial", unseen)
        serial = serial or _serial_of_page_80(_read(host, f"block/{name}/device/vpd_pg80", unseen))
        if serial:
            found.append(DiskSerial(name, serial))
    return tuple(found[:_MOST_DISKS])


def _serial_of_page_80(page: str | None) -> str | None:
    """The unit serial number page (SPC-4 7.8.16): four bytes of header, then text padded with spaces."""
    text = "".join(character for character in page or "" if character.isascii() and character.isprintable())
    return text.strip() or None


def _permanent_macs(host: Host, unseen: list[str]) -> tuple[MacAddress, ...]:
    try:
        interfaces = read_interfaces(host)
    except CouldNotLook as error:
        unseen.append(str(error))
        return ()
    found = {
        interface.link.permanent_mac
        for interface in interfaces
        if interface.link.permanent_mac is not None and interface.adapter.bus in _BUILT_IN_BUSES
    }
    return tuple(sorted(found))
