"""Which answers an agent believes: signed by the site's receipt key, about exactly the bytes that were sent."""

from typing import TypeVar

from agent.errors import AnswerNotTrusted
from agent.identity import PublicKey
from protocol.answer import Answer
from protocol.codec import decode
from protocol.enrolment import EnrolmentAnswer, SiteBundle
from protocol.errors import ProtocolError
from protocol.identity import AgentId, digest_of
from protocol.limits import ANSWER_BYTES
from protocol.phrases import say
from protocol.signing import Domain, is_signed_by, split

Message = TypeVar("Message", Answer, EnrolmentAnswer)


class AnswerReader:
    """Turns a reply's body into an answer, or raises AnswerNotTrusted."""

    def __init__(self, site: SiteBundle, agent: AgentId) -> None:
        self._collector = site.collector
        self._agent = agent
        self._key = PublicKey(site.receipt_key)

    def read(self, message: bytes, request: bytes) -> Answer:
        answer = self._decoded(message, Domain.ANSWER, Answer)
        self._require(answer, request)
        return answer

    def read_enrolment(self, message: bytes, request: bytes) -> EnrolmentAnswer:
        answer = self._decoded(message, Domain.ENROLMENT_ANSWER, EnrolmentAnswer)
        self._require(answer, request)
        return answer

    def _decoded(self, message: bytes, domain: Domain, kind: type[Message]) -> Message:
        try:
            if not is_signed_by(domain, message, self._key):
                raise AnswerNotTrusted("answer", "not signed by this site's receipt key", "check the site bundle")
            return decode(split(message)[1], kind, ANSWER_BYTES)
        except ProtocolError as error:
            raise AnswerNotTrusted("answer", error.sentence) from error

    def _require(self, answer: Answer | EnrolmentAnswer, request: bytes) -> None:
        if answer.collector != self._collector:
            raise AnswerNotTrusted(
                "answer",
                say(
                    "from collector {collector}, enrolled with {own}",
                    collector=answer.collector,
                    own=self._collector,
                ),
            )
        if answer.agent != self._agent:
            raise AnswerNotTrusted("answer", say("meant for agent {agent}", agent=answer.agent))
        if answer.answers != digest_of(request):
            raise AnswerNotTrusted("answer", "answers something else than what was sent")
