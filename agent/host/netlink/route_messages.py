"""Messages of NETLINK_ROUTE (rtnetlink(7), linux/rtnetlink.h): pure packers and parsers.

Attribute numbers are those of linux/if_link.h, if_addr.h, rtnetlink.h and neighbour.h.
"""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from socket import AF_INET, AF_INET6

from agent.host.netlink.message import MalformedNetlink, attribute, attribute_list, attributes, number, text, unpack
from agent.host.tables import IFF_UP, Link, LinkAddress, NeighbourEntry, RouteEntry
from protocol.address import Address, Prefix
from protocol.mac import MacAddress

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK = 16, 17, 18
RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR = 20, 21, 22
RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE = 24, 25, 26
RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH = 28, 29, 30

_LINK = struct.Struct("=BxHiII")
_ADDRESS = struct.Struct("=BBBBI")
_ROUTE = struct.Struct("=BBBBBBBBI")
_NEIGHBOUR = struct.Struct("=BxxxiHBB")
_NEXT_HOP = struct.Struct("=HBBi")

_IFLA_ADDRESS, _IFLA_IFNAME, _IFLA_LINK, _IFLA_MASTER, _IFLA_OPERSTATE = 1, 3, 5, 10, 16
_IFLA_LINKINFO, _IFLA_EXT_MASK, _IFLA_CARRIER, _IFLA_LINK_NETNSID = 18, 29, 33, 37
_IFLA_PERM_ADDRESS, _IFLA_PARENT_DEV_NAME, _IFLA_PARENT_DEV_BUS_NAME = 54, 56, 57
_IFLA_PROP_LIST, _IFLA_ALT_IFNAME = 52, 53
_IFLA_INFO_KIND = 1
_MOST_OTHER_NAMES = 16
_SKIP_STATISTICS = 8
_IFA_ADDRESS, _IFA_LOCAL, _IFA_FLAGS = 1, 2, 8
_RTA_DST, _RTA_OIF, _RTA_GATEWAY, _RTA_PRIORITY, _RTA_MULTIPATH, _RTA_TABLE, _RTA_VIA = 1, 4, 5, 6, 9, 15, 18
_RTM_F_CLONED = 0x200
_NDA_DST, _NDA_LLADDR = 1, 2


def link_request() -> bytes:
    """Body of an RTM_GETLINK dump, without the counters nobody here reads."""
    return _LINK.pack(0, 0, 0, 0, 0) + attribute(_IFLA_EXT_MASK, struct.pack("=I", _SKIP_STATISTICS))


def address_request() -> bytes:
    return _ADDRESS.pack(0, 0, 0, 0, 0)


def route_request(family: int) -> bytes:
    """Body of an RTM_GETROUTE dump of every table of one family."""
    return _ROUTE.pack(family, 0, 0, 0, 0, 0, 0, 0, 0)


def neighbour_request() -> bytes:
    return _NEIGHBOUR.pack(0, 0, 0, 0, 0)


def parse_link(body: bytes) -> Link:
    """A Link from the body of RTM_NEWLINK or RTM_DELLINK; raises MalformedNetlink."""
    _, arphrd, index, flags, _ = unpack(_LINK, body, "link message")
    found = attributes(body, _LINK.size)
    kind = text(attributes(found.get(_IFLA_LINKINFO, b"")), _IFLA_INFO_KIND)
    carrier = number(found, _IFLA_CARRIER)
    return Link(
        index=index,
        name=text(found, _IFLA_IFNAME) or "",
        mac=_mac(found.get(_IFLA_ADDRESS)),
        permanent_mac=_mac(found.get(_IFLA_PERM_ADDRESS)),
        arphrd=arphrd,
        flags=flags,
        kind=kind,
        master=number(found, _IFLA_MASTER) or None,
        lower=_lower(found, index, kind),
        lower_namespace=_signed(found.get(_IFLA_LINK_NETNSID)),
        other_names=_other_names(found.get(_IFLA_PROP_LIST, b"")),
        carrier=bool(carrier) if carrier is not None and flags & IFF_UP else None,
        operstate=number(found, _IFLA_OPERSTATE) or 0,
        parent_bus=text(found, _IFLA_PARENT_DEV_BUS_NAME),
        parent_device=text(found, _IFLA_PARENT_DEV_NAME),
    )


def _lower(found: dict[int, bytes], index: int, kind: str | None) -> int | None:
    # A veth's IFLA_LINK is its peer, not what it sits on; with a namespace id the index counts in that namespace.
    if kind == "veth" or _IFLA_LINK_NETNSID in found:
        return None
    lower = number(found, _IFLA_LINK)
    return lower if lower not in (0, index) else None


def _signed(octets: bytes | None) -> int | None:
    """A namespace id; the kernel's -1 says that the namespace has none here."""
    return int(struct.unpack("=i", octets)[0]) if octets is not None and len(octets) == 4 else None


