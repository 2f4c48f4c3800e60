"""Messages as JSON text and back, strictly: bounded before parsing, every field declared, nothing converted silently.

Decoding raises MalformedMessage (or a kind of it) and nothing else, whatever the bytes.
"""

import json
from dataclasses import is_dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from protocol.decoding import Decoder, decoder_of
from protocol.errors import MalformedMessage, ProtocolError, TooLarge, UnknownVersion
from protocol.limits import DEPTH, OBSERVATIONS_PER_REPORT, REPORT_BYTES
from protocol.mac import MacAddress
from protocol.observations import OBSERVATION_TYPES, Observation
from protocol.report import PROTOCOL_VERSION, Envelope, Report, split_report
from protocol.schema import declared_fields

Message = TypeVar("Message")

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
    value = _loads(content, message.__name__, most_bytes)
    _require_version(value, message)
    kind: Any = message
    decoded: Message = _decoded(decoder_of(kind), value, message.__name__)
    return decoded


def decode_envelope(content: bytes) -> Envelope:
    """The envelope of a report, its observations not looked at."""
    _require_size(content, "report", REPORT_BYTES)
    return decode(split_report(content)[0], Envelope, REPORT_BYTES)


def decode_observations(content: bytes) -> tuple[Observation, ...]:
    """The observations of a report; raises MalformedMessage naming the first that is not acceptable."""
    _require_size(content, "report", REPORT_BYTES)
    items = _loads(split_report(content)[1], "observations", REPORT_BYTES)
    if not isinstance(items, list):
        raise MalformedMessage("observations", f"a {type(items).__name__} instead of a list")
    if len(items) > OBSERVATIONS_PER_REPORT:
        raise TooLarge("observations", f"{len(items)} of them, at most {OBSERVATIONS_PER_REPORT}")
    return tuple(_observation(item, place) for place, item in enumerate(items))


def decode_report(content: bytes) -> Report:
    return Report(decode_envelope(content), decode_observations(content))


def _observation(item: Any, place: int) -> Observation:
    where = f"observations[{place}]"
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise MalformedMessage(where, "has no type")
    name = item.pop("type")
    known: Any = OBSERVATION_TYPES.get(name)
    if known is None:
        raise MalformedMessage(f"{where}.type", f"{name[:64]!r} is not an observation of this protocol")
    observation: Observation = _decoded(decoder_of(known), item, f"{where}({name})")
    return observation


def _decoded(decoder: Decoder, value: Any, where: str) -> Any:
    try:
        return decoder(value, where)
    except MalformedMessage:
        raise
    except ProtocolError as error:
        raise MalformedMessage(where, str(error)) from error


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return value
    if is_dataclass(value) and not isinstance(value, MacAddress | type):
        return {item.name: _plain(getattr(value, item.name)) for item in declared_fields(type(value))}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value)


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _loads(content: bytes, what: str, most_bytes: int) -> Any:
    _require_size(content, what, most_bytes)
    _require_depth(content, what)
    try:
        return json.loads(
            content.decode(), parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_twins
        )
    except (ValueError, RecursionError) as error:
        raise MalformedMessage(what, f"not JSON of this protocol ({str(error)[:120]})") from None


def _require_size(content: bytes, what: str, most_bytes: int) -> None:
    if len(content) > most_bytes:
        raise TooLarge(what, f"{len(content)} bytes, at most {most_bytes}")


def _require_depth(content: bytes, what: str) -> None:
    """A cheap upper bound that needs no parser: brackets opened, wherever they stand."""
    if content.count(b"[") + content.count(b"{") > DEPTH and (
        b"[" * (DEPTH + 1) in content or b"{" * (DEPTH + 1) in content
    ):
        raise MalformedMessage(what, f"nested deeper than {DEPTH}")


def _require_version(value: Any, message: type) -> None:
    if not isinstance(value, dict) or "protocol" not in {item.name for item in declared_fields(message)}:
        return
    version = value.get("protocol")
    if type(version) is int and version != PROTOCOL_VERSION:
        raise UnknownVersion(
            "protocol version", f"{version}, this side speaks {PROTOCOL_VERSION}", "update the older side"
        )


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text[:32]} is not a whole number")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return value
