"""Where both chains end: the journal of people's acts and the intake of reports. Signed whenever one moves."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.store.tables import chain_head, journal, report
from collector.trust.chain_heads import Heads, SignedHeads, canonical, genesis, is_authentic, link, signed
from protocol.identity import Digest

__all__ = [
    "Heads",
    "SignedHeads",
    "canonical",
    "genesis",
    "is_authentic",
    "last_links",
    "link",
    "signed",
    "store",
    "store_first",
    "stored",
]

_ROW = 1


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
