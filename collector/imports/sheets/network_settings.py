"""Netmask, gateway and DNS servers as they stand in sheets (domain.md §3.1)."""

from ipaddress import IPv4Address, IPv4Network

from collector.imports.sheets import network_values
from collector.imports.sheets.said import NOTHING, Level, Said, Unusable, code
from protocol.address import normal_form
from protocol.phrases import say

_BETWEEN = "、"


def netmask(said: Said) -> str | None:
    """Dotted, also where a prefix length stands for it; raises Unusable for bits that are no netmask (RFC 950)."""
    text = code(said.text).removeprefix("/").strip()
    if said.text in NOTHING:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 32:
        dotted = str(IPv4Network((0, int(text))).netmask)
        said.tell(Level.NOTE, say("is a prefix length"), suggestion=dotted)
        return dotted
    try:
        bits = int(IPv4Address(text))
    except ValueError:
        raise Unusable("is no netmask", "write it like 255.255.255.0") from None
    inverted = bits ^ 0xFFFFFFFF
    if not bits or inverted & (inverted + 1):
        raise Unusable("is no netmask", "write it like 255.255.255.0")
    return str(IPv4Address(bits))


def gateway(said: Said) -> str | None:
    """One address; raises Unusable."""
    found = _addresses(said)
    if found is None:
        return None
    if len(found) > 1:
        raise Unusable("holds several addresses", "give the one it uses", found[0])
    return found[0]


def resolvers(said: Said) -> str | None:
    """Addresses in their order; raises Unusable."""
    found = _addresses(said)
    return None if found is None else _BETWEEN.join(found)


def _addresses(said: Said) -> list[str] | None:
    found = network_values.addresses(said)
    return None if found is None else [normal_form(item) for item in found]
