"""From plain JSON values to typed ones: a decoder for every declared type, built once."""

import types
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Union, get_args, get_origin

from protocol.address import parse_address, parse_prefix
from protocol.errors import MalformedMessage, UnknownField
from protocol.mac import MacAddress
from protocol.schema import Field, declared_fields

Decoder = Callable[[Any, str], Any]

_DEFAULT_TEXT = 256
_DEFAULT_NUMBER = 2**63 - 1
_CONTROL = {chr(code): None for code in (*range(32), 127)}


@cache
def decoder_of(message: Any) -> Decoder:
    """The decoder of a message type: an object with exactly the declared fields."""
    decoders = {item.name: _decoder(item.type, item.field) for item in declared_fields(message)}

    def decode(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            raise MalformedMessage(where, f"a {type(value).__name__} instead of an object")
        if value.keys() != decoders.keys():
            _refuse_fields(value, decoders, where)
        return message(**{name: decoder(value[name], f"{where}.{name}") for name, decoder in decoders.items()})

    return decode


def _refuse_fields(value: dict[str, Any], decoders: dict[str, Decoder], where: str) -> None:
    for name in value:
        if name not in decoders:
            raise UnknownField(f"{where}.{name[:64]}", "not in the published schema", "see `mingce-agent collected`")
    missing = next(name for name in decoders if name not in value)
    raise MalformedMessage(f"{where}.{missing}", "missing")


def _decoder(hint: Any, field: Field) -> Decoder:
    hint = getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        return _union(hint, field)
    if origin is tuple:
        return _tuple(get_args(hint)[0], field)
    if isinstance(hint, type):
        return _of_type(hint, field)
    raise TypeError(f"{hint!r} cannot be sent")


def _union(hint: Any, field: Field) -> Decoder:
    members = [member for member in get_args(hint) if member is not type(None)]
    parsers = {IPv4Address: _address, IPv4Network: _prefix}
    inner = parsers[members[0]] if members[0] in parsers else _decoder(members[0], field)
    if type(None) not in get_args(hint):
        return inner
    return lambda value, where: None if value is None else inner(value, where)


def _tuple(item: Any, field: Field) -> Decoder:
    most = field.most
    if most is None:
        raise TypeError("a list needs a bound")
    decode = _decoder(item, Field(field.says, field.each))

    def decode_all(value: Any, where: str) -> Any:
        if not isinstance(value, list):
            raise MalformedMessage(where, f"a {type(value).__name__} instead of a list")
        if len(value) > most:
            raise MalformedMessage(where, f"{len(value)} items, at most {most}")
        return tuple([decode(member, f"{where}[{place}]") for place, member in enumerate(value)])

    return decode_all


def _of_type(hint: Any, field: Field) -> Decoder:
    if hint is bool:
        return _boolean
    if hint is int:
        return _whole_number(field.least, _DEFAULT_NUMBER if field.most is None else field.most)
    if hint is str:
        return _text(_DEFAULT_TEXT if field.most is None else field.most)
    if issubclass(hint, StrEnum):
        return _word(hint)
    if hint is MacAddress:
        return lambda value, where: MacAddress.from_normal_form(_string(value, where))
    if hint in (IPv4Address, IPv6Address):
        return _address
    if hint in (IPv4Network, IPv6Network):
        return _prefix
    return decoder_of(hint)


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedMessage(where, f"a {type(value).__name__} instead of true or false")
    return value


def _whole_number(least: int, most: int) -> Decoder:
    def decode(value: Any, where: str) -> int:
        if type(value) is not int:
            raise MalformedMessage(where, f"a {type(value).__name__} instead of a whole number")
        if not least <= value <= most:
            raise MalformedMessage(where, f"outside {least}..{most}")
        return value

    return decode


def _text(most: int) -> Decoder:
    def decode(value: Any, where: str) -> str:
        text = _string(value, where)
        if len(text) > most:
            raise MalformedMessage(where, f"{len(text)} characters, at most {most}")
        if not text.isprintable() and (_CONTROL.keys() & set(text) or not _is_unicode(text)):
            raise MalformedMessage(where, "holds a control character or half a character")
        return text

    return decode


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise MalformedMessage(where, f"a {type(value).__name__} instead of text")
    return value


def _word(words: type[StrEnum]) -> Decoder:
    known = {word.value: word for word in words}

    def decode(value: Any, where: str) -> StrEnum:
        word = known.get(_string(value, where))
        if word is None:
            raise MalformedMessage(where, f"{str(value)[:64]!r} is not one of {', '.join(known)}")
        return word

    return decode


def _address(value: Any, where: str) -> IPv4Address | IPv6Address:
    address = parse_address(_string(value, where))
    if str(address) != value:
        raise MalformedMessage(where, f"{value[:64]!r} is not in normal form")
    return address


def _prefix(value: Any, where: str) -> IPv4Network | IPv6Network:
    prefix = parse_prefix(_string(value, where))
    if str(prefix) != value:
        raise MalformedMessage(where, f"{value[:64]!r} is not in normal form")
    return prefix
