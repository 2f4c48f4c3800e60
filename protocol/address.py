"""IPv4 and IPv6 addresses and prefixes: the standard library's types, read strictly, with one normal form."""

import ipaddress
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from protocol.errors import MalformedIdentity
from protocol.notation import to_ascii
from protocol.phrases import Phrase, say

Address = IPv4Address | IPv6Address
Prefix = IPv4Network | IPv6Network

_LONGEST_ADDRESS = 64
_LONGEST_PREFIX = 68
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
_ADDRESS_HELP = say("write it like 10.37.12.21 or 2001:db8::1")
_PREFIX_HELP = say("write it like 10.37.12.0/24 or 2001:db8::/64")


def parse_address(text: str) -> Address:
    """Reads an address as people write it (full-width digits, 。 for ., spaces around) without guessing.

    Raises MalformedIdentity: also for leading zeros, which some read as octal, and for a zone (%eth0).
    """
    if len(text) > _LONGEST_ADDRESS:
        raise MalformedIdentity("IP address", say("{length} characters", length=len(text)), _ADDRESS_HELP)
    plain = to_ascii(text)
    if "%" in plain:
        raise MalformedIdentity(
            say("IP address {text!r}", text=text), "carries a zone", "leave out the % and what follows"
        )
    try:
        return IPv6Address(plain) if ":" in plain else IPv4Address(plain)
    except ValueError:
        raise MalformedIdentity(say("IP address {text!r}", text=text), _not_an_address(plain), _ADDRESS_HELP) from None


def parse_prefix(text: str) -> Prefix:
    """Reads `10.37.12.0/24` as people write it.

    Raises MalformedIdentity: also where host bits are set, where the length is missing, and for a mask in its place.
    """
    if len(text) > _LONGEST_PREFIX:
        raise MalformedIdentity("prefix", say("{length} characters", length=len(text)), _PREFIX_HELP)
    plain = to_ascii(text)
    base, slash, length = plain.partition("/")
    if not slash or "%" in base or not _LENGTH.fullmatch(length):
        raise MalformedIdentity(
            say("prefix {text!r}", text=text), "not an address, a slash and a number of bits", _PREFIX_HELP
        )
    try:
        return ipaddress.ip_network(plain)
    except ValueError as error:
        raise MalformedIdentity(say("prefix {text!r}", text=text), _not_a_prefix(error), _PREFIX_HELP) from None


def _not_an_address(plain: str) -> Phrase:
    if ":" in plain:
        return say("is not an IPv6 address")
    return say("is not an IPv4 address: four numbers of 0 to 255 without leading zeros")


def _not_a_prefix(error: ValueError) -> Phrase:
    if "host bits" in str(error):
        return say("has host bits set: the address lies within the prefix")
    return say("not an address, a slash and a number of bits")


def normal_form(value: Address | Prefix) -> str:
    """The one text of an address or prefix on the wire and in the store (RFC 5952).

    `str()` is not enough: what it writes for ::ffff:192.0.2.1 changed with Python 3.13, and two sides may differ.
    """
    if isinstance(value, IPv6Network):
        return f"{normal_form(value.network_address)}/{value.prefixlen}"
    if isinstance(value, IPv6Address) and (mapped := value.ipv4_mapped):
        return f"::ffff:{mapped}"
    return str(value)
