"""Messages of nf_tables (linux/netfilter/nf_tables.h, nfnetlink.h): pure packers and parsers of the dumps we need."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from agent.host.netlink.message import MalformedNetlink, attribute, attribute_list, attributes, text, unpack

NETLINK_NETFILTER = 12
NFNL_SUBSYS_NFTABLES = 10
_GETCHAIN, _GETRULE, _GETSETELEM = 4, 7, 13

GET_CHAINS = NFNL_SUBSYS_NFTABLES << 8 | _GETCHAIN
GET_RULES = NFNL_SUBSYS_NFTABLES << 8 | _GETRULE
GET_ELEMENTS = NFNL_SUBSYS_NFTABLES << 8 | _GETSETELEM

_NFGENMSG = struct.Struct("=BBH")
_FAMILIES = {1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"}
"""NFPROTO_* (linux/netfilter.h)."""
_FAMILY_NUMBERS = {name: number for number, name in _FAMILIES.items()}
_CHAIN_TABLE, _CHAIN_NAME, _CHAIN_HOOK, _CHAIN_POLICY, _CHAIN_TYPE = 1, 3, 4, 5, 7
_HOOK_NUMBER = 1
_RULE_TABLE, _RULE_CHAIN, _RULE_EXPRESSIONS, _RULE_USERDATA = 1, 2, 4, 7
_EXPRESSION_NAME, _EXPRESSION_DATA = 1, 2
_LIST_TABLE, _LIST_SET, _LIST_ELEMENTS = 1, 2, 3
_ELEMENT_KEY, _ELEMENT_FLAGS, _ELEMENT_KEY_END = 1, 3, 10
_DATA_VALUE = 1
_LIST_ITEM = 1
_USERDATA_COMMENT = 0
_MOST_EXPRESSIONS = 128
"""NFT_RULE_MAXEXPRS."""
_INTERVAL_END = 1
MOST_ELEMENTS = 4096


class ChainMessage(NamedTuple):
    """One chain; `hook` is NF_INET_* (1 input, 4 postrouting), None for one that is only jumped to."""

    family: str
    table: str
    name: str
    hook: int | None
    type: str
    policy: int | None
    """NF_DROP 0, NF_ACCEPT 1."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of a rule: its name and its attributes."""

    name: str
    attributes: dict[int, bytes]


class RuleMessage(NamedTuple):
    """One rule: its expressions in order, and the comment that nft keeps beside it."""

    family: str
    table: str
    chain: str
    expressions: tuple[Expression, ...]
    comment: str


class Element(NamedTuple):
    """One element of a set; `is_end`: the first key above an interval; `last`: its last key, where it has one."""

    key: bytes
    is_end: bool
    last: bytes | None


def dump_request() -> bytes:
    """Body of a dump of every family."""
    return _NFGENMSG.pack(0, 0, 0)


def element_request(family: str, table: str, name: str) -> bytes:
    """Body of a dump of one set's elements."""
    header = _NFGENMSG.pack(_FAMILY_NUMBERS.get(family, 0), 0, 0)
    return header + attribute(_LIST_TABLE, _name(table)) + attribute(_LIST_SET, _name(name))


def parse_chain(body: bytes) -> ChainMessage:
    """A chain from NFT_MSG_NEWCHAIN; raises MalformedNetlink."""
    family, found = _opened(body)
    hook = attributes(found[_CHAIN_HOOK]) if _CHAIN_HOOK in found else {}
    return ChainMessage(
        family,
        text(found, _CHAIN_TABLE) or "",
        text(found, _CHAIN_NAME) or "",
        big_endian(hook, _HOOK_NUMBER),
        text(found, _CHAIN_TYPE) or "",
        big_endian(found, _CHAIN_POLICY),
    )


def parse_rule(body: bytes) -> RuleMessage:
    """A rule from NFT_MSG_NEWRULE; raises MalformedNetlink."""
    family, found = _opened(body)
    listed = [value for kind, value in attribute_list(found.get(_RULE_EXPRESSIONS, b"")) if kind == _LIST_ITEM]
    if len(listed) > _MOST_EXPRESSIONS:
        raise MalformedNetlink("rule", f"{len(listed)} expressions, at most {_MOST_EXPRESSIONS}")
    return RuleMessage(
        family,
        text(found, _RULE_TABLE) or "",
        text(found, _RULE_CHAIN) or "",
        tuple(_expression(value) for value in listed),
        _comment(found.get(_RULE_USERDATA, b"")),
    )


def parse_elements(body: bytes) -> tuple[Element, ...]:
    """Elements from NFT_MSG_NEWSETELEM; raises MalformedNetlink."""
    _, found = _opened(body)
    listed = [value for kind, value in attribute_list(found.get(_LIST_ELEMENTS, b"")) if kind == _LIST_ITEM]
    return tuple(_element(attributes(value)) for value in listed[:MOST_ELEMENTS])


def data_value(found: dict[int, bytes], kind: int) -> bytes | None:
    """The bytes of a nested NFTA_DATA_VALUE; None when absent. Raises MalformedNetlink."""
    return attributes(found[kind]).get(_DATA_VALUE) if kind in found else None


def big_endian(found: dict[int, bytes], kind: int) -> int | None:
    """A number in network order, as nf_tables writes them; None when absent. Raises MalformedNetlink."""
    value = found.get(kind)
    if value is None:
        return None
    if len(value) not in (1, 2, 4, 8):
        raise MalformedNetlink(f"attribute {kind}", f"{len(value)} bytes are no number")
    return int.from_bytes(value)


def _opened(body: bytes) -> tuple[str, dict[int, bytes]]:
    family, _, _ = unpack(_NFGENMSG, body, "nfnetlink header")
    return _FAMILIES.get(family, f"family-{family}"), attributes(body, _NFGENMSG.size)


def _expression(block: bytes) -> Expression:
    found = attributes(block)
    return Expression(text(found, _EXPRESSION_NAME) or "", attributes(found.get(_EXPRESSION_DATA, b"")))


def _element(found: dict[int, bytes]) -> Element:
    flags = big_endian(found, _ELEMENT_FLAGS) or 0
    key = data_value(found, _ELEMENT_KEY) or b""
    return Element(key, bool(flags & _INTERVAL_END), data_value(found, _ELEMENT_KEY_END))


def _comment(userdata: bytes) -> str:
    """Nft's own type-length-value list; what does not fit in it is no comment."""
    offset = 0
    while offset + 2 <= len(userdata):
        kind, length = userdata[offset], userdata[offset + 1]
        value = userdata[offset + 2 : offset + 2 + length]
        if kind == _USERDATA_COMMENT:
            return value.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")
        offset += 2 + length
    return ""


def _name(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape") + b"\0"
