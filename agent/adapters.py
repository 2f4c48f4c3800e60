"""The network interfaces of this PC, each with the device behind it and an identity that names do not change."""

from dataclasses import dataclass, replace
from pathlib import Path

from agent.bus import classify, usb_device
from agent.classification.drivers import GENERIC, kind_of_driver
from agent.device import Device, class_folder, name_of_link, read_device
from agent.host.machine import Host
from agent.host.tables import Link
from protocol.identity import AdapterId, adapter_id
from protocol.observations import Adapter, AdapterKind, DeviceKind

_LOOPBACK, _PPP = 772, 512
_TUNNEL_TYPES = frozenset({65534, 768, 769, 776, 778, 823})
"""ARPHRD_NONE, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE (linux/if_arp.h)."""
_RADIO_TYPES = {**dict.fromkeys((801, 802, 803), AdapterKind.WIFI), **dict.fromkeys((804, 805), AdapterKind.IEEE802154)}
"""ARPHRD_IEEE80211 and with the headers of a monitor; ARPHRD_IEEE802154 and its monitor."""
_KINDS = {
    DeviceKind.WIFI: AdapterKind.WIFI,
    DeviceKind.WWAN: AdapterKind.WWAN,
    DeviceKind.USB_TETHER: AdapterKind.USB_TETHER,
    DeviceKind.BLUETOOTH: AdapterKind.BLUETOOTH,
}
_DEVICE_TYPES = {"wlan": AdapterKind.WIFI, "wwan": AdapterKind.WWAN, "bluetooth": AdapterKind.BLUETOOTH}
_MAC_ORIGINS = {"0": "permanent", "1": "random", "2": "stolen", "3": "set"}
"""NET_ADDR_* of linux/netdevice.h; "set" stays when the permanent address is set again."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A link of the kernel, the device behind it and the adapter they make."""

    link: Link
    device: Device | None
    adapter: Adapter
    folder: Path | None
    """/sys/class/net/NAME; None where that is another link by now, or lies in another namespace."""


def read_interfaces(host: Host) -> tuple[Interface, ...]:
    """The adapters of this PC in the order of their interface index. Raises CouldNotLook."""
    links = sorted(host.netlink.links(), key=lambda link: link.index)
    names = {link.index: link.name for link in links}
    found: dict[AdapterId, Interface] = {}
    for link in links:
        interface = _interface(host, link, names)
        # A second interface of the same radio (a monitor beside the station) is an adapter of its own.
        for number in range(2, len(links) + 2):
            if interface.adapter.id not in found:
                break
            another = _identity(interface.link, interface.device, f"#{number}")
            interface = replace(interface, adapter=replace(interface.adapter, id=another))
        found[interface.adapter.id] = interface
    return tuple(found.values())


def _folder(host: Host, link: Link) -> Path | None:
    folder = class_folder(host, "net", link.name)
    if folder is None or not folder.exists():
        return None
    return folder if host.read_text(folder / "ifindex") in (None, str(link.index)) else None


def _interface(host: Host, link: Link, names: dict[int, str]) -> Interface:
    folder = _folder(host, link)
    device = _device(host, link, folder)
    adapter = Adapter(
        id=_identity(link, device),
        name=link.name,
        index=link.index,
        kind=_kind(host, link, device, _device_type(host, folder)),
        link_kind=link.kind,
        bus="virtual" if device is None else device.bus,
        bus_path=_virtual_path(link) if device is None else device.bus_path,
        vendor_id=device.vendor_id if device else None,
        product_id=device.product_id if device else None,
        product=device.product if device else None,
        serial=device.serial if device else None,
        driver=device.driver if device else None,
        mac=link.mac,
        permanent_mac=link.permanent_mac,
        mac_origin=_mac_origin(host, folder) if link.mac else None,
        is_up=link.is_up,
        carrier=link.carrier,
        master=names.get(link.master) if link.master else None,
        lower=_lower(host, link, folder, names),
        other_names=link.other_names,
    )
    return Interface(link, device, adapter, folder)


