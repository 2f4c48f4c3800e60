"""Which machine is this?"""

import hashlib
import os
import re

from agent import VERSION
from agent.adapters import read_interfaces
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.privileged.answers import Serials
from agent.privileged.serials import Reading
from agent.probes.probe import Looking, Seen
from protocol.mac import MacAddress
from protocol.observations import HostIdentity, MachineIdentity, Observation

_BUILT_IN_BUSES = frozenset({"pci", "platform", "virtio", "sdio", "amba", "vmbus", "xen"})
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
            architecture=host.read_text(kernel / "arch") or os.uname().machine,
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
    reading = Reading(host)
    vendor, name = reading.dmi("sys_vendor"), reading.dmi("product_name")
    serials, unseen = _with_roots(host, reading.serials(), reading.unseen)
    machine_id = host.read_text(host.etc / "machine-id")
    identity = MachineIdentity(
        product_vendor=vendor,
        product_name=name,
        product_serial=serials.product_serial,
        product_uuid=serials.product_uuid,
        board_serial=serials.board_serial,
        disks=serials.disks,
        machine_id=hashlib.sha256(machine_id.encode()).hexdigest() if machine_id else None,
        permanent_macs=_permanent_macs(host, unseen),
    )
    return identity, unseen


def _with_roots(host: Host, own: Serials, refused: dict[str, str]) -> tuple[Serials, list[str]]:
    """What root reads instead, when something was refused; else, or when root cannot be asked, what we read."""
    if not refused:
        return own, []
    try:
        return host.privileged.serials(), []
    except CouldNotLook as error:
        return own, [*(f"{name}: {why}" for name, why in refused.items()), str(error)]


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
