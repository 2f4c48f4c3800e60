"""What people decided about the watchers of a segment; journalled."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, select, update

from collector.errors import NotFound
from collector.presence.election import Preference
from collector.store import journal
from collector.store.tables import agent_binding, watch_preference
from collector.store.transaction import Transaction
from protocol.phrases import say


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a person named: a terminal, whichever agent it has; or an agent that belongs to none."""

    terminal_id: str | None = None
    agent_id: str | None = None

    def is_of(self, agent_id: str, terminal_id: str | None) -> bool:
        return self.terminal_id == terminal_id if self.terminal_id is not None else self.agent_id == agent_id


@dataclass(frozen=True, slots=True)
class HeldPreference:
    """A decision in force."""

    id: str
    segment_id: str
    named: Named
    preference: Preference
    actor: str
    reason: str
    from_us: int


def in_force(connection: Connection, segment_id: str | None = None) -> list[HeldPreference]:
    """Oldest first, of one segment or all."""
    table = watch_preference.c
    query = select(watch_preference).where(table.to_us.is_(None))
    if segment_id is not None:
        query = query.where(table.segment_id == segment_id)
    return [
        HeldPreference(
            row.id,
            row.segment_id,
            Named(row.terminal_id, row.agent_id),
            Preference(row.preference),
            row.actor,
            row.reason,
            row.from_us,
        )
        for row in connection.execute(query.order_by(table.from_us, table.id))
    ]


def agents_with(connection: Connection, preference: Preference) -> set[tuple[str, str]]:
    """(segment, agent) of all agents so decided about, those of terminals included."""
    table = watch_preference.c
    bound = and_(agent_binding.c.terminal_id == table.terminal_id, agent_binding.c.to_us.is_(None))
    query = (
        select(table.segment_id, func.coalesce(agent_binding.c.agent_id, table.agent_id))
        .join(agent_binding, bound, isouter=True)
        .where(table.to_us.is_(None), table.preference == preference.value)
    )
    return {(row[0], row[1]) for row in connection.execute(query) if row[1] is not None}


def put(tx: Transaction, segment_id: str, named: Named, preference: Preference, actor: str, reason: str) -> None:
    """From now on; what was decided about the same one before ends."""
    before = _end(tx, segment_id, named)
    values = {
        "id": uuid4().hex,
        "segment_id": segment_id,
        "terminal_id": named.terminal_id,
        "agent_id": named.agent_id,
        "preference": preference.value,
        "actor": actor,
        "reason": reason,
        "from_us": tx.now_us,
    }
    tx.connection.execute(insert(watch_preference).values(**values))
    _enter(tx, segment_id, named, before, preference, actor, reason)


def clear(tx: Transaction, segment_id: str, named: Named, actor: str, reason: str) -> None:
    """Raises NotFound where nothing was decided."""
    before = _end(tx, segment_id, named)
    if before is None:
        raise NotFound(
            say("preference of {named}", named=named.terminal_id or named.agent_id or ""),
            "nothing was decided about it as a watcher of this segment",
            "see `mingce segment explain`",
        )
    _enter(tx, segment_id, named, before, None, actor, reason)


def _end(tx: Transaction, segment_id: str, named: Named) -> Preference | None:
    table = watch_preference.c
    same = table.agent_id == named.agent_id
    if named.terminal_id is not None:
        same = table.terminal_id == named.terminal_id
    held = and_(table.segment_id == segment_id, table.to_us.is_(None), same)
    before = tx.connection.execute(select(table.preference).where(held)).scalars().first()
    tx.connection.execute(update(watch_preference).where(held).values(to_us=tx.now_us))
    return None if before is None else Preference(before)


def _enter(
    tx: Transaction,
    segment_id: str,
    named: Named,
    old: Preference | None,
    new: Preference | None,
    actor: str,
    reason: str,
) -> None:
    content = {
        "terminal": named.terminal_id,
        "agent": named.agent_id,
        "old": None if old is None else old.value,
        "new": None if new is None else new.value,
    }
    journal.append(
        tx,
        actor=actor,
        action="segment-watcher",
        subject_kind="segment",
        subject_id=segment_id,
        content=content,
        reason=reason,
    )