def _identity(link: Link, device: Device | None, suffix: str = "") -> AdapterId:
    """Where it sits and what it is; the current MAC and the name do not count.

    A "permanent" address that is locally administered is made up by a phone or a hypervisor, often anew at each plug.
    """
    if device is None:
        return adapter_id("virtual", _virtual_path(link) + suffix, "", "")
    permanent = link.permanent_mac
    burnt_in = str(permanent) if permanent and not permanent.is_locally_administered else ""
    return adapter_id(device.bus, device.place + suffix, device.ids, burnt_in)


def _virtual_path(link: Link) -> str:
    return f"{link.kind or 'link'}:{link.name}"


def _device(host: Host, link: Link, folder: Path | None) -> Device | None:
    if folder is not None and (folder / "device").exists():
        return read_device(host, folder / "device")
    bus, name = link.parent_bus, link.parent_device
    if folder is not None or not bus or not name or "/" in bus + name:
        return None
    return read_device(host, host.sysfs / "bus" / bus / "devices" / name)


def _kind(host: Host, link: Link, device: Device | None, device_type: str) -> AdapterKind:
    """From the device and its driver, never from the interface's name."""
    # Whoever holds a tap may give it any type (TUNSETLINK): only what nobody made is the loopback.
    if link.arphrd == _LOOPBACK and link.kind is None and device is None:
        return AdapterKind.LOOPBACK
    if device_type in _DEVICE_TYPES:
        return _DEVICE_TYPES[device_type]
    if link.kind == "wwan":
        return AdapterKind.WWAN
    if link.arphrd == _PPP:
        return AdapterKind.PPP
    if device is None:
        return AdapterKind.TUNNEL if link.arphrd in _TUNNEL_TYPES else AdapterKind.VIRTUAL
    if link.arphrd in _RADIO_TYPES:
        return _RADIO_TYPES[link.arphrd]
    if device.bus == "bluetooth":
        return AdapterKind.BLUETOOTH
    made_for = _made_for(host, device)
    return _KINDS.get(made_for, AdapterKind.WIRED) if made_for else AdapterKind.WIRED


def _made_for(host: Host, device: Device) -> DeviceKind | None:
    """What the device is for: a special driver knows, behind a generic one (cdc_ncm, rndis_host) the tables do."""
    module = name_of_link(host, device.path / "driver/module") or device.driver
    by_driver = kind_of_driver(module) if module else None
    if device.bus != "usb" or (by_driver is not None and module not in GENERIC):
        return by_driver
    whole = usb_device(host, device.path)
    kind = classify(host, whole).kind if whole else None
    # A Wi-Fi or Bluetooth half does not make the network function beside it a radio.
    return kind if kind in (DeviceKind.WWAN, DeviceKind.USB_TETHER, DeviceKind.WIRED) else by_driver


def _device_type(host: Host, folder: Path | None) -> str:
    """DEVTYPE of the interface; a WEXT-only driver has none but a wireless/ folder, so both are asked."""
    if folder is None:
        return ""
    for line in (host.read_text(folder / "uevent") or "").splitlines():
        if line.startswith("DEVTYPE="):
            return line.removeprefix("DEVTYPE=")
    return "wlan" if (folder / "wireless").is_dir() or (folder / "phy80211").exists() else ""


def _mac_origin(host: Host, folder: Path | None) -> str | None:
    assigned = host.read_text(folder / "addr_assign_type") if folder else None
    return _MAC_ORIGINS.get(assigned or "")


def _lower(host: Host, link: Link, folder: Path | None, names: dict[int, str]) -> tuple[str, ...]:
    entries = (host.entries(folder) if folder else None) or ()
    lower = {entry.removeprefix("lower_") for entry in entries if entry.startswith("lower_")}
    if link.lower is not None and link.lower != link.index and link.lower in names:
        lower.add(names[link.lower])
    return tuple(sorted(lower))
