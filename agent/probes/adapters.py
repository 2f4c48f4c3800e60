"""Which network adapters does this PC have, as devices?"""

from dataclasses import dataclass
from typing import Final

from agent.device import Device, read_device
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.tables import Link
from agent.probes.probe import Looking, Seen
from protocol.identity import adapter_id
from protocol.observations import Adapter, AdapterKind, Observation

_LOOPBACK, _PPP = 772, 512
_TUNNEL_TYPES = frozenset({65534, 768, 769, 776, 778, 823})
"""ARPHRD_NONE, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE (linux/if_arp.h)."""
_WWAN_DRIVERS = frozenset(
    {"qmi_wwan", "cdc_mbim", "huawei_cdc_ncm", "sierra_net", "mhi_net", "mhi_wwan_mbim", "iosm", "mtk_t7xx", "hso"}
)
_PHONE_DRIVERS = frozenset({"rndis_host", "ipheth", "rndis_wlan"})
_CLASS_DRIVERS = frozenset({"cdc_ether", "cdc_ncm", "cdc_eem", "cdc_subset"})
_PHONE_INTERFACES = frozenset({"e0/01/03", "ef/04/01"})
"""RNDIS as phones declare it."""
_LAN_CHIP_VENDORS: Final = frozenset({"0bda", "0b95", "0424", "17ef", "2357", "13b1", "0fe6", "9710", "0df6", "2001"})
"""Makers of USB-to-LAN chips and docks that also speak the CDC class drivers' language."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A link of the kernel, the device behind it and the adapter they make."""

    link: Link
    device: Device | None
    adapter: Adapter


class AdaptersProbe:
    """Every interface of this network namespace; virtual ones are kept, loopback too."""

    name = "adapters"
    title = "network adapters"
    observes = (Adapter,)
    woken_by = frozenset({Wake.LINKS, Wake.DEVICES, Wake.WIRELESS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        return Seen(tuple(interface.adapter for interface in read_interfaces(host)))

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return observations


def read_interfaces(host: Host) -> tuple[Interface, ...]:
    """The adapters of this PC in the order of their interface index. Raises CouldNotLook."""
    links = sorted(host.netlink.links(), key=lambda link: link.index)
    names = {link.index: link.name for link in links}
    return tuple(_interface(host, link, names) for link in links)


def _interface(host: Host, link: Link, names: dict[int, str]) -> Interface:
    folder = host.sysfs / "class/net" / link.name
    device = read_device(host, folder / "device")
    bus, bus_path = (
        ("virtual", f"{link.kind or 'link'}:{link.name}") if device is None else (device.bus, device.bus_path)
    )
    permanent = str(link.permanent_mac) if link.permanent_mac else ""
    adapter = Adapter(
        id=adapter_id(bus, bus_path, device.ids if device else "", permanent),
        name=link.name,
        index=link.index,
        kind=_kind(link, device, _device_type(host, link.name)),
        link_kind=link.kind,
        bus=bus,
        bus_path=bus_path,
        vendor_id=device.vendor_id if device else None,
        product_id=device.product_id if device else None,
        product=device.product if device else None,
        serial=device.serial if device else None,
        driver=device.driver if device else None,
        mac=link.mac,
        permanent_mac=link.permanent_mac,
        mac_origin=None,
        is_up=link.is_up,
        carrier=link.carrier,
        master=names.get(link.master) if link.master else None,
        lower=_lower(host, link, names),
        other_names=(),
    )
    return Interface(link, device, adapter)


def _kind(link: Link, device: Device | None, device_type: str) -> AdapterKind:
    """From the device and its driver, never from the interface's name."""
    if link.arphrd == _LOOPBACK:
        return AdapterKind.LOOPBACK
    if device_type in ("wlan", "wwan", "bluetooth"):
        return {"wlan": AdapterKind.WIFI, "wwan": AdapterKind.WWAN}.get(device_type, AdapterKind.BLUETOOTH)
    if link.kind == "wwan" or (device is not None and device.driver in _WWAN_DRIVERS):
        return AdapterKind.WWAN
    if link.arphrd == _PPP:
        return AdapterKind.PPP
    if device is None:
        return AdapterKind.TUNNEL if link.arphrd in _TUNNEL_TYPES else AdapterKind.VIRTUAL
    if device.bus == "bluetooth":
        return AdapterKind.BLUETOOTH
    return AdapterKind.USB_TETHER if _is_tether(device) else AdapterKind.WIRED


def _is_tether(device: Device) -> bool:
    if device.bus != "usb":
        return False
    if device.driver in _PHONE_DRIVERS or device.interface_class in _PHONE_INTERFACES:
        return True
    return device.driver in _CLASS_DRIVERS and device.vendor_id not in _LAN_CHIP_VENDORS


def _device_type(host: Host, name: str) -> str:
    """DEVTYPE of the interface; a WEXT-only driver has none but a wireless/ folder, so both are asked."""
    folder = host.sysfs / "class/net" / name
    for line in (host.read_text(folder / "uevent") or "").splitlines():
        if line.startswith("DEVTYPE="):
            return line.removeprefix("DEVTYPE=")
    return "wlan" if (folder / "wireless").is_dir() or (folder / "phy80211").exists() else ""


def _lower(host: Host, link: Link, names: dict[int, str]) -> tuple[str, ...]:
    entries = host.entries(host.sysfs / "class/net" / link.name) or ()
    lower = {entry.removeprefix("lower_") for entry in entries if entry.startswith("lower_")}
    if link.lower is not None and link.lower != link.index and link.lower in names:
        lower.add(names[link.lower])
    return tuple(sorted(lower))
