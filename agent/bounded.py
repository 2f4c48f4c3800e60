"""Observations cut to the bounds their fields declare: what a machine says of itself is hostile input, too.

A name of 40 kB or a control character in a USB product text must not make the collector refuse the report it is in.
"""

from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast, get_origin

from protocol.codec import encode
from protocol.mac import MacAddress
from protocol.observations import Observation
from protocol.schema import Field, declared_fields

Message = TypeVar("Message")

_DEFAULT_TEXT = 256
_DEFAULT_NUMBER = 2**63 - 1


def bounded(message: Message) -> Message:
    """The same message with texts escaped and cut, lists cut and numbers held within their declared bounds."""
    changes = {}
    for name, field in _fields(cast(Any, type(message))):
        value = getattr(message, name)
        fitting = _fit(value, field)
        if fitting is not value:
            changes[name] = fitting
    return cast(Message, replace(cast(Any, message), **changes)) if changes else message


def size_of(observations: Iterable[Observation]) -> int:
    """About how many bytes these take in a report."""
    return sum(len(encode(item)) + 40 for item in observations)


@cache
def _fields(message: Any) -> tuple[tuple[str, Field], ...]:
    return tuple((item.name, item.field) for item in declared_fields(message))


def _fit(value: Any, field: Field) -> Any:
    if isinstance(value, bool | StrEnum | MacAddress) or value is None:
        return value
    if isinstance(value, str):
        return _text(value, _DEFAULT_TEXT if field.most is None else field.most)
    if isinstance(value, int):
        return min(max(value, field.least), _DEFAULT_NUMBER if field.most is None else field.most)
    if isinstance(value, tuple) and get_origin(type(value)) is None:
        return _items(value, field)
    return bounded(value) if is_dataclass(value) else value


def _text(value: str, most: int) -> str:
    if len(value) <= most and value.isprintable():
        return value
    shown = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in value[:most])
    return "".join(shown)[:most]


def _items(value: tuple[Any, ...], field: Field) -> tuple[Any, ...]:
    each = Field(field.says, field.each)
    items = tuple(_fit(item, each) for item in value[: field.most])
    unchanged = len(items) == len(value) and all(one is other for one, other in zip(items, value, strict=True))
    return value if unchanged else items
