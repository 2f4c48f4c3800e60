"""The legacy iptables of a kernel (ip_tables, ip6_tables): its tables as getsockopt(2) hands them out. Pure parser.

struct ipt_getinfo, ipt_get_entries, ipt_entry (linux/netfilter_ipv4/ip_tables.h), ip6t_entry
(linux/netfilter_ipv6/ip6_tables.h), xt_entry_match and xt_entry_target (linux/netfilter/x_tables.h). nf_tables does not
know these rules, and the kernel announces no change of them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import pairwise

from agent.errors import AgentError
from agent.privileged.ruleset import INPUT, POSTROUTING, Chain, Conditions, Rule
from protocol.address import Prefix
from protocol.observations import TranslationKind

TOLD_BY = "iptables-legacy"
GET_INFO, GET_ENTRIES = 64, 65
"""IPT_SO_GET_INFO, IPT_SO_GET_ENTRIES; the same numbers for IPv6."""
NAME_BYTES = 32
INFO = struct.Struct("=32sI5I5III")
MOST_BYTES = 4 * 1024 * 1024
"""A table of some 20,000 rules."""

_ENTRIES_AT = (NAME_BYTES + 4 + 7) & ~7
_HOOK_NAMES = {0: "prerouting", 1: INPUT, 2: "forward", 3: "output", 4: POSTROUTING}
_CHAIN_NAMES = {0: "PREROUTING", 1: "INPUT", 2: "FORWARD", 3: "OUTPUT", 4: "POSTROUTING"}
_OFFSETS = struct.Struct("=HH")
_PIECE = struct.Struct("=H29sB")
_VERDICT = struct.Struct("=i")
_PIECE_BYTES = 32
_ACCEPT, _DROP = -2, -1
"""-NF_ACCEPT - 1, -NF_DROP - 1."""
_INVERTED_SOURCE, _INVERTED_OUT = 0x08, 0x02
_TARGETS = {"MASQUERADE": TranslationKind.MASQUERADE, "SNAT": TranslationKind.SNAT, "NETMAP": TranslationKind.SNAT}


class MalformedTable(AgentError):
    """Bytes that are no table of iptables."""

    id = "malformed-table"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an entry of one family keeps what we read."""

    family: str
    address_bytes: int
    out_at: int
    """`outiface`; its mask follows 32 octets on (after `iniface_mask`)."""
    inverted_at: int
    offsets_at: int
    size: int


IPV4 = Layout("ip", 4, 32, 83, 88, 112)
IPV6 = Layout("ip6", 16, 80, 132, 140, 168)


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What the kernel says of a table first; offsets by hook, for the hooks it has."""

    starts: dict[int, int]
    policies: dict[int, int]
    """Where the entry stands that is the chain's policy."""
    size: int


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    conditions: Conditions
    comment: str
    target: str
    verdict: int | None
    error_name: str


def parse_info(octets: bytes) -> TableInfo:
    """Struct ipt_getinfo; raises MalformedTable."""
    if len(octets) < INFO.size:
        raise MalformedTable("table's description", f"{len(octets)} bytes instead of {INFO.size}")
    _, hooks, *rest = INFO.unpack_from(octets)
    valid = [hook for hook in range(5) if hooks & 1 << hook]
    starts, policies, size = rest[:5], rest[5:10], rest[11]
    if size > MOST_BYTES:
        raise MalformedTable("table's description", f"{size} bytes of rules, at most {MOST_BYTES} are read")
    return TableInfo({hook: starts[hook] for hook in valid}, {hook: policies[hook] for hook in valid}, size)


def entries_request(table: str, size: int) -> bytes:
    """Struct ipt_get_entries, to be filled by the kernel."""
    return struct.pack("=32sI", table.encode("ascii"), size).ljust(_ENTRIES_AT, b"\0") + bytes(size)


