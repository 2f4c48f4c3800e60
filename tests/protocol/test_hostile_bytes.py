"""Whatever the bytes: MalformedMessage (or a kind of it) or a valid message, within bounded memory."""

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from protocol.answer import Answer, Fault
from protocol.beat import Beat
from protocol.codec import decode, decode_envelope, decode_observations, decode_report, encode, encode_report
from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, SiteBundle
from protocol.errors import MalformedMessage
from protocol.limits import ANSWER_BYTES, DELIVERY_BYTES, REPORT_BYTES
from protocol.policy import Policy
from protocol.report import Report, split_report
from protocol.signing import split, unpack_delivery
from tests.contract.messages import MESSAGES
from tests.contract.reports import chain

_MESSAGE_TYPES: tuple[Any, ...] = (Answer, Beat, EnrolmentAnswer, EnrolmentRequest, Fault, Policy, SiteBundle)
_READERS: dict[str, Callable[[bytes], object]] = {
    "decode_report": decode_report,
    "decode_envelope": decode_envelope,
    "decode_observations": decode_observations,
    "split_report": split_report,
    "split": split,
    "unpack_delivery": unpack_delivery,
} | {kind.__name__: lambda content, kind=kind: decode(content, kind, ANSWER_BYTES) for kind in _MESSAGE_TYPES}

# Of everything here an odd number of quotes costs most (45 times its length), then lists in lists (39 times).
_MEMORY_PER_BYTE = 64
_FOREVER = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def _read_all(content: bytes) -> None:
    """Every reader takes the bytes or refuses them in words that can be sent on."""
    for reader in _READERS.values():
        try:
            reader(content)
        except MalformedMessage as error:
            fault = Fault(0, error.id, error.what, error.why, error.next_step, None, 0)
            assert decode(encode(fault), Fault, ANSWER_BYTES) == fault


@_FOREVER
@given(st.binary(max_size=400))
@example(b"")
@example(b"\n")
@example(b"\x00" * 200)
@example(b"\xff\xfe{}")
@example(b"\xed\xa0\x80\n[]")
@example(b'{"protocol":NaN}')
@example(b'{"protocol":-Infinity}')
@example(b'{"protocol":1e400}')
@example(b'{"protocol":' + b"9" * 5000 + b"}")
@example(b'{"protocol":' + b"9" * 4300 + b"}")
@example(b'{"\\ud800":1}\n[{"\\ud800":1,"type":"\\udfff"}]')
@example(b'{"protocol":0,"protocol":0}')
@example(b'"' * 301)
@example(b'"' + b'\\"' * 150)
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    _read_all(content)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", "\0", "gap"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["type", "protocol"]), inner),
)


@_FOREVER
@given(_JSON, _JSON)
def test_no_json_raises_anything_else(first: Any, second: Any) -> None:
    _read_all(json.dumps(first).encode() + b"\n" + json.dumps(second).encode())
    _read_all(json.dumps(first).encode())


_SIGNS = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"\\",
    b",",
    b":",
    b"\n",
    b" ",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    "册".encode(),
]
_WORDS = [
    b"0",
    b"-",
    b"1e9",
    b"null",
    b"true",
    b"NaN",
    b"\\ud800",
    b'"type":"gap"',
    b'"type":"looked"',
    b'"protocol":0',
]
_TOKENS = st.sampled_from(_SIGNS + _WORDS)


@_FOREVER
@given(st.lists(_TOKENS, max_size=80).map(b"".join))
def test_no_sequence_of_tokens_raises_anything_else(content: bytes) -> None:
    _read_all(content)


@st.composite
def _mutated(draw: st.DrawFn, golden: bytes) -> bytes:
    """A golden content with a few stretches cut out, doubled, overwritten or filled with tokens."""
    content = golden
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        inserted = draw(_TOKENS | st.binary(max_size=3) | st.just(content[start:end] * 2) | st.just(b""))
        content = content[:start] + inserted + content[end:]
    return content


