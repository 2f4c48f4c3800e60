"""Address and TCP port, as a policy names its outside targets: literal addresses, never a name to be looked up."""

import re
from dataclasses import dataclass

from protocol.address import Address, normal_form, parse_address
from protocol.errors import MalformedIdentity
from protocol.phrases import say

_LONGEST = 64
_FORM = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):([1-9][0-9]{0,4})")
_HELP = say("write it like 192.0.2.1:443 or [2001:db8::1]:443")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Somebody's TCP port."""

    address: Address
    port: int

    def __str__(self) -> str:
        text = normal_form(self.address)
        return f"[{text}]:{self.port}" if self.address.version == 6 else f"{text}:{self.port}"


def parse_endpoint(text: str) -> Endpoint:
    """Raises MalformedIdentity: for names, ports outside 1..65535, and addresses that are nobody's in particular."""
    what = say("target {text!r}", text=text[:_LONGEST])
    match = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise MalformedIdentity(what, "is no address and port", _HELP)
    address = parse_address(match[1] or match[2])
    port = int(match[3])
    if port > 65_535:
        raise MalformedIdentity(what, "is no address and port", _HELP)
    if _leads_nowhere(address):
        raise MalformedIdentity(what, "leads to no other network", _HELP)
    return Endpoint(address, port)


def _leads_nowhere(address: Address) -> bool:
    """To this machine, to its wire, to everybody; also in the clothes of IPv6 (::ffff:127.0.0.1, 64:ff9b::7f00:1)."""
    is_this_network = address.version == 4 and int(address) < 1 << 24
    return (
        address.is_loopback
        or address.is_multicast
        or address.is_unspecified
        or address.is_link_local
        or address.is_reserved
        or is_this_network
    )
