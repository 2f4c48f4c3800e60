"""Messages of generic netlink's controller and of nl80211 (linux/genetlink.h, linux/nl80211.h): pure."""

import struct
from typing import NamedTuple

from agent.host.netlink.message import (
    MalformedNetlink,
    attribute,
    attribute_list,
    attributes,
    generic,
    generic_command,
    number,
    text,
)
from agent.host.tables import Wiphy, WirelessInterface
from protocol.mac import MacAddress

GENL_ID_CTRL = 16
NL80211 = "nl80211"

_CTRL_CMD_GETFAMILY = 3
_CTRL_ATTR_FAMILY_ID, _CTRL_ATTR_FAMILY_NAME, _CTRL_ATTR_MCAST_GROUPS = 1, 2, 7
_CTRL_ATTR_MCAST_GRP_NAME, _CTRL_ATTR_MCAST_GRP_ID = 1, 2

_CMD_GET_WIPHY, _CMD_GET_INTERFACE, _CMD_GET_STATION, _CMD_GET_SCAN = 1, 5, 17, 32
_ATTR_WIPHY, _ATTR_WIPHY_NAME, _ATTR_IFINDEX, _ATTR_IFNAME, _ATTR_IFTYPE, _ATTR_MAC = 1, 2, 3, 4, 5, 6
_ATTR_WIPHY_FREQ, _ATTR_BSS, _ATTR_SSID, _ATTR_4ADDR, _ATTR_SPLIT_WIPHY_DUMP = 38, 47, 52, 83, 174
_BSS_BSSID, _BSS_FREQUENCY, _BSS_INFORMATION_ELEMENTS, _BSS_STATUS = 1, 2, 6, 9
_BSS_STATUS_ASSOCIATED, _BSS_STATUS_IBSS_JOINED = 1, 2
_ELEMENT_SSID = 0
_LONGEST_SSID = 32

_IFTYPES = (
    "unspecified", "ibss", "station", "ap", "ap-vlan", "wds", "monitor", "mesh", "p2p-client", "p2p-go", "p2p-device",
    "ocb", "nan",
)  # fmt: skip
"""enum nl80211_iftype."""


class Family(NamedTuple):
    """A generic netlink family: its message type and its multicast groups by name."""

    id: int
    groups: dict[str, int]


class Network(NamedTuple):
    """What an interface is associated with."""

    bssid: MacAddress | None
    ssid: str | None
    frequency_mhz: int | None


def family_request() -> bytes:
    """Body of a dump of every family: asking for nl80211 by name would make the kernel load cfg80211."""
    return generic(_CTRL_CMD_GETFAMILY)


def parse_family(body: bytes) -> tuple[str, Family]:
    """A family's name and numbers from CTRL_CMD_NEWFAMILY; raises MalformedNetlink."""
    found = _generic_attributes(body)
    name, family_id = text(found, _CTRL_ATTR_FAMILY_NAME), number(found, _CTRL_ATTR_FAMILY_ID)
    if name is None or family_id is None:
        raise MalformedNetlink("generic netlink family", "has no name or no id")
    groups = {}
    for _, block in attribute_list(found.get(_CTRL_ATTR_MCAST_GROUPS, b"")):
        group = attributes(block)
        group_name, group_id = text(group, _CTRL_ATTR_MCAST_GRP_NAME), number(group, _CTRL_ATTR_MCAST_GRP_ID)
        if group_name is not None and group_id is not None:
            groups[group_name] = group_id
    return name, Family(family_id, groups)


def wiphy_request() -> bytes:
    """Body of a dump of every radio; split, as one radio's description outgrows a message."""
    return generic(_CMD_GET_WIPHY) + attribute(_ATTR_SPLIT_WIPHY_DUMP, b"")