def parse_table(layout: Layout, table: str, info: TableInfo, octets: bytes) -> tuple[Chain, ...]:
    """The chains of struct ipt_get_entries; raises MalformedTable."""
    entries = list(_entries(layout, octets[_ENTRIES_AT : _ENTRIES_AT + info.size]))
    names = {start: _CHAIN_NAMES[hook] for hook, start in info.starts.items()}
    # A chain of the user's begins after an entry that only carries its name.
    after = pairwise(entries)
    names |= {next_one.offset: entry.error_name for entry, next_one in after if entry.error_name}
    hooks = {start: hook for hook, start in info.starts.items()}
    chains: list[Chain] = []
    for start, held in _grouped(entries, names):
        hook = hooks.get(start)
        policy = next((entry for entry in held if hook is not None and entry.offset == info.policies[hook]), None)
        # The last rule of a chain is its policy, or its return to whoever jumped to it.
        rules = tuple(_rule(entry, names) for entry in held[:-1])
        chains.append(
            Chain(
                TOLD_BY,
                layout.family,
                table,
                names[start],
                None if hook is None else _HOOK_NAMES[hook],
                table,
                "drop" if policy is not None and policy.verdict == _DROP else "accept",
                rules,
            )
        )
    return tuple(chains)


def _grouped(entries: list[_Entry], names: dict[int, str]) -> Iterator[tuple[int, list[_Entry]]]:
    start, held = -1, list[_Entry]()
    for entry in entries:
        if entry.offset in names or entry.error_name:
            if start in names and held:
                yield start, held
            start, held = entry.offset, []
        if not entry.error_name:
            held.append(entry)
    if start in names and held:
        yield start, held


def _rule(entry: _Entry, names: dict[int, str]) -> Rule:
    jumps_to = (names[entry.verdict],) if entry.verdict is not None and entry.verdict in names else ()
    return Rule((entry.conditions,), _TARGETS.get(entry.target), jumps_to, False, entry.comment)


def _entries(layout: Layout, block: bytes) -> Iterator[_Entry]:
    offset = 0
    while offset < len(block):
        if len(block) - offset < layout.size:
            raise MalformedTable("rule", f"{len(block) - offset} bytes instead of {layout.size}")
        target_at, length = _OFFSETS.unpack_from(block, offset + layout.offsets_at)
        if not layout.size <= target_at <= length - _PIECE_BYTES or length > len(block) - offset:
            raise MalformedTable("rule", f"target at {target_at} of {length} bytes, {len(block) - offset} left")
        yield _entry(layout, block[offset : offset + length], offset, target_at)
        offset += length


def _entry(layout: Layout, entry: bytes, offset: int, target_at: int) -> _Entry:
    name, data = _piece(entry, target_at)
    verdict = int(_VERDICT.unpack_from(data)[0]) if name == "" and len(data) >= _VERDICT.size else None
    error_name = _text(data[:30]) if name == "ERROR" else ""
    return _Entry(
        offset, _conditions(layout, entry), _comment(entry, layout.size, target_at), name, verdict, error_name
    )


def _comment(entry: bytes, at: int, end: int) -> str:
    while at + _PIECE_BYTES <= end:
        size = int(_OFFSETS.unpack_from(entry, at)[0])
        name, data = _piece(entry, at)
        if name == "comment":
            return _text(data[:256])
        if size < _PIECE_BYTES:
            raise MalformedTable("match", f"{size} bytes instead of {_PIECE_BYTES}")
        at += size
    return ""


def _piece(entry: bytes, at: int) -> tuple[str, bytes]:
    """Name and data of a match or a target."""
    size, name, _ = _PIECE.unpack_from(entry, at)
    return _text(name), entry[at + _PIECE_BYTES : at + max(size, _PIECE_BYTES)]


def _conditions(layout: Layout, entry: bytes) -> Conditions:
    inverted = entry[layout.inverted_at]
    out = _interface(entry, layout.out_at)
    source = _source(layout, entry)
    return Conditions(
        f"!{out}" if out and inverted & _INVERTED_OUT else out,
        () if source is None or inverted & _INVERTED_SOURCE else (source,),
    )


def _interface(entry: bytes, at: int) -> str | None:
    """The mask covers the closing NUL of a whole name, and only the letters of `eth+`."""
    name, mask = entry[at : at + 16], entry[at + 32 : at + 48]
    letters = len(mask.rstrip(b"\0"))
    if letters == 0:
        return None
    return _text(name[:letters]) if b"\0" in name[:letters] else f"{_text(name[:letters])}*"


def _source(layout: Layout, entry: bytes) -> Prefix | None:
    width = layout.address_bytes
    mask = f"{int.from_bytes(entry[2 * width : 3 * width]):0{8 * width}b}"
    if "1" not in mask or "01" in mask:
        return None
    address = IPv4Address(entry[:width]) if width == 4 else IPv6Address(entry[:width])
    return ip_network((address, mask.count("1")), strict=False)


def _text(octets: bytes) -> str:
    return octets.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")
