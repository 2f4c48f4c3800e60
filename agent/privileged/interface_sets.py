"""Interfaces as a packet filter names them: one, every one that begins so (`eth*`), or a set of both. Pure."""

from bisect import bisect_right
from collections.abc import Sequence

from agent.host.netlink.nftables_messages import Element

_NAME_BYTES = 16
"""IFNAMSIZ."""


def interface(value: bytes) -> str:
    """A name; without its closing NUL (`eth*`) it stands for every name that begins so."""
    name, nul, _ = value.partition(b"\0")
    return name.decode("utf-8", "backslashreplace") + ("" if nul or len(value) >= 16 else "*")


def interfaces_in(elements: Sequence[Element]) -> tuple[str, ...]:
    """The names in a set, "" for what is understood as none.

    In a set of intervals `w*` stands from `w` with NULs to below `x` with NULs, `eth0` to below its next key.
    """
    starts = sorted({element.key[:_NAME_BYTES]: element for element in elements if not element.is_end}.items())
    ends = sorted(element.key for element in elements if element.is_end)
    return tuple(_interface_between(key, _last_of(element, ends)) for key, element in starts)


def _last_of(element: Element, ends: Sequence[bytes]) -> bytes:
    """The last key of an element: its own word, what is below the next end in a set of intervals, or itself."""
    if element.last is not None:
        return element.last[:_NAME_BYTES]
    after = ends[bisect_right(ends, element.key)] if ends and element.key < ends[-1] else None
    if after is None:
        return b"\xff" * len(element.key) if ends else element.key[:_NAME_BYTES]
    return (int.from_bytes(after) - 1).to_bytes(len(after))


def _interface_between(first: bytes, last: bytes) -> str:
    if first == last:
        return interface(first)
    letters = first.rstrip(b"\0")
    is_prefix = letters and last == letters + b"\xff" * (len(first) - len(letters))
    return interface(letters) if is_prefix else ""
