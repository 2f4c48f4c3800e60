"""Where both chains end, as values: what a link's digest is over, and how heads are signed. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol.identity import Digest, digest_of
from protocol.signing import Signer, Verifier

_TAG = b"mingce/0/chain-head\0"
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Heads:
    """How many links each chain has, and the digest of the last one."""

    journal_count: int
    journal_digest: Digest
    intake_count: int
    intake_digest: Digest


@dataclass(frozen=True, slots=True)
class SignedHeads:
    """Heads with the collector's signature over them and its id."""

    heads: Heads
    signature: bytes


def genesis(collector_id: str) -> Heads:
    """Both chains before their first link; each collector has its own."""
    return Heads(
        0,
        digest_of(b"mingce journal genesis\0" + collector_id.encode()),
        0,
        digest_of(b"mingce intake genesis\0" + collector_id.encode()),
    )


def link(fields: Mapping[str, Any]) -> Digest:
    """The digest of a link: SHA-256 over its fields, which include the digest before it, as canonical JSON."""
    return Digest(hashlib.sha256(canonical(fields).encode()).hexdigest())


def canonical(value: Any) -> str:
    """JSON with sorted names and no blanks: one text for one value."""
    return _ENCODER.encode(value)


def signed(heads: Heads, collector_id: str, signer: Signer) -> SignedHeads:
    return SignedHeads(heads, signer.sign(_content(heads, collector_id)))


def is_authentic(head: SignedHeads, collector_id: str, verifier: Verifier) -> bool:
    """Whether this collector signed these heads."""
    return verifier.verify(_content(head.heads, collector_id), head.signature)


def _content(heads: Heads, collector_id: str) -> bytes:
    fields = [collector_id, heads.journal_count, heads.journal_digest, heads.intake_count, heads.intake_digest]
    return _TAG + canonical(fields).encode()
