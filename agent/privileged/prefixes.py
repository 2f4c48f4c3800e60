"""Source addresses as a packet filter compares them, as prefixes. Pure."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_network, summarize_address_range
from itertools import pairwise

from agent.host.netlink.nftables_messages import Element
from protocol.address import Prefix

MOST_PREFIXES = 16
"""Of more than these none is said: half of a list would say that a rule reaches less far than it does."""


def _address(octets: bytes) -> IPv4Address | IPv6Address | None:
    return IPv4Address(octets) if len(octets) == 4 else IPv6Address(octets) if len(octets) == 16 else None


def compared(value: bytes, mask: bytes, width: int) -> Prefix | None:
    """What a comparison of an address's first octets under a mask is for; None for a mask with holes.

    `width`: octets of a whole address.
    """
    whole, mask = value[:width].ljust(width, b"\0"), mask[:width].ljust(width, b"\0")
    bits = f"{int.from_bytes(mask):0{8 * width}b}"
    address = _address(whole)
    if "01" in bits or address is None:
        return None
    return ip_network((address, bits.count("1")), strict=False)


def between(first: bytes, last: bytes) -> tuple[Prefix, ...]:
    """The prefixes from one address to another, both included; none when they are too many or no range."""
    low, high = _address(first), _address(last)
    if isinstance(low, IPv4Address) and isinstance(high, IPv4Address) and low <= high:
        return _few(summarize_address_range(low, high))
    if isinstance(low, IPv6Address) and isinstance(high, IPv6Address) and low <= high:
        return _few(summarize_address_range(low, high))
    return ()


def _few(prefixes: Iterable[Prefix]) -> tuple[Prefix, ...]:
    found = tuple(prefixes)
    return found if len(found) <= MOST_PREFIXES else ()


def prefixes_of(elements: Sequence[Element]) -> tuple[Prefix, ...]:
    """Of a set of addresses, none when they are too many or not understood.

    In a set of intervals each start is followed by the first key above it.
    """
    widths = {len(element.key) for element in elements}
    if widths not in ({4}, {16}):
        return ()  # keys of several fields
    ordered = sorted(elements, key=lambda element: element.key)
    found: list[Prefix] = []
    is_intervals = any(element.is_end for element in ordered)
    above = [*(after for _, after in pairwise(ordered)), None]
    for element, after in zip(ordered, above, strict=True):
        if element.is_end:
            continue
        last = element.last or (_before(after, len(element.key)) if is_intervals else element.key)
        covered = between(element.key, last)
        found += covered
        if not covered or len(found) > MOST_PREFIXES:
            return ()
    return tuple(found)


def _before(element: Element | None, width: int) -> bytes:
    """The key just below; the highest of all where there is none."""
    if element is None:
        return b"\xff" * width
    return max(int.from_bytes(element.key) - 1, 0).to_bytes(width)
