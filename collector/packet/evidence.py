"""The evidence of a packet: whether all that the answer names is there, and each report is what its agent signed."""

import base64
import binascii
from collections import Counter
from collections.abc import Iterator
from typing import Any

from collector.errors import TrustError
from collector.packet.contents import Beat, Body, Report
from collector.packet.failed import Failed
from collector.trust.chain_heads import link
from collector.trust.keys import verifier
from protocol.beat import Beat as SignedBeat
from protocol.codec import decode, decode_envelope
from protocol.errors import ProtocolError
from protocol.failure import Failure
from protocol.identity import digest_of, key_id
from protocol.limits import BEAT_BYTES
from protocol.phrases import Phrase, say
from protocol.signing import Domain, is_signed_by, split


def named(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every digest of evidence in an answer of /trace, with the candidate it speaks for; tolerant of any shape."""
    for candidate in _dicts(answer.get("candidates")):
        for one in _dicts(candidate.get("evidence")):
            for name in ("first_digest", "last_digest"):
                if isinstance(digest := one.get(name), str):
                    yield digest, candidate


def of_answer(body: Body) -> Iterator[Failed]:
    """A digest that the answer names and nothing stands for; evidence twice, or that nothing names."""
    wanted = dict.fromkeys(digest for digest, _candidate in named(body.answer))
    held = Counter(item.digest for item in body.evidence if not isinstance(item, Beat))
    for digest in wanted:
        if digest not in held:
            why = say("the answer names it as evidence, and it is not in the packet")
            yield Failed("report-missing", _report(digest), why)
    for digest, times in held.items():
        if times > 1:
            yield Failed("evidence", _report(digest), say("is in the packet more than once"))
        if digest not in wanted:
            yield Failed("evidence", _report(digest), say("is in the packet, and the answer does not name it"))
    for item in body.evidence:
        if isinstance(item, Beat):
            yield from _of_beat(item)


def of_report(item: Report) -> Iterator[Failed]:
    """Digest, agent's signature, envelope and row of one report."""
    where = _report(item.digest)
    try:
        signature_is_good, content = _opened(item, Domain.REPORT)
        if digest_of(content) != item.digest or item.row.digest != item.digest:
            yield Failed("report-digest", where, say("the report kept under this digest is another one"))
        if not signature_is_good:
            yield Failed("report-signature", where, say("was not signed with its agent's key"))
        envelope = decode_envelope(content)
    except (ProtocolError, TrustError, binascii.Error, ValueError) as error:
        yield Failed("report-signature", where, say("cannot be read ({reason})", reason=_reason(error)))
        return
    row = item.row
    signed = (envelope.agent, envelope.sequence, envelope.kind.value, envelope.boot, envelope.previous)
    clocks = (envelope.taken.wall_us, envelope.taken.boot_us)
    if signed != (row.agent_id, row.sequence, row.kind, row.boot_id, row.previous) or clocks != (
        row.taken_wall_us,
        row.taken_boot_us,
    ):
        yield Failed("report-row", where, say("its row does not say what the signed report says"))
    if envelope.key != key_id(bytes.fromhex(item.public_key)):
        yield Failed("report-row", where, say("names another key than the one beside it"))
    fields = row.model_dump(exclude={"intake_digest"})
    if link(fields) != row.intake_digest:
        yield Failed("chain", where, say("its link among all that came in does not fit its row"))


def _of_beat(item: Beat) -> Iterator[Failed]:
    where = say("sign of life {digest}…", digest=item.digest[:16])
    try:
        signature_is_good, content = _opened(item, Domain.BEAT)
        beat = decode(content, SignedBeat, BEAT_BYTES)
    except (ProtocolError, TrustError, binascii.Error, ValueError) as error:
        yield Failed("report-signature", where, say("cannot be read ({reason})", reason=_reason(error)))
        return
    if digest_of(content) != item.digest:
        yield Failed("report-digest", where, say("the report kept under this digest is another one"))
    if not signature_is_good:
        yield Failed("report-signature", where, say("was not signed with its agent's key"))
    if (beat.agent, beat.key) != (item.agent_id, key_id(bytes.fromhex(item.public_key))):
        yield Failed("report-row", where, say("names another agent or key than the one beside it"))


def _opened(item: Report | Beat, domain: Domain) -> tuple[bool, bytes]:
    """Whether the message is signed by the key beside it, and its content."""
    message = base64.b64decode(item.message, validate=True)
    content = split(message)[1]
    return is_signed_by(domain, message, verifier(bytes.fromhex(item.public_key))), content


def _report(digest: str) -> Phrase:
    return say("report {digest}…", digest=digest[:16])


def _reason(error: Exception) -> Phrase:
    return error.sentence if isinstance(error, Failure) else Phrase(str(error)[:120])


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
