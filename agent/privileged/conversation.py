"""How the helper is asked: one word and a newline; it answers with one message and closes.

Rule: a question has no argument, so there is nothing a stranger could put into one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from agent.bounded import bounded
from agent.errors import CouldNotLook
from agent.privileged.answers import Accounts, PacketRules, PortOwners, Privileged, Serials
from protocol.codec import decode, encode
from protocol.errors import ProtocolError
from protocol.schema import Field

LONGEST_QUESTION: Final = 32
LARGEST_ANSWER: Final = 1024 * 1024
_ANSWERED, _REFUSED = b"=", b"!"


class Question(StrEnum):
    """Every word the helper understands."""

    PACKET_RULES = "packet-rules"
    ACCOUNTS = "accounts"
    SERIALS = "serials"
    PORT_OWNERS = "port-owners"


ANSWERS: Final[dict[Question, type]] = {
    Question.PACKET_RULES: PacketRules,
    Question.ACCOUNTS: Accounts,
    Question.SERIALS: Serials,
    Question.PORT_OWNERS: PortOwners,
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a question has no answer."""

    what: Annotated[str, Field("what could not be looked at", most=128)]
    why: Annotated[str, Field("why", most=300)]


def reply_to(question: bytes, privileged: Privileged) -> bytes:
    """The message that answers what somebody wrote; never raises for what they wrote."""
    try:
        asked = Question(question.decode("ascii"))
    except ValueError:
        return refusal("question", "is not one of the helper's")
    asking = {
        Question.PACKET_RULES: privileged.packet_rules,
        Question.ACCOUNTS: privileged.accounts,
        Question.SERIALS: privileged.serials,
        Question.PORT_OWNERS: privileged.port_owners,
    }[asked]
    try:
        content = encode(bounded(asking()))
    except CouldNotLook as error:
        return refusal(str(error.what), str(error.why))
    if len(content) > LARGEST_ANSWER:
        return refusal(asked, f"the answer has {len(content)} bytes, at most {LARGEST_ANSWER}")
    return _ANSWERED + content


def refusal(what: str, why: str) -> bytes:
    return _REFUSED + encode(bounded(Refused(what, why)))


def answer_in(message: bytes, question: Question) -> Any:
    """The answer in a message, of the type that belongs to the question; raises CouldNotLook."""
    kind, content = message[:1], message[1:]
    try:
        if kind == _ANSWERED:
            return decode(content, ANSWERS[question], LARGEST_ANSWER)
        if kind == _REFUSED:
            refused = decode(content, Refused, LARGEST_ANSWER)
            raise CouldNotLook(refused.what, refused.why)
    except ProtocolError as error:
        raise CouldNotLook(question, f"the root helper's answer cannot be read: {error}") from None
    raise CouldNotLook(question, "the root helper gave no answer")
