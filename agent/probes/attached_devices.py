"""Which radios, modems, tethers and Bluetooth adapters are plugged in or built in, with or without a driver?"""

from pathlib import Path

from agent.bus import BusDevice, bus_devices, classify
from agent.classification.verdict import Classification
from agent.device import resolved
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import AttachedDevice, DeviceKind, Observation

_NO_WAY_OUT = frozenset({DeviceKind.WIRED, DeviceKind.UNKNOWN})
_LONGEST_TEXT = 256


class AttachedDevicesProbe:
    """Hardware that can open a way out; cabled adapters and phones that only charge are none."""

    name = "attached-devices"
    title = "radios, modems and tethers"
    observes = (AttachedDevice,)
    woken_by = frozenset({Wake.DEVICES, Wake.LINKS, Wake.WIRELESS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        told = ((device, classify(host, device)) for device in bus_devices(host))
        found = [(device, verdict) for device, verdict in told if verdict.kind not in _NO_WAY_OUT]
        places = _interface_places(host) if found else {}
        seen = tuple(_observed(host, device, verdict, places) for device, verdict in found)
        return Seen(seen) if seen else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _observed(host: Host, device: BusDevice, verdict: Classification, places: dict[str, Path]) -> AttachedDevice:
    hardware, path = device.hardware, device.path
    pci_class = hardware.six_digit_class
    return AttachedDevice(
        device=device.bus_path,
        bus=device.bus,
        kind=verdict.kind,
        vendor_id=hardware.vendor_id,
        product_id=hardware.product_id,
        manufacturer=hardware.manufacturer,
        product=hardware.product,
        serial=host.read_text(device.folder / "serial", _LONGEST_TEXT) if device.bus == "usb" else None,
        classes=hardware.classes or ((pci_class,) if pci_class else ()),
        drivers=device.drivers,
        module=verdict.module,
        evidence=verdict.evidence,
        is_authorized=hardware.is_authorized,
        interfaces=tuple(name for name, place in places.items() if path in place.parents),
    )


def _interface_places(host: Host) -> dict[str, Path]:
    """Where each network interface lies in sysfs: below the device that made it."""
    folder = host.sysfs / "class/net"
    return {name: resolved(folder / name) for name in host.entries(folder) or ()}
