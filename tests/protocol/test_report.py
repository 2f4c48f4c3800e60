import hashlib

import pytest
from hypothesis import given, settings

from protocol.codec import decode_report, encode_report
from protocol.errors import MalformedMessage, TooLarge
from protocol.identity import AgentId
from protocol.limits import REPORT_BYTES
from protocol.report import Envelope, Report, Taken, genesis_digest, split_report
from tests.support.round_trip import assert_round_trips
from tests.support.samples import reports


@pytest.mark.parametrize("message_type", [Envelope, Taken])
def test_the_first_line_survives_the_wire(message_type: type) -> None:
    assert_round_trips(message_type)


@settings(deadline=None, max_examples=60)
@given(reports())
def test_a_report_of_any_observations_survives_the_wire(report: Report) -> None:
    content = encode_report(report)
    assert content.count(b"\n") == 1
    assert decode_report(content) == report


def test_the_first_report_of_every_agent_names_another_digest() -> None:
    one, other = AgentId("a" * 32), AgentId("b" * 32)
    assert genesis_digest(one) == hashlib.sha256(b"mingce genesis\0" + b"a" * 32).hexdigest()
    assert genesis_digest(one) != genesis_digest(other)


def test_two_lines_make_a_report() -> None:
    assert split_report(b"{}\n[]") == (b"{}", b"[]")


@pytest.mark.parametrize("content", [b"", b"{}", b"{}\n[]\n", b"\n\n", b"{}\r[]"])
def test_any_other_number_of_lines_does_not(content: bytes) -> None:
    with pytest.raises(MalformedMessage, match="line"):
        split_report(content)


def test_a_report_is_measured_before_it_is_cut() -> None:
    assert split_report(b"\n" + bytes(REPORT_BYTES - 1)) == (b"", bytes(REPORT_BYTES - 1))
    with pytest.raises(TooLarge, match=f"at most {REPORT_BYTES}"):
        split_report(b"\n" + bytes(REPORT_BYTES))
