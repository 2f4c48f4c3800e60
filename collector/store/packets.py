"""The hand-over of a packet on record: an entry of the journal, and the head that ends with it (R25)."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from collector.packet.checks import ACTION
from collector.packet.contents import Entry, HandOver, Head, Wanted
from collector.store import chains, journal
from collector.store.tables import collector
from collector.store.tables import journal as journal_table
from collector.store.transaction import Transaction
from collector.trust.keys import SigningKeyPair

MOST = 500


def hand_over(
    tx: Transaction,
    committed: Mapping[str, str],
    wanted: Wanted,
    *,
    packet_id: str,
    actor: str,
    made_by: str,
    key: SigningKeyPair,
) -> tuple[HandOver, Head]:
    """Enters it and signs where both chains end with it; the packet is to be given out after the commit only.

    `committed`: what collector.packet.checks.committed makes of the packet.
    """
    journal.append(
        tx,
        actor=actor,
        action=ACTION,
        subject_kind="packet",
        subject_id=packet_id,
        content=dict(committed),
        reason=wanted.reason,
    )
    (entry,) = journal.entries(tx.connection, after=tx.heads.journal_count - 1, most=1)
    collector_id = tx.connection.execute(select(collector.c.id)).scalar_one()
    signed = chains.signed(tx.heads, collector_id, key)
    heads = {name: getattr(signed.heads, name) for name in signed.heads.__slots__}
    head = Head(collector=collector_id, key=key.id, signature=signed.signature.hex(), **heads)
    noted = Entry(**{name: getattr(entry, name) for name in Entry.model_fields})
    return HandOver(**wanted.model_dump(), at_us=tx.now_us, made_by=made_by, entry=noted), head


def handed_over(connection: Connection, actor: str | None) -> list[journal.Entry]:
    """The newest first; of one operator, or of all."""
    query = select(journal_table).where(journal_table.c.action == ACTION)
    if actor is not None:
        query = query.where(journal_table.c.actor == actor)
    rows = connection.execute(query.order_by(journal_table.c.sequence.desc()).limit(MOST))
    return [journal.Entry(**row._asdict()) for row in rows]
