"""What an answer names, whatever its shape; beats beside reports."""

import base64
from dataclasses import replace

import pytest

from collector.packet.contents import Beat, Body
from collector.packet.evidence import named, of_answer
from collector.trust.keys import SigningKeyPair
from protocol.codec import encode
from protocol.identity import digest_of
from protocol.signing import Domain, seal
from tests.contract.messages import BEAT

KEY = SigningKeyPair(bytes(range(32)))


def kept(signer: SigningKeyPair = KEY, domain: Domain = Domain.BEAT, **changes: object) -> Beat:
    content = encode(replace(BEAT, key=KEY.id))
    values = {
        "digest": digest_of(content),
        "agent_id": BEAT.agent,
        "public_key": KEY.public.hex(),
        "message": base64.b64encode(seal(domain, content, signer)).decode(),
    }
    return Beat.model_validate(values | changes)


def failed(beat: Beat) -> set[str]:
    return {item.check for item in of_answer(Body(kind="trace", answer={}, evidence=[beat]))}


def test_a_beat_that_its_agent_signed() -> None:
    assert failed(kept()) == set()


@pytest.mark.parametrize(
    ("beat", "check"),
    [
        pytest.param(kept(SigningKeyPair(bytes(32))), "report-signature", id="signed by another"),
        pytest.param(kept(domain=Domain.REPORT), "report-signature", id="signed as a report"),
        pytest.param(kept(digest="0" * 64), "report-digest", id="another digest"),
        pytest.param(kept(agent_id="0" * 32), "report-row", id="another agent"),
        pytest.param(kept(message="AAAA"), "report-signature", id="too short"),
        pytest.param(kept(public_key="f" * 64), "report-signature", id="a key that is none"),
    ],
)
def test_a_beat_that_does_not_fit(beat: Beat, check: str) -> None:
    assert check in failed(beat)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"candidates": 7},
        {"candidates": [7, None, {}]},
        {"candidates": [{"evidence": {}}]},
        {"candidates": [{"evidence": ["x", {"first_digest": 7}]}]},
    ],
)
def test_answers_of_any_shape_name_nothing(answer: dict[str, object]) -> None:
    assert list(named(answer)) == []
