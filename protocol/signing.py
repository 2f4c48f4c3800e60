"""A signed message is 64 bytes of Ed25519 signature followed by the exact content signed (RFC 8032).

The signature covers a domain tag and the content, so that no kind of message can pass for another. This module
holds no key and knows no algorithm's code: each side brings its own signer and verifier.
"""

from enum import StrEnum
from typing import Protocol

from protocol.errors import MalformedMessage, TooLarge
from protocol.limits import ANSWER_BYTES, DELIVERY_BYTES, REPORT_BYTES, REPORTS_PER_DELIVERY, SIGNATURE_BYTES
from protocol.phrases import say

_LENGTH_BYTES = 4
_LARGEST = SIGNATURE_BYTES + ANSWER_BYTES


class Domain(StrEnum):
    """What kind of message a signature is for."""

    REPORT = "report"
    BEAT = "beat"
    STANDBY = "standby"
    ENROLMENT = "enrolment"
    ANSWER = "answer"
    ENROLMENT_ANSWER = "enrolment-answer"
    POLICY = "policy"
    ANTIVIRUS_LIST = "antivirus-list"
    PACKET = "packet"


class Signer(Protocol):
    """Holds a private key; one for each side."""

    def sign(self, content: bytes) -> bytes:
        """64 bytes of Ed25519 signature over `content`."""
        ...


class Verifier(Protocol):
    """Holds a public key."""

    def verify(self, content: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's signature over `content`; never raises for a bad one."""
        ...


def tagged(domain: Domain, content: bytes) -> bytes:
    """What is really signed: the domain tag, a NUL, the content."""
    return b"mingce/0/" + domain.encode() + b"\0" + content


def seal(domain: Domain, content: bytes, signer: Signer) -> bytes:
    """The signed message of a content."""
    return signer.sign(tagged(domain, content)) + content


def split(message: bytes) -> tuple[bytes, bytes]:
    """(signature, content) of a signed message, not verified; raises MalformedMessage or TooLarge for its length."""
    if len(message) > _LARGEST:
        raise TooLarge("signed message", say("{length} bytes, at most {most}", length=len(message), most=_LARGEST))
    if len(message) <= SIGNATURE_BYTES:
        raise MalformedMessage(
            "signed message", say("{length} bytes, too short to hold a signature", length=len(message))
        )
    return message[:SIGNATURE_BYTES], message[SIGNATURE_BYTES:]


def is_signed_by(domain: Domain, message: bytes, verifier: Verifier) -> bool:
    """Whether a signed message of that kind was signed by the verifier's key; raises what `split` raises."""
    signature, content = split(message)
    return verifier.verify(tagged(domain, content), signature)


def pack_delivery(messages: list[bytes]) -> bytes:
    """The body of a delivery: each signed report after its length (four bytes, network order)."""
    return b"".join(len(message).to_bytes(_LENGTH_BYTES, "big") + message for message in messages)


def unpack_delivery(body: bytes) -> list[bytes]:
    """The signed reports of a delivery, each bounded; raises TooLarge or MalformedMessage."""
    if len(body) > DELIVERY_BYTES:
        raise TooLarge(
            "delivery",
            say("{length} bytes, at most {most}", length=len(body), most=DELIVERY_BYTES),
            "send fewer reports at once",
        )
    messages = []
    position = 0
    while position < len(body):
        length = int.from_bytes(body[position : position + _LENGTH_BYTES], "big")
        position += _LENGTH_BYTES
        if length > REPORT_BYTES + SIGNATURE_BYTES:
            raise TooLarge(
                "report", say("{length} bytes, at most {most}", length=length, most=REPORT_BYTES + SIGNATURE_BYTES)
            )
        if length == 0 or position + length > len(body):
            raise MalformedMessage("delivery", "a report's length does not fit the body")
        messages.append(body[position : position + length])
        position += length
        if len(messages) > REPORTS_PER_DELIVERY:
            raise TooLarge(
                "delivery", say("more than {most} reports", most=REPORTS_PER_DELIVERY), "send fewer reports at once"
            )
    if not messages:
        raise MalformedMessage("delivery", "holds no report")
    return messages