def parse_wiphy(body: bytes) -> Wiphy | None:
    """A radio from NL80211_CMD_NEW_WIPHY, None for a part without its name; raises MalformedNetlink."""
    found = _generic_attributes(body)
    index, name = number(found, _ATTR_WIPHY), text(found, _ATTR_WIPHY_NAME)
    return None if index is None or name is None else Wiphy(index, name)


def interface_request() -> bytes:
    return generic(_CMD_GET_INTERFACE)


def parse_interface(body: bytes) -> WirelessInterface:
    """A wireless device from NL80211_CMD_NEW_INTERFACE, its BSSID left out; raises MalformedNetlink."""
    found = _generic_attributes(body)
    wiphy = number(found, _ATTR_WIPHY)
    if wiphy is None:
        raise MalformedNetlink("wireless interface", "belongs to no radio")
    iftype = number(found, _ATTR_IFTYPE) or 0
    return WirelessInterface(
        wiphy_index=wiphy,
        ifindex=number(found, _ATTR_IFINDEX) or None,
        name=text(found, _ATTR_IFNAME),
        iftype=_IFTYPES[iftype] if iftype < len(_IFTYPES) else f"iftype-{iftype}",
        mac=_mac(found.get(_ATTR_MAC)),
        ssid=_ssid(found.get(_ATTR_SSID)),
        bssid=None,
        frequency_mhz=number(found, _ATTR_WIPHY_FREQ) or None,
        is_4addr=bool(number(found, _ATTR_4ADDR)),
    )


def station_request(ifindex: int) -> bytes:
    """Body of a dump of the stations an access point serves."""
    return generic(_CMD_GET_STATION) + attribute(_ATTR_IFINDEX, struct.pack("=I", ifindex))


def parse_station(body: bytes) -> MacAddress:
    """A station from NL80211_CMD_NEW_STATION; raises MalformedNetlink."""
    mac = _mac(_generic_attributes(body).get(_ATTR_MAC))
    if mac is None:
        raise MalformedNetlink("station", "has no MAC address")
    return mac


def scan_request(ifindex: int) -> bytes:
    """Body of a dump of the scan results the kernel already has; starts no scan."""
    return generic(_CMD_GET_SCAN) + attribute(_ATTR_IFINDEX, struct.pack("=I", ifindex))


def parse_joined(body: bytes) -> Network | None:
    """The network of a scan entry that the interface is associated with or joined, None for every other entry.

    Raises MalformedNetlink.
    """
    found = attributes(_generic_attributes(body).get(_ATTR_BSS, b""))
    if number(found, _BSS_STATUS) not in (_BSS_STATUS_ASSOCIATED, _BSS_STATUS_IBSS_JOINED):
        return None
    return Network(
        bssid=_mac(found.get(_BSS_BSSID)),
        ssid=_ssid(_element(found.get(_BSS_INFORMATION_ELEMENTS, b""), _ELEMENT_SSID)),
        frequency_mhz=number(found, _BSS_FREQUENCY) or None,
    )


def _element(block: bytes, wanted: int) -> bytes | None:
    """An information element (IEEE 802.11-2020, 9.4.2.1); None when absent or cut short: it came over the air."""
    offset = 0
    while offset + 2 <= len(block):
        kind, length = block[offset], block[offset + 1]
        if offset + 2 + length > len(block):
            return None
        if kind == wanted:
            return block[offset + 2 : offset + 2 + length]
        offset += 2 + length
    return None


def _generic_attributes(body: bytes) -> dict[int, bytes]:
    generic_command(body)
    return attributes(body, 4)


def _ssid(octets: bytes | None) -> str | None:
    """An SSID is any 32 bytes: what does not print is spelt out in hex, an all-zero or empty (hidden) one is None."""
    if not octets or not any(octets) or len(octets) > _LONGEST_SSID:
        return None
    shown = octets.decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in shown)


def _mac(octets: bytes | None) -> MacAddress | None:
    return MacAddress(octets) if octets is not None and len(octets) == 6 and any(octets) else None
