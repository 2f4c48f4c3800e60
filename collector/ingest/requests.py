"""Reading what agents send, outside in: headers, bounded body, signature, envelope."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from collector.errors import AgentsDoorRefusal, TrustError
from collector.ingest.reports import Delivered
from collector.store.agents import Agent
from collector.trust.keys import verifier
from protocol.beat import Beat
from protocol.codec import decode, decode_envelope
from protocol.enrolment import EnrolmentRequest
from protocol.errors import MalformedIdentity, MalformedMessage
from protocol.identity import key_id, require_hex_32
from protocol.limits import BEAT_BYTES, ENROLMENT_BYTES, STANDBY_BYTES
from protocol.signing import Domain, is_signed_by, split, unpack_delivery
from protocol.standby import Standby

_MOST_HEADERS = 100


class TooOften(AgentsDoorRefusal):
    """More requests than the quota; `pause_ms` tells how long to wait."""

    pause_ms = 0


def too_often(pause_ms: int) -> TooOften:
    refusal = TooOften("too-often", "requests", "more than the quota allows", f"wait {pause_ms} ms")
    refusal.pause_ms = pause_ms
    return refusal


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    return dict(list(raw)[:_MOST_HEADERS])


def require_length(headers: dict[bytes, bytes], most: int) -> None:
    """Refuses by Content-Length, before a byte of the body is read."""
    stated = headers.get(b"content-length", b"")
    if stated and not stated.isdigit():
        raise AgentsDoorRefusal("malformed-message", "Content-Length", "is not a number")
    if stated and (len(stated) > 15 or int(stated) > most):
        raise AgentsDoorRefusal("message-too-large", "body", f"{stated[:20].decode()} bytes, at most {most}")


async def read_body(receive: Callable[[], Awaitable[MutableMapping[str, Any]]], most: int) -> bytes:
    """The body, given up as soon as it is longer than `most`; without a Content-Length too."""
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise AgentsDoorRefusal("connection-lost", "body", "the agent hung up before its end")
        part = event.get("body", b"")
        size += len(part)
        if size > most:
            raise AgentsDoorRefusal("message-too-large", "body", f"more than {most} bytes")
        parts.append(part)
        if not event.get("more_body", False):
            return b"".join(parts)


def agent_id(headers: dict[bytes, bytes]) -> str:
    """What the Mingce-Agent header names."""
    text = headers.get(b"mingce-agent", b"")[:64].decode("latin-1")
    try:
        return require_hex_32(text, "Mingce-Agent header")
    except MalformedIdentity as error:
        raise AgentsDoorRefusal("unknown-agent", error.what, error.why, "enrol this PC") from None


def read_delivery(body: bytes, agent: Agent) -> list[Delivered]:
    """Every report of a delivery: all signed by this agent's key, all its own."""
    key = verifier(agent.public_key)
    delivered = []
    for message in unpack_delivery(body):
        if not is_signed_by(Domain.REPORT, message, key):
            raise AgentsDoorRefusal("bad-signature", "report", f"was not signed by key {agent.key_id}")
        content = split(message)[1]
        envelope = decode_envelope(content)
        _require_own(agent, envelope.agent, envelope.key)
        delivered.append(Delivered(envelope, content, message))
    return delivered


def read_beat(body: bytes, agent: Agent) -> Beat:
    if not is_signed_by(Domain.BEAT, body, verifier(agent.public_key)):
        raise AgentsDoorRefusal("bad-signature", "beat", f"was not signed by key {agent.key_id}")
    beat = decode(split(body)[1], Beat, BEAT_BYTES)
    _require_own(agent, beat.agent, beat.key)
    return beat


def read_standby(body: bytes, agent: Agent) -> Standby:
    if not is_signed_by(Domain.STANDBY, body, verifier(agent.public_key)):
        raise AgentsDoorRefusal("bad-signature", "standby", f"was not signed by key {agent.key_id}")
    standby = decode(split(body)[1], Standby, STANDBY_BYTES)
    _require_own(agent, standby.agent, standby.key)
    return standby


def read_enrolment(body: bytes) -> EnrolmentRequest:
    """The request carries its key; its signature proves possession, so it is read before it can be verified."""
    request = decode(split(body)[1], EnrolmentRequest, ENROLMENT_BYTES)
    try:
        public_key = bytes.fromhex(request.public_key)
        key = verifier(public_key)
        key_id(public_key)
    except (ValueError, TrustError, MalformedIdentity):
        raise MalformedMessage("EnrolmentRequest.public_key", "not an Ed25519 public key in hex") from None
    if not is_signed_by(Domain.ENROLMENT, body, key):
        raise AgentsDoorRefusal("bad-signature", "enrolment request", "was not signed by the key it carries")
    return request


def _require_own(agent: Agent, said_agent: str, said_key: str) -> None:
    if said_agent != agent.id or said_key != agent.key_id:
        raise AgentsDoorRefusal(
            "bad-signature", "message", f"speaks for agent {said_agent} and key {said_key}, the sender is {agent.id}"
        )
