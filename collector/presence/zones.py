"""Which kind of network an address belongs to."""

from enum import StrEnum
from ipaddress import ip_network

from protocol.address import Address, Prefix


class Zone(StrEnum):
    """Kinds of networks, by who hands their addresses out."""

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


_LOCAL = ((ip_network("127.0.0.0/8"), Zone.LOOPBACK), (ip_network("169.254.0.0/16"), Zone.LINK_LOCAL))
_LOCAL_6 = ((ip_network("::1/128"), Zone.LOOPBACK), (ip_network("fe80::/10"), Zone.LINK_LOCAL))
# Each with who hands it out: a person reading the alert knows what to look for.
CONSUMER_PREFIXES: tuple[tuple[Prefix, str], ...] = (
    (ip_network("192.168.137.0/24"), "Windows connection sharing"),
    (ip_network("10.42.0.0/16"), "NetworkManager connection sharing"),
    (ip_network("172.20.10.0/28"), "iPhone hotspot"),
    (ip_network("192.168.42.0/24"), "Android USB tethering"),
    (ip_network("192.168.43.0/24"), "Android hotspot"),
    (ip_network("192.168.8.0/24"), "4G/5G dongle"),
    (ip_network("192.168.0.0/24"), "home router"),
    (ip_network("192.168.1.0/24"), "home router"),
    (ip_network("192.168.3.0/24"), "home router"),
    (ip_network("192.168.31.0/24"), "home router"),
    (ip_network("192.168.124.0/24"), "home router"),
)
_ZONES: tuple[tuple[Prefix, Zone], ...] = (
    *_LOCAL,
    *_LOCAL_6,
    (ip_network("59.192.0.0/10"), Zone.EXTRANET),
    *((prefix, Zone.CONSUMER) for prefix, _ in CONSUMER_PREFIXES),
    (ip_network("10.0.0.0/8"), Zone.PRIVATE),
    (ip_network("172.16.0.0/12"), Zone.PRIVATE),
    (ip_network("192.168.0.0/16"), Zone.PRIVATE),
    (ip_network("fc00::/7"), Zone.PRIVATE),
    (ip_network("100.64.0.0/10"), Zone.SHARED),
)


def zone_of(address: Address) -> Zone:
    """The zone of an address; RFC 1918, 4193, 6598, 3927, 4291. What is in no list is public."""
    return next((zone for prefix, zone in _ZONES if _holds(prefix, address)), Zone.PUBLIC)


def handed_out_by(address: Address) -> str | None:
    """Who hands out this consumer address by default, in English; None where it is not a consumer's."""
    return next((who for prefix, who in CONSUMER_PREFIXES if _holds(prefix, address)), None)


def _holds(prefix: Prefix, address: Address) -> bool:
    return prefix.version == address.version and address in prefix
