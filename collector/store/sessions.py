"""Operators' sessions in the store: of the token only its digest is kept."""

import hashlib
import secrets
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from collector.operators.session import ABSOLUTE_US, Session
from collector.store import journal
from collector.store.tables import session as table
from collector.store.transaction import Transaction

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """64 hex digits; the token has 256 random bits, so a slow hash adds nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def begin(tx: Transaction, token: str, operator_id: str, peer: str) -> list[str]:
    """Opens a session and journals it; gives the other peers this account is in use from at this moment (R29)."""
    others = sorted({other.peer for other in alive(tx.connection, operator_id, tx.now_us)} - {peer})
    tx.connection.execute(
        insert(table).values(
            token_digest=digest_of(token),
            operator_id=operator_id,
            created_us=tx.now_us,
            last_us=tx.now_us,
            expires_us=tx.now_us + ABSOLUTE_US,
            peer=peer,
            reauthenticated_us=tx.now_us,
        )
    )
    _journal(tx, "session-begun", operator_id, {"peer": peer, "also_in_use_from": others})
    return others


def find(connection: Connection, token: str) -> Session | None:
    """The session of a token, if it was not ended; whether it is still alive is the caller's question."""
    query = select(table).where(table.c.token_digest == digest_of(token), table.c.ended_us.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else _session(row)


def alive(connection: Connection, operator_id: str, now_us: int) -> list[Session]:
    """The account's sessions that are in use."""
    query = select(table).where(
        table.c.operator_id == operator_id, table.c.ended_us.is_(None), table.c.expires_us > now_us
    )
    return [found for found in map(_session, connection.execute(query)) if found.is_alive(now_us)]


def touch(tx: Transaction, token_digest: str) -> None:
    _change(tx, token_digest, last_us=tx.now_us)


def reauthenticate(tx: Transaction, token_digest: str) -> None:
    """The password was given again just now."""
    _change(tx, token_digest, last_us=tx.now_us, reauthenticated_us=tx.now_us)


def end(tx: Transaction, session: Session) -> None:
    _change(tx, session.token_digest, ended_us=tx.now_us)
    _journal(tx, "session-ended", session.operator_id, {"peer": session.peer})


def end_all(tx: Transaction, operator_id: str) -> None:
    """For an account that was disabled, or whose password changed."""
    query = update(table).where(table.c.operator_id == operator_id, table.c.ended_us.is_(None))
    tx.connection.execute(query.values(ended_us=tx.now_us))


def _change(tx: Transaction, token_digest: str, **values: int) -> None:
    tx.connection.execute(update(table).where(table.c.token_digest == token_digest).values(**values))


def _journal(tx: Transaction, action: str, operator_id: str, content: dict[str, Any]) -> None:
    journal.append(
        tx,
        actor=f"operator:{operator_id}",
        action=action,
        subject_kind="operator",
        subject_id=operator_id,
        content=content,
    )


def _session(row: Row[Any]) -> Session:
    return Session(
        token_digest=row.token_digest,
        operator_id=row.operator_id,
        created_us=row.created_us,
        last_us=row.last_us,
        expires_us=row.expires_us,
        peer=row.peer,
        reauthenticated_us=row.reauthenticated_us,
    )
