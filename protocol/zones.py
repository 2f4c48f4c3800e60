"""Which kind of network an address belongs to: the table of prefixes that both sides know.

The collector judges by it; the agent says the bare word of a network that is not ours, and nothing else of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_network

from protocol.address import Address, Prefix


class Zone(StrEnum):
    """Kinds of networks, by who hands their addresses out."""

    DECLARED = "declared"
    """A prefix of a segment that somebody answers for."""
    EXTRANET = "extranet"
    """The e-government extranet's own block, 59.192.0.0/10."""
    PRIVATE = "private"
    SHARED = "shared"
    """Carrier-grade NAT (RFC 6598): phones, 4G routers, overlay VPNs."""
    CONSUMER = "consumer"
    """What home routers, phones and connection sharing hand out by default."""
    PUBLIC = "public"
    LINK_LOCAL = "link-local"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class ZonePrefix:
    """One row of the table; `name` is who hands these addresses out, for a person to read (English, or a place)."""

    prefix: Prefix
    zone: Zone
    name: str = ""


def _row(prefix: str, zone: Zone, name: str = "") -> ZonePrefix:
    return ZonePrefix(ip_network(prefix), zone, name)


# Each with who hands it out: a person reading the alert knows what to look for.
_CONSUMER = (
    ("192.168.137.0/24", "Windows connection sharing"),
    ("10.42.0.0/16", "NetworkManager connection sharing"),
    ("172.20.10.0/28", "iPhone hotspot"),
    ("192.168.42.0/24", "Android USB tethering"),
    ("192.168.43.0/24", "Android hotspot"),
    ("192.168.8.0/24", "4G/5G dongle"),
    ("192.168.0.0/24", "home router"),
    ("192.168.1.0/24", "home router"),
    ("192.168.3.0/24", "home router"),
    ("192.168.31.0/24", "home router"),
    ("192.168.124.0/24", "home router"),
)
TABLE: tuple[ZonePrefix, ...] = (
    # RFC 1122, 3927, 4291
    _row("127.0.0.0/8", Zone.LOOPBACK),
    _row("::1/128", Zone.LOOPBACK),
    _row("169.254.0.0/16", Zone.LINK_LOCAL),
    _row("fe80::/10", Zone.LINK_LOCAL),
    # The extranet's block looks public and is not the Internet.
    _row("59.192.0.0/10", Zone.EXTRANET),
    *(_row(prefix, Zone.CONSUMER, name) for prefix, name in _CONSUMER),
    # RFC 1918, 4193, 6598
    _row("10.0.0.0/8", Zone.PRIVATE),
    _row("172.16.0.0/12", Zone.PRIVATE),
    _row("192.168.0.0/16", Zone.PRIVATE),
    _row("fc00::/7", Zone.PRIVATE),
    _row("100.64.0.0/10", Zone.SHARED, "carrier (phone, 4G/5G) or overlay VPN"),
)


def row_of(rows: Iterable[ZonePrefix], address: Address) -> ZonePrefix | None:
    """The row with the longest prefix that holds the address, the first of equal ones; None: public."""
    plain = unmapped(address)
    fitting = [row for row in rows if holds(row.prefix, plain)]
    return max(fitting, key=lambda row: row.prefix.prefixlen, default=None)


def unmapped(address: Address) -> Address:
    """::ffff:192.0.2.1 is 192.0.2.1 (RFC 4291 section 2.5.5.2)."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def holds(prefix: Prefix, address: Address) -> bool:
    """Whether the address lies in the prefix; one of the other family never does."""
    return prefix.version == address.version and address in prefix