def _other_names(block: bytes) -> tuple[str, ...]:
    names = (text({kind: value}, kind) for kind, value in attribute_list(block) if kind == _IFLA_ALT_IFNAME)
    return tuple(name for name in names if name)[:_MOST_OTHER_NAMES]


def parse_address(body: bytes) -> LinkAddress | None:
    """An address from the body of RTM_NEWADDR or RTM_DELADDR, None for another family; raises MalformedNetlink."""
    family, prefix_length, flags, scope, index = unpack(_ADDRESS, body, "address message")
    if family not in (AF_INET, AF_INET6):
        return None
    found = attributes(body, _ADDRESS.size)
    # On a point-to-point link IFA_ADDRESS is the peer; IFA_LOCAL is ours wherever it is given.
    own = found.get(_IFA_LOCAL, found.get(_IFA_ADDRESS))
    if own is None:
        raise MalformedNetlink("address message", "holds no address")
    all_flags = number(found, _IFA_FLAGS)
    return LinkAddress(index, _address(own, family), prefix_length, scope, flags if all_flags is None else all_flags)


def parse_route(body: bytes) -> tuple[RouteEntry, ...]:
    """One entry per next hop of an RTM_NEWROUTE or RTM_DELROUTE; none for other families and cached clones.

    Raises MalformedNetlink.
    """
    family, length, _, _, table, protocol, _, kind, flags = unpack(_ROUTE, body, "route message")
    if family not in (AF_INET, AF_INET6) or flags & _RTM_F_CLONED:
        return ()
    found = attributes(body, _ROUTE.size)
    destination = _prefix(found.get(_RTA_DST), length, family)
    metric = number(found, _RTA_PRIORITY) or 0
    full_table = number(found, _RTA_TABLE)
    table = table if full_table is None else full_table
    hops = tuple(_next_hops(found.get(_RTA_MULTIPATH, b""), family)) or ((_gateway(found, family), _out(found)),)
    return tuple(
        RouteEntry(family, destination, gateway, out_index, metric, table, protocol, kind)
        for gateway, out_index in hops
    )


def _out(found: dict[int, bytes]) -> int | None:
    return number(found, _RTA_OIF)


def _next_hops(block: bytes, family: int) -> Iterator[tuple[Address | None, int | None]]:
    offset = 0
    while len(block) - offset >= _NEXT_HOP.size:
        length, _, _, out_index = _NEXT_HOP.unpack_from(block, offset)
        if not _NEXT_HOP.size <= length <= len(block) - offset:
            raise MalformedNetlink("next hop", f"length {length} of {len(block) - offset} bytes")
        yield _gateway(attributes(block[offset : offset + length], _NEXT_HOP.size), family), out_index or None
        offset += (length + 3) & ~3


def _gateway(found: dict[int, bytes], family: int) -> Address | None:
    if (gateway := found.get(_RTA_GATEWAY)) is not None:
        return _address(gateway, family)
    if (via := found.get(_RTA_VIA)) is None:
        return None
    if len(via) < 2:
        raise MalformedNetlink("RTA_VIA", f"{len(via)} bytes")
    return _address(via[2:], int(struct.unpack_from("=H", via)[0]))


def parse_neighbour(body: bytes) -> NeighbourEntry | None:
    """A neighbour from RTM_NEWNEIGH or RTM_DELNEIGH, None for bridge forwarding entries; raises MalformedNetlink."""
    family, index, state, flags, _ = unpack(_NEIGHBOUR, body, "neighbour message")
    found = attributes(body, _NEIGHBOUR.size)
    if family not in (AF_INET, AF_INET6) or _NDA_DST not in found:
        return None
    return NeighbourEntry(index, _address(found[_NDA_DST], family), _mac(found.get(_NDA_LLADDR)), state, flags)


def _mac(octets: bytes | None) -> MacAddress | None:
    """None also for link layers without 48-bit addresses and for the all-zero address of loopback."""
    return MacAddress(octets) if octets is not None and len(octets) == 6 and any(octets) else None


def _address(octets: bytes, family: int) -> Address:
    if family == AF_INET and len(octets) == 4:
        return IPv4Address(octets)
    if family == AF_INET6 and len(octets) == 16:
        return IPv6Address(octets)
    raise MalformedNetlink("address", f"{len(octets)} bytes for family {family}")


def _prefix(octets: bytes | None, length: int, family: int) -> Prefix:
    width, kind = (4, IPv4Network) if family == AF_INET else (16, IPv6Network)
    octets = bytes(width) if octets is None else octets
    if len(octets) != width or length > 8 * width:
        raise MalformedNetlink("route destination", f"{len(octets)} bytes with a length of {length}")
    return kind((int.from_bytes(octets), length), strict=False)
