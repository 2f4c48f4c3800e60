"""Network adapters as devices, and what the kernel says of their radios."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.mac import MacAddress
from protocol.observations.vocabulary import AdapterRef, BusPath, Driver, InterfaceName, ProductId, VendorId
from protocol.schema import Field


class AdapterKind(StrEnum):
    """What an adapter is, whatever its name says."""

    WIRED = "wired"
    WIFI = "wifi"
    WWAN = "wwan"
    USB_TETHER = "usb-tether"
    BLUETOOTH = "bluetooth"
    IEEE802154 = "ieee802154"
    PPP = "ppp"
    TUNNEL = "tunnel"
    VIRTUAL = "virtual"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class Adapter:
    """One network interface as a device; virtual links too."""

    id: AdapterRef
    name: InterfaceName
    index: Annotated[int, Field("interface index", most=2**31 - 1, source="ifi_index, rtnetlink(7)")]
    kind: Annotated[AdapterKind, Field("what it is, from the device and its driver, never from its name")]
    link_kind: Annotated[
        str | None, Field("kind of a virtual link: bridge, veth, vlan, tun …", most=32, source="IFLA_INFO_KIND")
    ]
    bus: Annotated[str, Field("pci, usb, sdio, virtio, platform, virtual", most=32, source="sysfs subsystem link")]
    bus_path: BusPath
    vendor_id: VendorId
    product_id: ProductId
    product: Annotated[str | None, Field("product text of a USB device", most=128, source="sysfs product")]
    serial: Annotated[str | None, Field("serial number of a USB device", most=128, source="sysfs serial")]
    driver: Driver
    mac: Annotated[MacAddress | None, Field("current MAC address", source="IFLA_ADDRESS")]
    permanent_mac: Annotated[
        MacAddress | None, Field("MAC address burnt in; null: the driver names none", source="IFLA_PERM_ADDRESS")
    ]
    mac_origin: Annotated[
        str | None,
        Field(
            "where the current MAC address comes from: permanent, random, stolen, set",
            most=16,
            source="sysfs addr_assign_type, linux/netdevice.h NET_ADDR_*",
        ),
    ]
    is_up: Annotated[bool, Field("administratively up", source="IFF_UP")]
    carrier: Annotated[bool | None, Field("has a link; null while down", source="IFLA_CARRIER")]
    master: Annotated[str | None, Field("bridge or bond it is part of, by name", most=15, source="IFLA_MASTER")]
    lower: Annotated[
        tuple[str, ...], Field("names of the links it sits on", most=64, source="sysfs lower_*, IFLA_LINK")
    ]
    other_names: Annotated[
        tuple[str, ...],
        Field("alternative names, often the one before a renaming", most=16, each=128, source="IFLA_ALT_IFNAME"),
    ]


@dataclass(frozen=True, slots=True)
class WirelessDevice:
    """One radio, with every source that named it; sources that disagree are all listed."""

    device: Annotated[
        str,
        Field(
            "bus path of the device, the same while it is hidden; phy name where there is none",
            most=128,
            source="/sys/class/ieee80211, sysfs device link",
        ),
    ]
    name: Annotated[str | None, Field("its interface; null: none in this network namespace", most=15)]
    adapter: Annotated[AdapterRef | None, Field("its adapter; null: none", most=32)]
    sources: Annotated[
        tuple[str, ...],
        Field(
            "who says so: nl80211, ieee80211, devtype, phy80211, wireless, wext, rfkill, driver, "
            "and without a driver what tells its kind: kernel-ids, shipped-ids, device-class, product-text …",
            most=16,
        ),
    ]
    denied_by: Annotated[
        tuple[str, ...],
        Field("who was asked and knows nothing of it though it should: nl80211, netdev, rfkill", most=16),
    ]
    bus: Annotated[str, Field("pci, usb, sdio, virtual, unknown", most=32, source="sysfs subsystem link")]
    vendor_id: VendorId
    product_id: ProductId
    driver: Driver
    soft_blocked: Annotated[
        bool | None, Field("switched off by software; null: rfkill does not say", source="/dev/rfkill, sysfs soft")
    ]
    hard_blocked: Annotated[
        bool | None, Field("switched off by a switch; null: rfkill does not say", source="/dev/rfkill, sysfs hard")
    ]
    mode: Annotated[
        str | None,
        Field(
            "station, ap, monitor, ibss, mesh, p2p-client, p2p-go, p2p-device", most=32, source="NL80211_ATTR_IFTYPE"
        ),
    ]
    is_up: Annotated[bool, Field("its interface is administratively up", source="IFF_UP")]
    ssid: Annotated[str | None, Field("network it is associated with or offers", most=128, source="NL80211_ATTR_SSID")]
    bssid: Annotated[MacAddress | None, Field("access point it is associated with", source="NL80211_BSS_BSSID")]
    frequency_mhz: Annotated[int | None, Field("megahertz", most=100_000, source="NL80211_ATTR_WIPHY_FREQ")]
    clients: Annotated[
        int | None,
        Field(
            "stations that use its access point; null: it is none, or cannot be told",
            most=2**16,
            source="NL80211_CMD_GET_STATION",
        ),
    ]
    is_associated: Annotated[
        bool, Field("has joined a network, whose name need not be said", source="NL80211_BSS_STATUS")
    ] = False
    is_4addr: Annotated[
        bool, Field("a station with four-address frames: it may be part of a bridge", source="NL80211_ATTR_4ADDR")
    ] = False
