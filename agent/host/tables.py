"""What the kernel's network tables say, as plain values, and the door through which they are asked."""

from dataclasses import dataclass
from typing import Protocol

from protocol.address import Address, Prefix
from protocol.mac import MacAddress

IFF_UP = 0x1
"""linux/if.h"""


@dataclass(frozen=True, slots=True)
class Link:
    """One interface (RTM_NEWLINK, rtnetlink(7), linux/if_link.h)."""

    index: int
    name: str
    mac: MacAddress | None = None
    """IFLA_ADDRESS; None where the link layer has no 48-bit address."""
    permanent_mac: MacAddress | None = None
    """IFLA_PERM_ADDRESS; None where the driver names none."""
    arphrd: int = 1
    """ARPHRD_* of linux/if_arp.h: 1 Ethernet, 772 loopback, 803 802.11 monitor, 65534 none."""
    flags: int = 0
    """IFF_* of linux/if.h."""
    kind: str | None = None
    """IFLA_INFO_KIND: bridge, veth, vlan …; None for a link that a device driver made."""
    master: int | None = None
    """Index of the bridge or bond it is part of (IFLA_MASTER)."""
    lower: int | None = None
    """Index of the link it sits on (IFLA_LINK), None when there is none or it lies in another namespace."""
    lower_namespace: int | None = None
    """Id of the network namespace in which the link it sits on (or its veth peer) lies (IFLA_LINK_NETNSID)."""
    other_names: tuple[str, ...] = ()
    """Alternative names (IFLA_ALT_IFNAME); udev leaves the name before a renaming there."""
    carrier: bool | None = None
    """IFLA_CARRIER; None while administratively down, when the kernel's answer means nothing."""
    operstate: int = 0
    """RFC 2863 state, IF_OPER_* of linux/if.h: 6 is up."""
    parent_bus: str | None = None
    """IFLA_PARENT_DEV_BUS_NAME."""
    parent_device: str | None = None
    """IFLA_PARENT_DEV_NAME: where the device sits on that bus."""

    @property
    def is_up(self) -> bool:
        return bool(self.flags & IFF_UP)


@dataclass(frozen=True, slots=True)
class LinkAddress:
    """One address of this machine (RTM_NEWADDR, linux/if_addr.h)."""

    index: int
    address: Address
    prefix_length: int
    scope: int
    """RT_SCOPE_*: 0 global, 200 site, 253 link, 254 host."""
    flags: int
    """IFA_F_* (all 32 bits, IFA_FLAGS): 0x80 permanent, 0x40 tentative, 0x08 DAD failed, 0x20 deprecated."""


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """One route, or one next hop of a multipath route (RTM_NEWROUTE, linux/rtnetlink.h)."""

    family: int
    """AF_INET or AF_INET6 of the destination."""
    destination: Prefix
    gateway: Address | None
    """RTA_GATEWAY or RTA_VIA (RFC 5549: an IPv4 route through an IPv6 neighbour); None: on-link."""
    out_index: int | None
    metric: int
    """RTA_PRIORITY; lower wins."""
    table: int
    """RTA_TABLE: 254 main, 255 local."""
    protocol: int
    """RTPROT_*: who put it there; 2 kernel, 3 boot, 4 static, 9 RA, 16 DHCP."""
    type: int
    """RTN_*: 1 unicast, 2 local, 3 broadcast, 6 blackhole, 7 unreachable."""


@dataclass(frozen=True, slots=True)
class NeighbourEntry:
    """One neighbour (RTM_NEWNEIGH, linux/neighbour.h)."""

    index: int
    address: Address
    mac: MacAddress | None
    state: int
    """NUD_*: 0x01 incomplete, 0x02 reachable, 0x04 stale, 0x08 delay, 0x10 probe, 0x20 failed, 0x40 noarp,
    0x80 permanent."""
    flags: int
    """NTF_*: 0x08 proxy, 0x80 router."""


@dataclass(frozen=True, slots=True)
class Wiphy:
    """One radio (NL80211_CMD_GET_WIPHY, linux/nl80211.h)."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class WirelessInterface:
    """One wireless device of a radio (NL80211_CMD_GET_INTERFACE); a P2P device has no interface index."""

    wiphy_index: int
    ifindex: int | None
    name: str | None
    iftype: str
    """unspecified, ibss, station, ap, ap-vlan, wds, monitor, mesh, p2p-client, p2p-go, p2p-device, ocb, nan;
    iftype-N for what this list does not know."""
    mac: MacAddress | None
    ssid: str | None
    """Network it is associated with or offers; bytes that are no UTF-8 are shown as \\xNN."""
    bssid: MacAddress | None
    """Access point it is associated with (scan entry whose NL80211_BSS_STATUS says so)."""
    frequency_mhz: int | None
    is_4addr: bool = False
    """A station that sends four-address frames: the only kind that may be part of a bridge (NL80211_ATTR_4ADDR)."""


class KernelTables(Protocol):
    """Snapshots of the tables. Each method raises CouldNotLook when the kernel cannot be asked."""

    def links(self) -> tuple[Link, ...]: ...

    def addresses(self) -> tuple[LinkAddress, ...]: ...

    def routes(self) -> tuple[RouteEntry, ...]:
        """All tables, both families, cached clones left out."""
        ...

    def neighbours(self) -> tuple[NeighbourEntry, ...]: ...

    def wiphys(self) -> tuple[Wiphy, ...]:
        """Raises CouldNotLook("nl80211 …") where the kernel has no cfg80211: not the same as no radio."""
        ...

    def wireless_interfaces(self) -> tuple[WirelessInterface, ...]:
        """Raises CouldNotLook as `wiphys` does."""
        ...

    def stations(self, ifindex: int) -> tuple[MacAddress, ...]:
        """Who uses an access point of this PC (NL80211_CMD_GET_STATION); raises CouldNotLook as `wiphys` does."""
        ...
