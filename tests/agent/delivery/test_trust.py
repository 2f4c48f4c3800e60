from dataclasses import replace

import pytest

from agent.delivery.trust import AnswerReader
from agent.errors import AnswerNotTrusted
from protocol.answer import Answer
from protocol.codec import encode
from protocol.enrolment import SiteBundle
from protocol.identity import AgentId, CollectorId, digest_of
from protocol.signing import Domain, seal
from tests.support.fake_collector import COLLECTOR, Key
from tests.support.spools import AGENT

KEY = Key()
SITE = SiteBundle(0, COLLECTOR, "https://127.0.0.1:1", (), KEY.public_hex, KEY.public_hex)
REQUEST = b"what was sent"
ANSWER = Answer(0, COLLECTOR, AGENT, digest_of(REQUEST), 1, (), 1, digest_of(b""), None, (), 0, True)


def read(answer: Answer, domain: Domain = Domain.ANSWER, key: Key = KEY) -> Answer:
    return AnswerReader(SITE, AGENT).read(seal(domain, encode(answer), key), REQUEST)


def test_genuine_answer_is_believed() -> None:
    assert read(ANSWER) == ANSWER


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (replace(ANSWER, collector=CollectorId("0" * 32)), "from collector"),
        (replace(ANSWER, agent=AgentId("0" * 32)), "meant for agent"),
        (replace(ANSWER, answers=digest_of(b"older request")), "something else"),
    ],
)
def test_answer_about_something_else_is_not(answer: Answer, why: str) -> None:
    with pytest.raises(AnswerNotTrusted, match=why):
        read(answer)


def test_other_key_and_other_kind_of_message_are_not_believed() -> None:
    with pytest.raises(AnswerNotTrusted, match="not signed"):
        read(ANSWER, key=Key())
    with pytest.raises(AnswerNotTrusted, match="not signed"):
        read(ANSWER, domain=Domain.POLICY)


@pytest.mark.parametrize("message", [b"", b"short", bytes(64) + b"{}"])
def test_bytes_that_are_no_message_are_not_believed(message: bytes) -> None:
    with pytest.raises(AnswerNotTrusted):
        AnswerReader(SITE, AGENT).read(message, REQUEST)
