"""Assertions that every message type's test makes."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.codec import decode, decode_report, encode, encode_report
from protocol.observations import OBSERVATION_TYPES
from protocol.report import Envelope, Report
from tests.support.samples import strategy_for

_ANY_SIZE = 10**7
_BIG = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=60
)


def assert_round_trips(message_type: type) -> None:
    """What `encode` writes, `decode` reads as the same value; written again it is the same bytes."""

    @_BIG
    @given(strategy_for(message_type))
    def check(message: Any) -> None:
        content = encode(message)
        read: Any = decode(content, message_type, _ANY_SIZE)
        assert read == message
        assert encode(read) == content

    check()


def assert_observation_round_trips(observation_type: Any) -> None:
    """The same, as one observation of a report, under its published name."""
    assert observation_type in OBSERVATION_TYPES.values()

    @_BIG
    @given(strategy_for(Envelope), st.lists(strategy_for(observation_type), min_size=1, max_size=3))
    def check(envelope: Envelope, observations: list[Any]) -> None:
        report = Report(envelope, tuple(observations))
        content = encode_report(report)
        read = decode_report(content)
        assert read == report
        assert encode_report(read) == content

    check()
