"""IPv4 and IPv6 addresses and prefixes: the standard library's types, read strictly."""

import ipaddress
import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from protocol.errors import MalformedIdentity

Address = IPv4Address | IPv6Address
Prefix = IPv4Network | IPv6Network

_LONGEST_ADDRESS = 45
_LONGEST_PREFIX = 49


def parse_address(text: str) -> Address:
    """Reads an address as people write it (full-width digits, 。 for ., spaces around) without guessing.

    Raises MalformedIdentity: also for leading zeros, which some read as octal, and for a zone (%eth0).
    """
    plain = _plain(text, _LONGEST_ADDRESS, "IP address")
    try:
        address = ipaddress.ip_address(plain)
    except ValueError as error:
        raise MalformedIdentity(
            f"IP address {text!r}", str(error), "write it like 10.37.12.21 or 2001:db8::1"
        ) from None
    if isinstance(address, IPv6Address) and address.scope_id:
        raise MalformedIdentity(f"IP address {text!r}", "carries a zone", "leave out the % and what follows")
    return address


def parse_prefix(text: str) -> Prefix:
    """Reads `10.37.12.0/24`; raises MalformedIdentity where host bits are set or the length is missing."""
    plain = _plain(text, _LONGEST_PREFIX, "prefix")
    if "/" not in plain:
        raise MalformedIdentity(f"prefix {text!r}", "has no length", "write it like 10.37.12.0/24")
    try:
        return ipaddress.ip_network(plain)
    except ValueError as error:
        raise MalformedIdentity(f"prefix {text!r}", str(error), "write it like 10.37.12.0/24") from None


def _plain(text: str, longest: int, what: str) -> str:
    if len(text) > longest + 16:
        raise MalformedIdentity(what, f"{len(text)} characters")
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()