@_FOREVER
@given(st.sampled_from(sorted(chain())), st.data())
def test_a_mutated_report_is_valid_or_malformed(name: str, data: st.DataObject) -> None:
    content = data.draw(_mutated(chain()[name]))
    try:
        report: Report = decode_report(content)
    except MalformedMessage:
        return
    assert decode_report(encode_report(report)) == report


@_FOREVER
@given(st.sampled_from(sorted(MESSAGES)), st.data())
def test_a_mutated_message_is_valid_or_malformed(name: str, data: st.DataObject) -> None:
    message: Any = MESSAGES[name]
    content = data.draw(_mutated(encode(message)))
    try:
        read: Any = decode(content, type(message), ANSWER_BYTES)
    except MalformedMessage:
        return
    assert decode(encode(read), type(message), ANSWER_BYTES) == read


def _filled(unit: bytes, size: int, start: bytes = b"", end: bytes = b"") -> bytes:
    room = size - len(start) - len(end)
    return start + unit * (room // len(unit)) + end


def _unique_keys(size: int) -> bytes:
    return b"{" + b",".join(b'"%x":0' % number for number in range(size // 12)) + b"}"


_BOMBS: dict[str, Callable[[int], bytes]] = {
    "opening brackets": lambda size: _filled(b"[", size),
    "mixed opening brackets": lambda size: _filled(b'[{"":', size),
    "closing brackets": lambda size: _filled(b"]", size),
    "quotes": lambda size: _filled(b'"', size),
    "escaped quotes": lambda size: _filled(b'\\"', size, b"[["),
    "open texts": lambda size: _filled(b'"\\', size, b"[" * 20),
    "empty lists": lambda size: _filled(b"[],", size, b"[", b"0]"),
    "empty objects": lambda size: _filled(b"{},", size, b"[", b"0]"),
    "small objects": lambda size: _filled(b'{"":0},', size, b"[", b"0]"),
    "objects of one text": lambda size: _filled(b'{"a":"b"},', size, b"[", b"0]"),
    "hidden nesting": lambda size: _filled(b'["]",', size),
    "hidden nesting with escapes": lambda size: _filled(b'["\\"]",', size),
    "lists in lists": lambda size: _filled(b"[[[[]]]],", size, b"[", b"0]"),
    "small texts": lambda size: _filled('"册",'.encode(), size, b"[", b"0]"),
    "one wide text": lambda size: _filled(b"a", size, '"𠮷'.encode(), b'"'),
    "numbers": lambda size: _filled(b"999,", size, b"[", b"0]"),
    "huge numbers": lambda size: _filled(b"9" * 4300 + b",", size, b"[", b"0]"),
    "one huge number": lambda size: _filled(b"9", size),
    "unique names": _unique_keys,
    "blanks": lambda size: _filled(b" ", size),
    "zero bytes": bytes,
    "broken UTF-8": lambda size: _filled(b"\xff", size),
    "line ends": lambda size: _filled(b"\n", size),
    "deliveries of one byte": lambda size: _filled(b"\0\0\0\1a", size),
}


def _peak(reader: Callable[[bytes], object], content: bytes) -> int:
    tracemalloc.start()
    try:
        reader(content)
    except MalformedMessage:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


@pytest.mark.parametrize("bomb", _BOMBS)
@pytest.mark.parametrize("reader", _READERS)
def test_no_content_within_its_limit_needs_many_times_the_limit(reader: str, bomb: str) -> None:
    limit = {"unpack_delivery": DELIVERY_BYTES}.get(reader, ANSWER_BYTES)
    if reader.startswith("decode_") or reader == "split_report":
        limit = REPORT_BYTES
    contents = [_BOMBS[bomb](limit)]
    if limit == REPORT_BYTES:
        contents.append(b"{}\n" + _BOMBS[bomb](limit - 3))
    for content in contents:
        assert _peak(_READERS[reader], content) <= limit * _MEMORY_PER_BYTE


@pytest.mark.parametrize("reader", _READERS)
def test_a_hundred_megabytes_are_refused_before_anything_is_copied(reader: str) -> None:
    content = bytes(100 * 1024 * 1024)
    with pytest.raises(MalformedMessage):
        _READERS[reader](content)
    assert _peak(_READERS[reader], content) < 100_000
