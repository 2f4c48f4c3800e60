"""Machines that a test says an agent stands on: fictional serial numbers, real observation types."""

from dataclasses import replace

from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind, DiskSerial, HostIdentity, MachineIdentity
from tests.support.pc import adapter

DESKTOP = MachineIdentity(
    product_vendor="LENOVO",
    product_name="开天M70f",
    product_serial="PF3FAKE01",
    product_uuid="6b1a2c3d-0001-4e5f-8a9b-0c1d2e3f4a5b",
    board_serial="BRDFAKE01",
    disks=(DiskSerial("sda", "DSKFAKE01"),),
    machine_id="1" * 64,
    permanent_macs=(MacAddress.parse("00-00-5E-00-53-01"),),
)
OTHER = MachineIdentity(
    product_vendor="LENOVO",
    product_name="开天M70f",
    product_serial="PF3FAKE09",
    product_uuid="6b1a2c3d-0009-4e5f-8a9b-0c1d2e3f4a5b",
    board_serial="BRDFAKE09",
    disks=(DiskSerial("sda", "DSKFAKE09"),),
    machine_id="9" * 64,
    permanent_macs=(MacAddress.parse("00-00-5E-00-53-09"),),
)


def host(machine: MachineIdentity = DESKTOP, hostname: str = "CZJ-YSK-01") -> HostIdentity:
    return HostIdentity(hostname, "kylin", "Kylin V10 SP1", "v10", "5.4.18", "x86_64", 0, "0.1", machine)


def card(mac: str, bus: str = "pci", *, number: str = "a", product: str | None = None) -> Adapter:
    """A wired adapter that has its own permanent MAC."""
    own = MacAddress.parse(mac)
    named = replace(adapter("eth0", AdapterKind.WIRED), id=AdapterId(number * 32), bus=bus, product=product)
    return replace(named, mac=own, permanent_mac=own, mac_origin="permanent")
