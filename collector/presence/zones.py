"""Which kind of network an address belongs to: a table of prefixes, the longest wins, declared segments before all."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

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


EXTENSIBLE = (Zone.EXTRANET, Zone.PRIVATE, Zone.SHARED, Zone.CONSUMER, Zone.PUBLIC)
"""Zones a deployment may put prefixes of its own into."""
OPEN = frozenset({Zone.CONSUMER, Zone.SHARED, Zone.PUBLIC})
"""Zones from which the Internet is one hop away."""
NOWHERE = frozenset({Zone.LOOPBACK, Zone.LINK_LOCAL})
"""Addresses a PC gives itself: they say nothing of a network."""


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
PUBLIC_RESOLVERS: dict[Address, str] = {
    ip_address(text): name
    for name, texts in {
        "114DNS": ("114.114.114.114", "114.114.115.115", "114.114.114.119", "114.114.114.110"),
        "AliDNS": ("223.5.5.5", "223.6.6.6", "2400:3200::1", "2400:3200:baba::1"),
        "DNSPod": ("119.29.29.29", "182.254.116.116", "2402:4e00::"),
        "Baidu DNS": ("180.76.76.76", "2400:da00::6666"),
        "CNNIC SDNS": ("1.2.4.8", "210.2.4.8"),
        "360 DNS": ("101.226.4.6", "218.30.118.6"),
        "Google": ("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"),
        "Cloudflare": ("1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001"),
        "Quad9": ("9.9.9.9", "149.112.112.112", "2620:fe::fe"),
        "OpenDNS": ("208.67.222.222", "208.67.220.220"),
    }.items()
    for text in texts
}
"""Name servers of the Internet that everybody knows, with whose they are."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The table in use: the shipped one and what a deployment adds. Of equal prefixes, what was added wins."""

    rows: tuple[ZonePrefix, ...] = TABLE

    def extended(self, rows: Iterable[ZonePrefix]) -> "Zones":
        """With a deployment's own rows."""
        return Zones((*rows, *self.rows))

    def row_of(self, address: Address) -> ZonePrefix | None:
        """The row with the longest prefix that holds the address; None where there is none: public."""
        plain = _unmapped(address)
        fitting = [row for row in self.rows if _holds(row.prefix, plain)]
        return max(fitting, key=lambda row: row.prefix.prefixlen, default=None)

    def zone_of(self, address: Address, declared: Iterable[Prefix] = ()) -> Zone:
        """The zone of an address; `declared` are the prefixes of declared segments, which come before the table."""
        plain = _unmapped(address)
        if any(_holds(prefix, plain) for prefix in declared):
            return Zone.DECLARED
        row = self.row_of(plain)
        return row.zone if row is not None else Zone.PUBLIC

    def name_of(self, address: Address) -> str | None:
        """Who hands this address out by default, in English; None where nobody is known for it."""
        row = self.row_of(address)
        return (row.name or None) if row is not None else None


SHIPPED = Zones()


def zone_of(address: Address) -> Zone:
    """The zone by the shipped table."""
    return SHIPPED.zone_of(address)


def handed_out_by(address: Address) -> str | None:
    """Who hands this address out by default, by the shipped table."""
    return SHIPPED.name_of(address)


def _unmapped(address: Address) -> Address:
    """::ffff:192.0.2.1 is 192.0.2.1 (RFC 4291 section 2.5.5.2)."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _holds(prefix: Prefix, address: Address) -> bool:
    return prefix.version == address.version and address in prefix
