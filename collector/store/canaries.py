"""Marked strangers, and how long their way to the alert was. Excluded from every figure."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.store.tables import alert, canary
from collector.store.transaction import Transaction

OUTCOME = "canary"
"""In alert.outcome: what was raised by one of ours, to be counted nowhere."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A row of table canary, its id that of its order; times on the collector's clock, in microseconds since 1970."""

    id: str
    segment_id: str
    agent_id: str
    mac: str
    address: str
    over_the_wire: bool
    actor: str
    reason: str | None
    made_us: int
    sent_us: int | None = None
    heard_us: int | None = None
    stored_us: int | None = None
    ended_us: int | None = None
    outcome: str | None = None
    why: str | None = None


_NAMES = [item.name for item in fields(Canary)]
_COLUMNS = [canary.c[name] for name in _NAMES]


def add(tx: Transaction, new: Canary) -> None:
    tx.connection.execute(insert(canary).values({name: getattr(new, name) for name in _NAMES}))


def find(connection: Connection, segment_id: str, canary_id: str) -> Canary | None:
    query = select(*_COLUMNS).where(canary.c.id == canary_id, canary.c.segment_id == segment_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Canary(*row)


def of_mac(connection: Connection, segment_id: str, mac: str) -> Canary | None:
    """The newest with that MAC."""
    query = select(*_COLUMNS).where(canary.c.mac == mac, canary.c.segment_id == segment_id)
    row = connection.execute(query.order_by(canary.c.made_us.desc()).limit(1)).one_or_none()
    return None if row is None else Canary(*row)


def of_segment(connection: Connection, segment_id: str, most: int = 50) -> list[Canary]:
    """Newest first."""
    query = select(*_COLUMNS).where(canary.c.segment_id == segment_id).order_by(canary.c.made_us.desc()).limit(most)
    return [Canary(*row) for row in connection.execute(query)]


def note(tx: Transaction, canary_id: str, **values: Any) -> None:
    """Sets columns."""
    tx.connection.execute(update(canary).where(canary.c.id == canary_id).values(**values))


def mark_alert(tx: Transaction, alert_id: str) -> None:
    """An alert that a canary raised."""
    tx.connection.execute(update(alert).where(alert.c.id == alert_id).values(outcome=OUTCOME))


def end_unheard(tx: Transaction, made_before_us: int) -> None:
    """Those made before then of which nothing came."""
    waiting = canary.c.ended_us.is_(None) & (canary.c.made_us < made_before_us)
    tx.connection.execute(update(canary).where(waiting).values(ended_us=tx.now_us, outcome="unheard"))
