"""Which kind of network an address belongs to: a table of prefixes, the longest wins, declared segments before all."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from protocol.address import Address, Prefix
from protocol.zones import TABLE, Zone, ZonePrefix, holds, row_of, unmapped

EXTENSIBLE = (Zone.EXTRANET, Zone.PRIVATE, Zone.SHARED, Zone.CONSUMER, Zone.PUBLIC)
"""Zones a deployment may put prefixes of its own into."""
OPEN = frozenset({Zone.CONSUMER, Zone.SHARED, Zone.PUBLIC})
"""Zones from which the Internet is one hop away."""
NOWHERE = frozenset({Zone.LOOPBACK, Zone.LINK_LOCAL})
"""Addresses a PC gives itself: they say nothing of a network."""


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
        return row_of(self.rows, address)

    def zone_of(self, address: Address, declared: Iterable[Prefix] = ()) -> Zone:
        """The zone of an address; `declared` are the prefixes of declared segments, which come before the table."""
        plain = unmapped(address)
        if any(holds(prefix, plain) for prefix in declared):
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
