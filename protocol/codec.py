"""Messages as JSON text and back, strictly: bounded before parsing, every field declared, nothing converted silently.

Decoding raises MalformedMessage (or a kind of it) and nothing else, whatever the bytes.
"""

import json
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, NoReturn, TypeVar

from protocol.address import normal_form
from protocol.decoding import decode_value, shown
from protocol.errors import MalformedMessage, TooLarge, UnknownVersion
from protocol.limits import DEPTH, OBSERVATIONS_PER_REPORT, REPORT_BYTES
from protocol.mac import MacAddress
from protocol.observations import OBSERVATION_TYPES, Observation
from protocol.phrases import say
from protocol.report import PROTOCOL_VERSION, Envelope, Report, split_report
from protocol.schema import declared_fields

Message = TypeVar("Message")


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text[:32]} is not a whole number")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return value


_READER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_twins)
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_AS_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_NO_SKELETON = bytes(set(_NO_BRACKETS) - set(b'"\\'))
_OBSERVATION_NAMES: dict[type, str] = {message: name for name, message in OBSERVATION_TYPES.items()}


def encode(message: object) -> bytes:
    """The JSON text of a message type, UTF-8, without blanks."""
    return _dumps(_plain(message))


def encode_report(report: Report) -> bytes:
    """The exact content an agent signs: the envelope's line and the observations' line."""
    observations = [{"type": _OBSERVATION_NAMES[type(item)]} | _plain(item) for item in report.observations]
    return encode(report.envelope) + b"\n" + _dumps(observations)


def decode(content: bytes, message: type[Message], most_bytes: int) -> Message:
    """The message of that type in `content`; raises MalformedMessage, TooLarge, UnknownField or UnknownVersion."""
    value = loads(content, message.__name__, most_bytes)
    _require_version(value, message)
    decoded: Message = decode_value(message, value, message.__name__)
    return decoded


def decode_envelope(content: bytes) -> Envelope:
    """The envelope of a report, its observations not looked at; raises what `decode` raises."""
    return decode(split_report(content)[0], Envelope, REPORT_BYTES)


def decode_observations(content: bytes) -> tuple[Observation, ...]:
    """The observations of a report; raises MalformedMessage naming the first that is not acceptable."""
    items = loads(split_report(content)[1], "observations", REPORT_BYTES)
    if not isinstance(items, list):
        raise MalformedMessage("observations", say("a {kind} instead of a list", kind=type(items).__name__))
    if len(items) > OBSERVATIONS_PER_REPORT:
        raise TooLarge(
            "observations", say("{length} of them, at most {most}", length=len(items), most=OBSERVATIONS_PER_REPORT)
        )
    return tuple(_observation(item, place) for place, item in enumerate(items))


def decode_report(content: bytes) -> Report:
    """The whole report; raises what `decode_envelope` and `decode_observations` raise."""
    return Report(decode_envelope(content), decode_observations(content))


def _observation(item: Any, place: int) -> Observation:
    where = f"observations[{place}]"
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise MalformedMessage(where, "has no type")
    name = item.pop("type")
    known = OBSERVATION_TYPES.get(name)
    if known is None:
        raise MalformedMessage(
            ".".join((where, "type")), say("{name} is not an observation of this protocol", name=shown(name))
        )
    observation: Observation = decode_value(known, item, f"{where}({name})")
    return observation


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, MacAddress):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, IPv4Address | IPv6Address | IPv4Network | IPv6Network):
        return normal_form(value)
    kind: Any = type(value)
    return {item.name: _plain(getattr(value, item.name)) for item in declared_fields(kind)}


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def loads(content: bytes, what: str, most_bytes: int) -> Any:
    """The JSON value: whole numbers only, no name twice, at most DEPTH levels; raises MalformedMessage or TooLarge."""
    _require_size(content, what, most_bytes)
    _require_depth(content, what)
    try:
        return _READER.decode(content.decode())
    except (ValueError, RecursionError) as error:
        raise MalformedMessage(what, say("not JSON of this protocol ({error})", error=str(error)[:120])) from None


def _require_size(content: bytes, what: str, most_bytes: int) -> None:
    if len(content) > most_bytes:
        raise TooLarge(what, say("{length} bytes, at most {most}", length=len(content), most=most_bytes))


def _require_depth(content: bytes, what: str) -> None:
    """Refuses nesting beyond DEPTH before a recursive parser sees it; linear in the bytes, without recursion."""
    brackets = _brackets(content)
    for _ in range(DEPTH):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise MalformedMessage(what, say("nested deeper than {depth}, or its brackets do not match", depth=DEPTH))


def _brackets(content: bytes) -> bytes:
    """The brackets outside of texts, {} written as []."""
    skeleton = content.translate(_AS_SQUARE, _NO_SKELETON).replace(b'""', b"")
    if b'"' in skeleton or b"\\" in skeleton:  # a text holds a bracket or an escape, so texts are cut out one by one
        skeleton = _TEXT.sub(b"", content).translate(_AS_SQUARE, _NO_BRACKETS)
    return skeleton


def _require_version(value: Any, message: type) -> None:
    """A message of another version is said to be that, not to have wrong fields."""
    if not isinstance(value, dict) or all(item.name != "protocol" for item in declared_fields(message)):
        return
    version = value.get("protocol")
    if type(version) is int and version != PROTOCOL_VERSION:
        raise UnknownVersion(
            "protocol version",
            say("{version}, this side speaks {own}", version=str(version)[:20], own=PROTOCOL_VERSION),
            "update the older side",
        )
