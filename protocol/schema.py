"""How a field of a message is declared: type, bound and description in one place.

`mingce-agent collected` prints these descriptions, the codec enforces these bounds: what is not declared cannot be
sent.
"""

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Field:
    """What a value means (`says`, with unit) and who defines it (`source`).

    `most` bounds the characters of a text, the items of a list or the value of a number, `least` the number from below,
    `each` every item of a list.
    """

    says: str
    most: int | None = None
    least: int = 0
    source: str = ""
    each: int | None = None


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A field of a message with its bare type and its description."""

    name: str
    type: Any
    field: Field


@cache
def declared_fields(message: Any) -> tuple[DeclaredField, ...]:
    """The fields of a message type in wire order; raises TypeError for one that nobody described."""
    if not is_dataclass(message):
        raise TypeError(f"{message!r} is not a message type")
    hints = get_type_hints(message, include_extras=True)
    return tuple(_declared(message, item.name, hints[item.name]) for item in fields(message))


def _declared(message: Any, name: str, hint: Any) -> DeclaredField:
    described = [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Field)]
    if not described:
        raise TypeError(f"{message.__name__}.{name} has no description")
    return DeclaredField(name, hint.__origin__, described[0])
