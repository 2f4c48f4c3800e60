"""Where both chains end: the journal of people's acts and the intake of reports. Signed whenever one moves."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.store.tables import chain_head, journal, report
from protocol.identity import Digest, digest_of
from protocol.signing import Signer, Verifier

_ROW = 1
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


def stored(connection: Connection) -> SignedHeads | None:
    """The head row as it stands, not verified."""
    row = connection.execute(select(chain_head).where(chain_head.c.id == _ROW)).one_or_none()
    if row is None:
        return None
    heads = Heads(row.journal_count, Digest(row.journal_digest), row.intake_count, Digest(row.intake_digest))
    return SignedHeads(heads, row.signature)


def store_first(connection: Connection, head: SignedHeads) -> None:
    connection.execute(insert(chain_head).values(id=_ROW, **_columns(head)))


def store(connection: Connection, head: SignedHeads) -> None:
    connection.execute(update(chain_head).where(chain_head.c.id == _ROW).values(**_columns(head)))


def _columns(head: SignedHeads) -> dict[str, Any]:
    heads = head.heads
    return {
        "journal_count": heads.journal_count,
        "journal_digest": heads.journal_digest,
        "intake_count": heads.intake_count,
        "intake_digest": heads.intake_digest,
        "signature": head.signature,
    }


def last_links(connection: Connection, collector_id: str) -> Heads:
    """Where the rows themselves end, whatever the head row says."""
    first = genesis(collector_id)
    act = connection.execute(
        select(journal.c.sequence, journal.c.digest).order_by(journal.c.sequence.desc()).limit(1)
    ).one_or_none() or (first.journal_count, first.journal_digest)
    intake = connection.execute(
        select(report.c.intake, report.c.intake_digest).order_by(report.c.intake.desc()).limit(1)
    ).one_or_none() or (first.intake_count, first.intake_digest)
    return Heads(act[0], Digest(act[1]), intake[0], Digest(intake[1]))
