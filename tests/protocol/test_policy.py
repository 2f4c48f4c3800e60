import pytest

from protocol.codec import decode, encode
from protocol.errors import MalformedMessage
from protocol.policy import DeclaredSegment, Duty, OutsideProbe, Policy
from tests.support.round_trip import assert_round_trips


@pytest.mark.parametrize("message_type", [DeclaredSegment, Duty, OutsideProbe, Policy])
def test_a_policy_survives_the_wire(message_type: type) -> None:
    assert_round_trips(message_type)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"interval_ms":600000', b'"interval_ms":599999'),
        (b'["192.0.2.1:443"]', b'["1","2","3","4","5"]'),
        (b'"192.0.2.1:443"', b'"' + b"x" * 65 + b'"'),
    ],
)
def test_bounds_of_the_outside_probe(old: bytes, new: bytes) -> None:
    content = encode(OutsideProbe(("192.0.2.1:443",), 600_000, 0))
    assert decode(content, OutsideProbe, 4096).interval_ms == 600_000
    assert old in content

    with pytest.raises(MalformedMessage):
        decode(content.replace(old, new), OutsideProbe, 4096)
