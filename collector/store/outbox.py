"""What is still to be told, to whom, and what came of it."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from collector.store.tables import outbox
from collector.store.transaction import Transaction

_DUE = "due-"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one notifier; `content` is the JSON object of collector.alerts.outbox."""

    id: int
    alert_id: str
    notifier: str
    content: dict[str, Any]
    due_us: int
    attempts: int


def put(tx: Transaction, alert_id: str, notifier: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    tx.connection.execute(
        insert(outbox).values(alert_id=alert_id, notifier=notifier, content=text, due_us=tx.now_us, attempts=0)
    )


def due(connection: Connection, now_us: int, most: int = 100) -> list[Letter]:
    """Letters to be tried now, oldest first."""
    waiting = outbox.c.sent_us.is_(None) & outbox.c.dead_us.is_(None) & (outbox.c.due_us <= now_us)
    query = select(outbox).where(waiting).order_by(outbox.c.due_us, outbox.c.id).limit(most)
    rows = connection.execute(query)
    return [Letter(r.id, r.alert_id, r.notifier, json.loads(r.content), r.due_us, r.attempts) for r in rows]


def sent(tx: Transaction, letter_id: int) -> None:
    tx.connection.execute(update(outbox).where(outbox.c.id == letter_id).values(sent_us=tx.now_us, last_error=None))


def failed(tx: Transaction, letter_id: int, error: str, due_us: int | None) -> None:
    """To be tried again at `due_us`; None: given up, kept as a dead letter."""
    values: dict[str, Any] = {"attempts": outbox.c.attempts + 1, "last_error": error[:500]}
    values |= {"dead_us": tx.now_us} if due_us is None else {"due_us": due_us}
    tx.connection.execute(update(outbox).where(outbox.c.id == letter_id).values(**values))


def withdraw(tx: Transaction, alert_id: str) -> None:
    """Letters of an alert that did not go out yet never will."""
    waiting = outbox.c.sent_us.is_(None) & outbox.c.dead_us.is_(None)
    tx.connection.execute(delete(outbox).where(outbox.c.alert_id == alert_id, waiting))


def due_letter_id(day: str, unit_id: str) -> str:
    """What a unit's letter of a day goes by in place of an alert's id; `day` as YYYYMMDD."""
    return f"{_DUE}{day}{unit_id}"[:32]


def is_known(connection: Connection, alert_id: str) -> bool:
    """Whether a letter of that id was put out, whatever became of it."""
    return connection.execute(select(outbox.c.id).where(outbox.c.alert_id == alert_id).limit(1)).first() is not None


def alerts_told_since(connection: Connection, moment_us: int) -> int:
    """How many alerts were put out since then: what the cap counts. Letters of what is due are none."""
    is_alert = ~outbox.c.alert_id.startswith(_DUE, autoescape=True)
    query = select(func.count(outbox.c.alert_id.distinct())).where(outbox.c.due_us >= moment_us, is_alert)
    return int(connection.execute(query).scalar_one())


def dead_letters(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).where(outbox.c.dead_us.is_not(None))).scalar_one())
