"""Rules of nf_tables, expression by expression, into what of them matters here. Pure.

Expressions work on registers: one loads a field of the packet, the next compares it. A comparison that is not
understood is left out, so that a rule is said to reach further than it does, never less far.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.host.netlink.message import attributes, text
from agent.host.netlink.nftables_messages import (
    ChainMessage,
    Element,
    RuleMessage,
    big_endian,
    data_value,
)
from agent.privileged.interface_sets import interface, interfaces_in
from agent.privileged.prefixes import between, compared, prefixes_of
from agent.privileged.ruleset import INPUT, MOST_SOURCES, POSTROUTING, Chain, Conditions, Rule
from protocol.address import Prefix
from protocol.observations import TranslationKind

TOLD_BY = "nftables"
FAMILIES = frozenset({"ip", "ip6", "inet"})
_HOOKS = {1: INPUT, 4: POSTROUTING}
_POLICIES = {0: "drop", 1: "accept"}
_META_KEY, _META_DREG = 2, 1
_KEY_OIF, _KEY_OIFNAME = 5, 7
_PAYLOAD_DREG, _PAYLOAD_BASE, _PAYLOAD_OFFSET, _PAYLOAD_LENGTH = 1, 2, 3, 4
_NETWORK_HEADER = 1
_SOURCE_OFFSETS = {12: 4, 8: 16}
"""Where the source address stands in the header (RFC 791, RFC 8200), and its octets."""
_BITWISE_SREG, _BITWISE_DREG, _BITWISE_MASK, _BITWISE_XOR, _BITWISE_OP = 1, 2, 4, 5, 6
_CMP_SREG, _CMP_OP, _CMP_DATA = 1, 2, 3
_EQUAL, _UNEQUAL, _AT_MOST, _AT_LEAST = 0, 1, 3, 5
_RANGE_SREG, _RANGE_OP, _RANGE_FROM, _RANGE_TO = 1, 2, 3, 4
_LOOKUP_SET, _LOOKUP_SREG, _LOOKUP_DREG, _LOOKUP_FLAGS = 1, 2, 3, 5
_LOOKUP_INVERTED = 1
_VERDICT_REGISTER = 0
_IMMEDIATE_DREG, _IMMEDIATE_DATA = 1, 2
_DATA_VERDICT, _VERDICT_CODE, _VERDICT_CHAIN = 2, 1, 2
_JUMPS = frozenset({2**32 - 3, 2**32 - 4})
"""NFT_JUMP, NFT_GOTO, as unsigned numbers."""
_NAT_TYPE, _SOURCE_NAT = 1, 0
_XT_NAME, _XT_INFO = 1, 3
_XT_TARGETS = {"MASQUERADE": TranslationKind.MASQUERADE, "SNAT": TranslationKind.SNAT, "NETMAP": TranslationKind.SNAT}

SetName = tuple[str, str, str]
"""Family, table, name."""
Sets = Mapping[SetName, Sequence[Element]]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A field of the packet in a register; `width` octets has the whole address, `length` were loaded."""

    what: str
    width: int = 0
    length: int = 0
    mask: bytes | None = None


@dataclass
class _Reading:
    """What is known of a rule so far."""

    message: RuleMessage
    sets: Sets
    names: Mapping[int, str]
    registers: dict[int, _Loaded] = field(default_factory=dict)
    outs: tuple[str | None, ...] = (None,)
    sources: tuple[Prefix, ...] = ()
    lowest: bytes = b""
    """The source address must be at least this; how far it goes is said by the next comparison."""
    translates: TranslationKind | None = None
    jumps_to: tuple[str, ...] = ()
    is_dispatch: bool = False
    comment: str = ""


