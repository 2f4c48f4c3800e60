"""Messages for tests: `strategy_for` draws any valid value of a message type from its own declaration.

A new field is covered by itself; a field of a new kind fails loudly here.
"""

import types
from collections.abc import Callable
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st

from protocol.address import Prefix
from protocol.identity import HEX_DIGITS
from protocol.mac import MacAddress
from protocol.observations import OBSERVATION_TYPES, Observation
from protocol.report import PROTOCOL_VERSION, Envelope, Report
from protocol.schema import Field, declared_fields

Message = TypeVar("Message")

_DEFAULT_TEXT = 256
_DEFAULT_NUMBER = 2**63 - 1
_LONGEST_DRAWN = 8
_TEXT = st.characters(exclude_categories=["Cc", "Cs"])


def strategy_for(message_type: type[Message]) -> st.SearchStrategy[Message]:
    """Any value of a message type that a peer may send; `protocol` fields hold this version."""
    kind: Any = message_type
    fields = {item.name: _of_field(item.name, item.type, item.field) for item in declared_fields(kind)}
    return st.builds(message_type, **fields)


def observations() -> st.SearchStrategy[Observation]:
    """An observation of any type."""
    return st.one_of([strategy_for(kind) for kind in OBSERVATION_TYPES.values()])


def reports(most: int = 6) -> st.SearchStrategy[Report]:
    """A report with up to `most` observations; its place in a chain is arbitrary."""
    return st.builds(Report, strategy_for(Envelope), st.lists(observations(), max_size=most).map(tuple))


def macs() -> st.SearchStrategy[MacAddress]:
    return st.binary(min_size=6, max_size=6).map(MacAddress)


def addresses() -> st.SearchStrategy[IPv4Address | IPv6Address]:
    """Both families."""
    return _ADDRESSES_4 | _ADDRESSES_6


def prefixes() -> st.SearchStrategy[Prefix]:
    """Both families, of any length."""
    return _PREFIXES_4 | _PREFIXES_6


def _network(kind: Callable[..., Prefix], value: int, length: int) -> Prefix:
    return kind((value, length), strict=False)


def _of_field(name: str, hint: Any, field: Field) -> st.SearchStrategy[Any]:
    return st.just(PROTOCOL_VERSION) if name == "protocol" else _of_hint(hint, field)


def _of_hint(hint: Any, field: Field) -> st.SearchStrategy[Any]:
    hint = hint.__origin__ if hasattr(hint, "__metadata__") else hint
    if hint in HEX_DIGITS:
        return st.text("0123456789abcdef", min_size=HEX_DIGITS[hint], max_size=HEX_DIGITS[hint])
    if get_origin(hint) in (types.UnionType, Union):
        return st.one_of([_of_hint(member, field) for member in get_args(hint)])
    if get_origin(hint) is tuple:
        inner = _of_hint(get_args(hint)[0], Field(field.says, field.each))
        return st.lists(inner, max_size=min(field.most or 0, _LONGEST_DRAWN)).map(tuple)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return _SCALARS[hint](field) if hint in _SCALARS else strategy_for(hint)


def _texts(field: Field) -> st.SearchStrategy[str]:
    most = _DEFAULT_TEXT if field.most is None else field.most
    return st.text(_TEXT, max_size=min(most, 40)) | st.just("册" * min(most, 500))


def _numbers(field: Field) -> st.SearchStrategy[int]:
    most = _DEFAULT_NUMBER if field.most is None else field.most
    return st.integers(field.least, most) | st.sampled_from([field.least, most])


_ADDRESSES_4 = st.integers(0, 2**32 - 1).map(IPv4Address)
# IPv4-mapped ones too: their text differs between Python versions.
_ADDRESSES_6 = (st.integers(0, 2**128 - 1) | st.integers(0xFFFF << 32, (0x10000 << 32) - 1)).map(IPv6Address)
_PREFIXES_4 = st.builds(_network, st.just(IPv4Network), st.integers(0, 2**32 - 1), st.integers(0, 32))
_PREFIXES_6 = st.builds(_network, st.just(IPv6Network), st.integers(0, 2**128 - 1), st.integers(0, 128))
_SCALARS: dict[Any, Callable[[Field], st.SearchStrategy[Any]]] = {
    type(None): lambda field: st.none(),
    bool: lambda field: st.booleans(),
    int: _numbers,
    str: _texts,
    MacAddress: lambda field: macs(),
    IPv4Address: lambda field: _ADDRESSES_4,
    IPv6Address: lambda field: _ADDRESSES_6,
    IPv4Network: lambda field: _PREFIXES_4,
    IPv6Network: lambda field: _PREFIXES_6,
}
