import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.beat import Beat
from protocol.codec import decode, decode_envelope, decode_observations, decode_report, encode, encode_report
from protocol.errors import MalformedMessage, ProtocolError, TooLarge, UnknownField, UnknownVersion
from protocol.limits import DEPTH, OBSERVATIONS_PER_REPORT, REPORT_BYTES
from protocol.policy import Policy
from protocol.report import Report
from tests.contract.messages import BEAT, POLICY
from tests.contract.reports import chain

_INVENTORY = chain()["inventory"]


def _beat(**changed: Any) -> bytes:
    return json.dumps(json.loads(encode(BEAT)) | changed).encode()


def _report(observations: Any) -> bytes:
    return _INVENTORY.split(b"\n")[0] + b"\n" + json.dumps(observations, ensure_ascii=False).encode()


def test_a_message_is_compact_utf_8_in_the_order_declared() -> None:
    assert encode(POLICY).startswith(b'{"version":7,"audience":"*","issued_at_us":')
    assert "示例市财政局".encode() not in encode(POLICY)
    assert "银河麒麟桌面V10 SP1".encode() in _INVENTORY


@pytest.mark.parametrize("value", [1.5, b"bytes", object(), ["list"]])
def test_what_has_no_wire_form_is_not_written_as_something_else(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_the_envelope_is_read_although_the_observations_are_unacceptable() -> None:
    content = _INVENTORY.split(b"\n")[0] + b"\n[[[{"
    assert decode_envelope(content).sequence == 1
    with pytest.raises(MalformedMessage, match="observations"):
        decode_observations(content)


@pytest.mark.parametrize(
    ("content", "kind", "where"),
    [
        (_beat(extra=1), UnknownField, "Beat.extra"),
        (_beat(protocol=1), UnknownVersion, "protocol version"),
        (_beat(protocol=1, extra=1), UnknownVersion, "protocol version"),
        (_beat(protocol=-1), UnknownVersion, "protocol version"),
        (_beat(protocol=10**4000), UnknownVersion, "protocol version"),
        (_beat(protocol="0"), MalformedMessage, "Beat.protocol"),
        (_beat(protocol=False), MalformedMessage, "Beat.protocol"),
        (_beat(agent="../../etc/passwd"), MalformedMessage, "Beat.agent"),
        (_beat(spooled=1.0), MalformedMessage, "Beat"),
        (b"[]", MalformedMessage, "Beat"),
        (b"", MalformedMessage, "Beat"),
        (b"\xef\xbb\xbf" + _beat(), MalformedMessage, "Beat"),
        (_beat().decode().encode("utf-16"), MalformedMessage, "Beat"),
        (_beat()[:-1] + b',"counter":1}', MalformedMessage, "Beat"),
        (_beat() + b" " * 40_000, TooLarge, "Beat"),
    ],
)
def test_a_message_that_is_wrong_is_refused_by_name(content: bytes, kind: type[ProtocolError], where: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        decode(content, Beat, 32 * 1024)
    assert type(refused.value) is kind
    assert refused.value.what == where


@pytest.mark.parametrize(
    ("observations", "where"),
    [
        ({}, "observations"),
        ([{}], "observations[0]"),
        ([[]], "observations[0]"),
        ([{"type": 3}], "observations[0]"),
        ([{"type": "screenshot"}], "observations[0].type"),
        ([{"type": "x" * 5000}], "observations[0].type"),
        (
            [{"type": "looked", "probe": "a", "outcome": "seen", "reason": None}, {"type": "gap"}],
            "observations[1](gap).first",
        ),
        ([{"type": "looked", "probe": "a", "outcome": "none", "reason": None}], "observations[0](looked).outcome"),
        ([{"type": "looked"}] * (OBSERVATIONS_PER_REPORT + 1), "observations"),
    ],
)
def test_the_first_unacceptable_observation_is_named(observations: Any, where: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        decode_observations(_report(observations))
    assert refused.value.what == where


_OPENINGS = [
    "[",
    '{"a":',
    '[{"a":',
    '{"a":[',
    '[[{"":',
    '["]",',
    '{"}":',
    '["\\"]",',
    '["\\\\",',
    '[{"]}":["}]",',
    '["\u518c]",',
]
_CLOSING = {"[": "]", "{": "}"}


def _nested(opening: str, times: int) -> bytes:
    """JSON text that nests: the opening again and again, then its closing brackets as often."""
    outside_texts = re.sub(r'"(?:[^"\\]|\\.)*"', "", opening)
    closing = "".join(_CLOSING[bracket] for bracket in reversed(outside_texts) if bracket in _CLOSING)
    return (opening * times + "0" + closing * times).encode()


def _depth(value: Any) -> int:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


@pytest.mark.parametrize("opening", _OPENINGS)
@pytest.mark.parametrize("times", [1, 2, 3, 4, 6, 11, 12, 13, 40])
def test_the_depth_is_measured_exactly(opening: str, times: int) -> None:
    content = _nested(opening, times)
    with pytest.raises(MalformedMessage) as refused:
        decode(content, Policy, REPORT_BYTES)
    assert ("nested" in refused.value.why) == (_depth(json.loads(content)) > DEPTH)


@pytest.mark.parametrize("opening", _OPENINGS)
def test_any_mix_of_brackets_that_would_exhaust_a_recursive_parser_is_refused_before(opening: str) -> None:
    content = _nested(opening, 10_000)
    with pytest.raises(RecursionError):
        json.loads(content)
    with pytest.raises(MalformedMessage, match=f"nested deeper than {DEPTH}"):
        decode(content, Policy, REPORT_BYTES)


@given(st.text('[]{}"\\,:a\u518c', max_size=120))
@settings(deadline=None)
def test_brackets_inside_a_text_are_text(reason: str) -> None:
    looked = {"type": "looked", "probe": "adapters", "outcome": "could-not-look", "reason": reason}
    content = _report([looked, looked])
    assert [getattr(item, "reason", "") for item in decode_observations(content)] == [reason, reason]


def test_a_stranger_who_calls_himself_by_brackets_does_not_spoil_the_report() -> None:
    heard = {
        "type": "name-heard",
        "adapter": "a" * 32,
        "mac": "02-00-5E-00-53-66",
        "vendor_class": '"' * 99,
        "how": "dhcp4",
        "at_us": 1,
    }
    for name in ("[" * 200, "{" * 200, "[{" * 100, '\\"[' * 60, "]" * 200):
        assert len(decode_report(_report([heard | {"name": name}])).observations) == 1


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sorted(chain())))
def test_blanks_between_tokens_do_not_change_what_is_read(name: str) -> None:
    envelope, observations = chain()[name].split(b"\n")
    spaced = b"\n".join(
        json.dumps(json.loads(line), separators=(" , ", " : ")).encode() for line in (envelope, observations)
    )
    report: Report = decode_report(spaced)
    assert encode_report(report) == chain()[name]
