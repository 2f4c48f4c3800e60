"""Which machine this is."""

from dataclasses import dataclass
from typing import Annotated

from protocol.mac import MacAddress
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class DiskSerial:
    """One built-in disk."""

    device: Annotated[str, Field("block device name", most=32, source="/sys/block")]
    serial: Annotated[
        str, Field("serial number as the disk states it", most=64, source="sysfs device/serial, vpd_pg80")
    ]


@dataclass(frozen=True, slots=True)
class MachineIdentity:
    """Evidence for the identity referee; null where the kernel says nothing or only root may read it."""

    product_vendor: Annotated[
        str | None, Field("maker of the machine", most=128, source="/sys/class/dmi/id/sys_vendor")
    ]
    product_name: Annotated[str | None, Field("model", most=128, source="/sys/class/dmi/id/product_name")]
    product_serial: Annotated[
        str | None, Field("serial number of the machine", most=128, source="/sys/class/dmi/id/product_serial")
    ]
    product_uuid: Annotated[str | None, Field("SMBIOS UUID", most=64, source="/sys/class/dmi/id/product_uuid")]
    board_serial: Annotated[
        str | None, Field("serial number of the main board", most=128, source="/sys/class/dmi/id/board_serial")
    ]
    disks: Annotated[tuple[DiskSerial, ...], Field("serial numbers of built-in disks", most=16)]
    machine_id: Annotated[
        str | None, Field("SHA-256 of /etc/machine-id, so that a cloned image shows", most=64, source="machine-id(5)")
    ]
    permanent_macs: Annotated[
        tuple[MacAddress, ...],
        Field("permanent MAC addresses of built-in adapters", most=32, source="IFLA_PERM_ADDRESS"),
    ]


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """The system that runs now, on the machine it runs on."""

    hostname: Annotated[str, Field("host name; a label, never a key", most=255, source="/proc/sys/kernel/hostname")]
    os_id: Annotated[str, Field("operating system's ID", most=64, source="os-release(5) ID")]
    os_name: Annotated[str, Field("operating system as it calls itself", most=128, source="os-release(5) PRETTY_NAME")]
    os_version: Annotated[str, Field("version", most=64, source="os-release(5) VERSION_ID")]
    kernel: Annotated[str, Field("kernel release", most=128, source="/proc/sys/kernel/osrelease")]
    architecture: Annotated[str, Field("machine architecture", most=32, source="uname(2)")]
    booted_at_us: Annotated[
        int,
        Field(
            "microseconds since 1970 when this system started, by its clock; negative where that clock starts at 1970",
            least=-(2**53),
            source="CLOCK_REALTIME - CLOCK_BOOTTIME",
        ),
    ]
    agent_version: Annotated[str, Field("version of the agent", most=32)]
    machine: Annotated[MachineIdentity, Field("the machine's own serial numbers")]
