"""From plain JSON values to typed ones: a decoder for every declared type, built once.

Rule: a place is spelt out only when something is wrong there, since most messages are right.
"""

import re
import types
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Any, Union, get_args, get_origin

from protocol.address import Address, Prefix, normal_form, parse_address, parse_prefix
from protocol.errors import MalformedIdentity, MalformedMessage, UnknownField
from protocol.identity import HEX_DIGITS
from protocol.mac import MacAddress
from protocol.schema import Field, declared_fields

Decoder = Callable[[Any], Any]

_DEFAULT_TEXT = 256
_DEFAULT_NUMBER = 2**63 - 1
_LONGEST_REASON = 400
# C0 and C1 controls move an operator's cursor; half a surrogate pair cannot be written as UTF-8 again.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class _MisfitError(Exception):
    """Something wrong at `place`, a path that grows from the inside out: `.address`, then `[3].address` …"""

    def __init__(self, why: str, place: str = "", kind: type[MalformedMessage] = MalformedMessage) -> None:
        super().__init__(why)
        self.why = why
        self.place = place
        self.kind = kind

    def inside(self, place: str) -> "_MisfitError":
        return _MisfitError(self.why, place + self.place, self.kind)


def decode_value(message: type, value: Any, where: str) -> Any:
    """The message of that type that a plain JSON value says; raises MalformedMessage or UnknownField below `where`."""
    try:
        return decoder_of(message)(value)
    except _MisfitError as misfit:
        next_step = "see `mingce-agent collected`" if misfit.kind is UnknownField else ""
        raise misfit.kind(where + misfit.place, misfit.why[:_LONGEST_REASON], next_step) from None


@cache
def decoder_of(message: Any) -> Decoder:
    """The decoder of a message type: takes an object with exactly the declared fields. For `decode_value` only."""
    decoders = {item.name: _decoder(item.type, item.field) for item in declared_fields(message)}

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _MisfitError(f"a {type(value).__name__} instead of an object")
        if value.keys() != decoders.keys():
            raise _wrong_fields(value, decoders)
        values = []
        for name, decoder in decoders.items():
            try:
                values.append(decoder(value[name]))
            except _MisfitError as misfit:
                raise misfit.inside(f".{name}") from None
        return message(*values)

    return decode


def _wrong_fields(value: dict[str, Any], decoders: dict[str, Decoder]) -> _MisfitError:
    for name in value:
        if name not in decoders:
            return _MisfitError("not in the published schema", f".{shown(name)}", UnknownField)
    return _MisfitError("missing", "." + next(name for name in decoders if name not in value))


def shown(text: str) -> str:
    """A stranger's text as it may stand in an error: short, printable, without half a character."""
    return text if text.isascii() and text.isidentifier() and len(text) <= 32 else ascii(text[:32])


def _decoder(hint: Any, field: Field) -> Decoder:
    hint = hint.__origin__ if hasattr(hint, "__metadata__") else hint
    if hint in HEX_DIGITS:
        return _hexadecimal(HEX_DIGITS[hint])
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
    return lambda value: None if value is None else inner(value)


def _tuple(item: Any, field: Field) -> Decoder:
    most = field.most
    if most is None:
        raise TypeError("a list needs a bound")
    decode = _decoder(item, Field(field.says, field.each))

    def decode_all(value: Any) -> Any:
        if not isinstance(value, list):
            raise _MisfitError(f"a {type(value).__name__} instead of a list")
        if len(value) > most:
            raise _MisfitError(f"{len(value)} items, at most {most}")
        members = []
        for member in value:
            try:
                members.append(decode(member))
            except _MisfitError as misfit:
                raise misfit.inside(f"[{len(members)}]") from None
        return tuple(members)

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
        return _mac
    return decoder_of(hint)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _MisfitError(f"a {type(value).__name__} instead of true or false")
    return value


def _whole_number(least: int, most: int) -> Decoder:
    def decode(value: Any) -> int:
        if type(value) is not int:
            raise _MisfitError(f"a {type(value).__name__} instead of a whole number")
        if not least <= value <= most:
            raise _MisfitError(f"outside {least}..{most}")
        return value

    return decode


def _text(most: int) -> Decoder:
    def decode(value: Any) -> str:
        text = _string(value)
        if len(text) > most:
            raise _MisfitError(f"{len(text)} characters, at most {most}")
        if not text.isprintable() and _FORBIDDEN.search(text):
            raise _MisfitError("holds a control character or half a character")
        return text

    return decode


def _hexadecimal(digits: int) -> Decoder:
    matches = re.compile(rf"[0-9a-f]{{{digits}}}").fullmatch

    def decode(value: Any) -> Any:
        if not matches(_string(value)):
            raise _MisfitError(f"{shown(value)} is not {digits} lower-case hex digits")
        return value

    return decode


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _MisfitError(f"a {type(value).__name__} instead of text")
    return value


def _word(words: type[StrEnum]) -> Decoder:
    known = {word.value: word for word in words}

    def decode(value: Any) -> StrEnum:
        word = known.get(_string(value))
        if word is None:
            raise _MisfitError(f"{shown(value)} is not one of {', '.join(known)}")
        return word

    return decode


def _mac(value: Any) -> MacAddress:
    try:
        return MacAddress.from_normal_form(_string(value))
    except MalformedIdentity as error:
        raise _unreadable(error) from None


def _address(value: Any) -> Address:
    try:
        if ":" not in _string(value):
            return IPv4Address(value)  # it reads nothing but the normal form
        address = parse_address(value)
    except AddressValueError as error:
        raise _MisfitError(f"{shown(value)} is no address ({error})") from None
    except MalformedIdentity as error:
        raise _unreadable(error) from None
    if normal_form(address) != value:
        raise _MisfitError(f"{shown(value)} is not in normal form, expected {normal_form(address)}")
    return address


def _prefix(value: Any) -> Prefix:
    try:
        prefix = parse_prefix(_string(value))
    except MalformedIdentity as error:
        raise _unreadable(error) from None
    if normal_form(prefix) != value:
        raise _MisfitError(f"{shown(value)} is not in normal form, expected {normal_form(prefix)}")
    return prefix


def _unreadable(error: MalformedIdentity) -> _MisfitError:
    return _MisfitError(_FORBIDDEN.sub("?", str(error)))
