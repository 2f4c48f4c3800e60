"""The journal of people's acts: append-only, each entry holds the digest of the one before.

Personal values stand in it as salted commitments only; value and salt lie in the ledger, sealed under the person's own
key. Erasing that key erases them and leaves the chain valid.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from collector.store import chains
from collector.store.tables import collector, journal
from collector.store.transaction import Transaction
from protocol.identity import Digest

JSON = None | bool | int | str | list[Any] | tuple[Any, ...] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who, when, what, to what, why. `content` is canonical JSON; `digest` as stored, not verified."""

    sequence: int
    at_us: int
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    content: str
    reason: str | None
    previous: Digest
    digest: Digest

    @property
    def values(self) -> dict[str, Any]:
        """The content decoded."""
        decoded: dict[str, Any] = json.loads(self.content)
        return decoded

    def expected_digest(self) -> Digest:
        """What `digest` must be for these fields."""
        return chains.link(
            {
                "sequence": self.sequence,
                "at_us": self.at_us,
                "actor": self.actor,
                "action": self.action,
                "subject_kind": self.subject_kind,
                "subject_id": self.subject_id,
                "content": self.content,
                "reason": self.reason,
                "previous": self.previous,
            }
        )


def append(
    tx: Transaction,
    *,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: str,
    content: Mapping[str, JSON],
    reason: str | None = None,
) -> Digest:
    """Adds an entry and moves the head. `actor` is `operator:<id>`, `agent:<id>`, `bootstrap` or `collector`."""
    heads = tx.heads
    entry = Entry(
        sequence=heads.journal_count + 1,
        at_us=tx.now_us,
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        content=chains.canonical(dict(content)),
        reason=reason,
        previous=heads.journal_digest,
        digest=Digest(""),
    )
    entry = replace(entry, digest=entry.expected_digest())
    tx.connection.execute(insert(journal).values({name: getattr(entry, name) for name in entry.__slots__}))
    tx.heads = replace(heads, journal_count=entry.sequence, journal_digest=entry.digest)
    return entry.digest


@dataclass(frozen=True, slots=True)
class Act:
    """What `append_many` enters: the parts of an entry that are not the chain's."""

    action: str
    subject_kind: str
    subject_id: str
    content: Mapping[str, JSON]


def append_many(tx: Transaction, acts: Sequence[Act], *, actor: str, reason: str | None = None) -> None:
    """Adds an entry for each act, in order, with one statement; moves the head."""
    rows = []
    sequence, previous = tx.heads.journal_count, tx.heads.journal_digest
    for act in acts:
        sequence += 1
        fields = {
            "sequence": sequence,
            "at_us": tx.now_us,
            "actor": actor,
            "action": act.action,
            "subject_kind": act.subject_kind,
            "subject_id": act.subject_id,
            "content": chains.canonical(dict(act.content)),
            "reason": reason,
            "previous": previous,
        }
        previous = chains.link(fields)
        rows.append(fields | {"digest": previous})
    if rows:
        tx.connection.execute(insert(journal), rows)
        tx.heads = replace(tx.heads, journal_count=sequence, journal_digest=previous)


def commitment(value: str | None, salt: str) -> str | None:
    """SHA-256 over salt and value, 64 hex digits; None for None. The salt (32 hex digits) is kept with the value."""
    if value is None:
        return None
    return hashlib.sha256(f"mingce commitment\0{salt}\0{value}".encode()).hexdigest()


def head(source: Transaction | Connection) -> Digest:
    """Digest of the newest entry; of the genesis before the first."""
    if isinstance(source, Transaction):
        return source.heads.journal_digest
    newest = source.execute(select(journal.c.digest).order_by(journal.c.sequence.desc()).limit(1)).scalar_one_or_none()
    if newest is not None:
        return Digest(newest)
    return chains.genesis(source.execute(select(collector.c.id)).scalar_one()).journal_digest


def entries(
    connection: Connection, *, after: int = 0, most: int | None = None, subject_id: str | None = None
) -> Iterator[Entry]:
    """Entries in order, from the one after sequence `after`."""
    query = select(journal).where(journal.c.sequence > after).order_by(journal.c.sequence)
    if subject_id is not None:
        query = query.where(journal.c.subject_id == subject_id)
    for row in connection.execution_options(yield_per=1000).execute(query.limit(most)):
        yield Entry(**row._asdict())