def chains_of(
    chains: Iterable[ChainMessage], rules: Iterable[RuleMessage], sets: Sets, names: Mapping[int, str]
) -> tuple[Chain, ...]:
    """The IP filter's chains with their rules; `names`: interface names by index. Raises MalformedNetlink."""
    held: dict[SetName, list[Rule]] = {}
    for message in rules:
        held.setdefault((message.family, message.table, message.chain), []).append(rule_of(message, sets, names))
    return tuple(
        Chain(
            TOLD_BY,
            one.family,
            one.table,
            one.name,
            None if one.hook is None else _HOOKS.get(one.hook, f"hook-{one.hook}"),
            one.type,
            "accept" if one.policy is None else _POLICIES.get(one.policy, "unknown"),
            tuple(held.get((one.family, one.table, one.name), ())),
        )
        for one in chains
        if one.family in FAMILIES
    )


def sets_used(rules: Iterable[RuleMessage]) -> tuple[SetName, ...]:
    """The sets these rules look something up in, each once. Raises MalformedNetlink."""
    found: dict[SetName, None] = {}
    for message in rules:
        for expression in message.expressions:
            if expression.name == "lookup" and (name := text(expression.attributes, _LOOKUP_SET)):
                found[message.family, message.table, name] = None
    return tuple(found)


def rule_of(message: RuleMessage, sets: Sets, names: Mapping[int, str]) -> Rule:
    """One rule; raises MalformedNetlink."""
    reading = _Reading(message, sets, names, comment=message.comment)
    for expression in message.expressions:
        if (read := _READERS.get(expression.name)) is not None:
            read(reading, expression.attributes)
        else:
            # It may have written any register (ct, hash, byteorder …): what stands there is not known any more.
            reading.registers.clear()
    return Rule(
        tuple(Conditions(out, reading.sources) for out in reading.outs),
        reading.translates,
        reading.jumps_to,
        reading.is_dispatch,
        reading.comment,
    )


def _read_meta(reading: _Reading, found: dict[int, bytes]) -> None:
    what = {_KEY_OIFNAME: "oifname", _KEY_OIF: "oif"}.get(big_endian(found, _META_KEY) or 0)
    _load(reading, found, _META_DREG, _Loaded(what) if what else None)


def _read_payload(reading: _Reading, found: dict[int, bytes]) -> None:
    length = big_endian(found, _PAYLOAD_LENGTH) or 0
    width = _SOURCE_OFFSETS.get(big_endian(found, _PAYLOAD_OFFSET) or 0)
    is_source = big_endian(found, _PAYLOAD_BASE) == _NETWORK_HEADER and width is not None and 0 < length <= width
    # In an IPv4 header octet 8 is the time to live, and nothing but it is one octet long there.
    if is_source and width == 16 and (length < 2 or reading.message.family == "ip"):
        is_source = False
    _load(reading, found, _PAYLOAD_DREG, _Loaded("source", width or 0, length) if is_source else None)


def _read_bitwise(reading: _Reading, found: dict[int, bytes]) -> None:
    loaded = reading.registers.get(big_endian(found, _BITWISE_SREG) or 0)
    mask = data_value(found, _BITWISE_MASK)
    if any(data_value(found, _BITWISE_XOR) or b"") or big_endian(found, _BITWISE_OP):
        mask = None  # flipped or shifted bits are no prefix
    _load(reading, found, _BITWISE_DREG, replace(loaded, mask=mask) if loaded is not None and mask else None)


def _read_cmp(reading: _Reading, found: dict[int, bytes]) -> None:
    loaded, operation = reading.registers.get(big_endian(found, _CMP_SREG) or 0), big_endian(found, _CMP_OP)
    value = data_value(found, _CMP_DATA)
    if loaded is None or value is None:
        return
    if loaded.what == "source":
        _compare_source(reading, loaded, operation, value)
        return
    if operation not in (_EQUAL, _UNEQUAL) or loaded.mask is not None:
        return
    name = interface(value) if loaded.what == "oifname" else reading.names.get(_host_number(value))
    if name is not None:
        reading.outs = (name if operation == _EQUAL else f"!{name}",)


