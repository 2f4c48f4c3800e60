"""What came to the agents' door and was not taken in: counted by error id."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from collector.store.tables import refusal_count
from collector.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """A row of table refusal_count."""

    error: str
    times: int
    first_us: int
    last_us: int
    detail: str


def add(tx: Transaction, error: str, times: int, detail: str) -> None:
    """`detail` is that of the newest one."""
    where = refusal_count.c.error == error
    values = {"times": refusal_count.c.times + times, "last_us": tx.now_us, "detail": detail[:500]}
    if tx.connection.execute(update(refusal_count).where(where).values(**values)).rowcount == 0:
        first = {"times": times, "first_us": tx.now_us, "last_us": tx.now_us, "detail": detail[:500]}
        tx.connection.execute(insert(refusal_count).values(error=error, **first))


def list_all(connection: Connection) -> list[RefusalCount]:
    rows = connection.execute(select(refusal_count).order_by(refusal_count.c.error)).mappings()
    return [RefusalCount(**row) for row in rows]
