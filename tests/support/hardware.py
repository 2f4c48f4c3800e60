"""Hardware as the bus of a PC shows it, with fictional serials."""

from dataclasses import replace

from protocol.identity import adapter_id
from protocol.observations import Adapter, AdapterKind, AttachedDevice, DeviceKind
from tests.support.pc import adapter

DONGLE = AttachedDevice(
    device="1-2",
    bus="usb",
    kind=DeviceKind.WIFI,
    vendor_id="148f",
    product_id="7601",
    manufacturer="MediaTek",
    product="802.11 n WLAN",
    serial=None,
    classes=("ff/ff/ff",),
    drivers=(),
    module="mt7601u",
    evidence=("modules.alias: mt7601u",),
    is_authorized=True,
    interfaces=(),
)
PHONE = replace(
    DONGLE,
    device="1-3",
    kind=DeviceKind.USB_TETHER,
    vendor_id="18d1",
    product_id="4ee3",
    product="Pixel",
    serial="53EX4MPLE",
    classes=("e0/01/03", "0a/00/00"),
    drivers=("rndis_host",),
    module="rndis_host",
    evidence=("class e0/01/03",),
    interfaces=("enx0200005e0001",),
)
CARD = replace(
    DONGLE,
    device="0000:02:00.0",
    bus="pci",
    vendor_id="8086",
    product_id="0001",
    product=None,
    classes=("02/80/00",),
    drivers=("iwlwifi",),
    module="iwlwifi",
    is_authorized=None,
    interfaces=("wlan0",),
)


def made_by(device: AttachedDevice, name: str, kind: AdapterKind) -> Adapter:
    """The interface a driver made of a device; its USB function is the first."""
    path = f"{device.device}:1.0" if device.bus == "usb" else device.device
    ids = f"{device.vendor_id}:{device.product_id}"
    return replace(
        adapter(name, kind),
        id=adapter_id(device.bus, path, ids, ""),
        bus=device.bus,
        bus_path=path,
        vendor_id=device.vendor_id,
        product_id=device.product_id,
        product=device.product,
        serial=device.serial,
        driver=next(iter(device.drivers), None),
    )


def stacked(name: str, link_kind: str, *lower: str, master: str | None = None) -> Adapter:
    """A virtual link, on whatever it sits."""
    made = adapter(name, AdapterKind.VIRTUAL)
    return replace(
        made,
        id=adapter_id("virtual", f"{link_kind}:{name}", "", ""),
        bus="virtual",
        bus_path=f"{link_kind}:{name}",
        driver=None,
        link_kind=link_kind,
        lower=lower,
        master=master,
    )