def _compare_source(reading: _Reading, loaded: _Loaded, operation: int | None, value: bytes) -> None:
    if operation == _EQUAL:
        prefix = compared(value, loaded.mask or b"\xff" * loaded.length, loaded.width)
        reading.sources = reading.sources if prefix is None else (prefix,)
    elif operation == _AT_LEAST and len(value) == loaded.width:
        reading.lowest = value
    elif operation == _AT_MOST and len(value) == len(reading.lowest):
        reading.sources = between(reading.lowest, value)


def _read_range(reading: _Reading, found: dict[int, bytes]) -> None:
    loaded = reading.registers.get(big_endian(found, _RANGE_SREG) or 0)
    first, last = data_value(found, _RANGE_FROM), data_value(found, _RANGE_TO)
    if loaded is None or loaded.what != "source" or loaded.length != loaded.width or loaded.mask is not None:
        return
    if first and last and big_endian(found, _RANGE_OP) == _EQUAL:
        reading.sources = between(first, last)


def _read_lookup(reading: _Reading, found: dict[int, bytes]) -> None:
    loaded = reading.registers.get(big_endian(found, _LOOKUP_SREG) or 0)
    if big_endian(found, _LOOKUP_DREG) == _VERDICT_REGISTER:
        reading.is_dispatch = True
        return
    _load(reading, found, _LOOKUP_DREG, None)
    elements = reading.sets.get((reading.message.family, reading.message.table, text(found, _LOOKUP_SET) or ""), ())
    if loaded is None or loaded.mask is not None or not elements:
        return
    if (big_endian(found, _LOOKUP_FLAGS) or 0) & _LOOKUP_INVERTED:
        return
    if loaded.what == "oifname":
        names = interfaces_in(elements)
        # Some of the names only, or one not understood: it may leave by any.
        reading.outs = names if 0 < len(names) <= MOST_SOURCES and "" not in names else (None,)
    elif loaded.what == "source" and loaded.length == loaded.width:
        reading.sources = prefixes_of(elements)


def _read_nat(reading: _Reading, found: dict[int, bytes]) -> None:
    if big_endian(found, _NAT_TYPE) == _SOURCE_NAT:
        reading.translates = TranslationKind.SNAT


def _read_masq(reading: _Reading, _: dict[int, bytes]) -> None:
    reading.translates = TranslationKind.MASQUERADE


def _read_target(reading: _Reading, found: dict[int, bytes]) -> None:
    reading.translates = _XT_TARGETS.get(text(found, _XT_NAME) or "", reading.translates)


def _read_match(reading: _Reading, found: dict[int, bytes]) -> None:
    if text(found, _XT_NAME) == "comment":
        reading.comment = text(found, _XT_INFO) or reading.comment


def _read_immediate(reading: _Reading, found: dict[int, bytes]) -> None:
    if big_endian(found, _IMMEDIATE_DREG) != _VERDICT_REGISTER:
        _load(reading, found, _IMMEDIATE_DREG, None)
        return
    verdict = attributes(attributes(found.get(_IMMEDIATE_DATA, b"")).get(_DATA_VERDICT, b""))
    chain = text(verdict, _VERDICT_CHAIN)
    if big_endian(verdict, _VERDICT_CODE) in _JUMPS and chain:
        reading.jumps_to = (*reading.jumps_to, chain)


_READERS: dict[str, Callable[[_Reading, dict[int, bytes]], None]] = {
    "meta": _read_meta,
    "payload": _read_payload,
    "bitwise": _read_bitwise,
    "cmp": _read_cmp,
    "range": _read_range,
    "lookup": _read_lookup,
    "nat": _read_nat,
    "masq": _read_masq,
    "target": _read_target,
    "match": _read_match,
    "immediate": _read_immediate,
}


def _load(reading: _Reading, found: dict[int, bytes], register: int, loaded: _Loaded | None) -> None:
    number = big_endian(found, register)
    if number is None:
        return
    if loaded is None:
        reading.registers.pop(number, None)
    else:
        reading.registers[number] = loaded


def _host_number(value: bytes) -> int:
    return int.from_bytes(value, sys.byteorder)
