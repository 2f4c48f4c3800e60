"""The DNS message (RFC 1035 section 4), as the name services of a link use it: its records, nothing of its questions.

Every loop is bounded: records by MOST_RECORDS, a name by MOST_LABELS, its pointers by number and by having to point
backwards.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from agent.lan.decode.heard import Unreadable

MOST_RECORDS = 64
"""Records of a message that are looked at; a host's own names come first."""
MOST_LABELS = 8
"""Labels of a name that are looked at: a host's has one or two, and 64 records may all point at one of 127."""
RESPONSE = 0x8000
_MOST_POINTERS = 16
_LONGEST_NAME, _LONGEST_LABEL = 255, 63
_POINTER = 0xC0
_HEADER = struct.Struct(">2xHHHHH")
_HEADER_BYTES = 12
_RECORD = struct.Struct(">HHIH")
_QUESTION_BYTES = 4


class Record(NamedTuple):
    """A resource record: the first labels of its owner, its data in the frame."""

    labels: tuple[bytes, ...]
    kind: int
    lasts_s: int
    data: bytes


class Message(NamedTuple):
    """A message's flags and the records of its three sections, in order."""

    flags: int
    records: tuple[Record, ...]


def read_message(frame: bytes, start: int, end: int) -> Message:
    """The message between two places of a frame; raises Unreadable."""
    if end - start < _HEADER_BYTES:
        raise Unreadable("DNS message", f"{end - start} octets instead of at least {_HEADER_BYTES}")
    flags, questions, *counts = _HEADER.unpack_from(frame, start)
    message = frame[start:end]
    at = _HEADER_BYTES
    if questions > MOST_RECORDS:
        return Message(flags, ())
    for _ in range(questions):
        at = _end_of_name(message, at) + _QUESTION_BYTES
    return Message(flags, tuple(_records(message, at, min(sum(counts), MOST_RECORDS))))


def _records(message: bytes, at: int, count: int) -> Iterator[Record]:
    for _ in range(count):
        fields_at = _end_of_name(message, at)
        if fields_at + _RECORD.size > len(message):
            raise Unreadable("DNS record", f"cut short after {len(message) - at} octets")
        kind, _, lasts_s, length = _RECORD.unpack_from(message, fields_at)
        data_at = fields_at + _RECORD.size
        if data_at + length > len(message):
            raise Unreadable("DNS record", f"length {length} of {len(message) - data_at} octets")
        yield Record(_labels(message, at), kind, lasts_s, message[data_at : data_at + length])
        at = data_at + length


def _end_of_name(message: bytes, at: int) -> int:
    began = at
    while at < len(message) and at - began <= _LONGEST_NAME:
        length = message[at]
        if length >= _POINTER:
            return at + 2
        if length == 0:
            return at + 1
        at += 1 + length
    raise Unreadable("DNS name", "without an end")


def _labels(message: bytes, at: int) -> tuple[bytes, ...]:
    labels: list[bytes] = []
    pointers = 0
    while at < len(message) and (length := message[at]) and len(labels) < MOST_LABELS:
        if length >= _POINTER:
            target = int.from_bytes(message[at : at + 2]) & 0x3FFF
            pointers += 1
            if target >= at or pointers > _MOST_POINTERS:
                raise Unreadable("DNS name", "a pointer that does not point backwards, or too many")
            at = target
            continue
        if length > _LONGEST_LABEL or at + 1 + length > len(message):
            raise Unreadable("DNS name", f"label of {length} octets")
        labels.append(message[at + 1 : at + 1 + length])
        at += 1 + length
    if at >= len(message):
        raise Unreadable("DNS name", "without an end")
    return tuple(labels)
