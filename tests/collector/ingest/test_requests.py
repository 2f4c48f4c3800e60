import pytest

from collector.errors import AgentsDoorRefusal
from collector.ingest.requests import agent_id, headers_of, require_length


@pytest.mark.parametrize(
    ("stated", "error"),
    [
        (b"x", "malformed-message"),
        (b"-1", "malformed-message"),
        (b"11", "message-too-large"),
        (b"9" * 40, "message-too-large"),
    ],
)
def test_length_is_judged_before_the_body(stated: bytes, error: str) -> None:
    with pytest.raises(AgentsDoorRefusal) as caught:
        require_length({b"content-length": stated}, 10)

    assert caught.value.id == error


def test_length_within_bounds_or_not_stated() -> None:
    require_length({b"content-length": b"10"}, 10)
    require_length({}, 10)


def test_agent_header() -> None:
    assert agent_id(headers_of([(b"mingce-agent", b"a" * 32)])) == "a" * 32
    with pytest.raises(AgentsDoorRefusal, match="is not 32"):
        agent_id({b"mingce-agent": b"\xff" * 500})
