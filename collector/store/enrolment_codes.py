"""One-time codes that bind a new agent to a ledger row. Only their digests are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from collector.errors import InvalidValue
from collector.store import journal
from collector.store.tables import enrolment_code
from collector.store.transaction import Transaction
from protocol.phrases import say

# 32 signs without 0/O, 1/I; 20 of them are 100 random bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS, _GROUP = 20, 5
LIFETIME_US = 7 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A row of table enrolment_code, without its digest."""

    id: str
    terminal_id: str
    issued_by: str
    issued_us: int
    expires_us: int
    uses_left: int
    used_us: int | None
    used_by_agent: str | None
    used_by_key: str | None


_COLUMNS = [enrolment_code.c[name] for name in EnrolmentCode.__slots__]


def issue(tx: Transaction, terminal_id: str, actor: str, lifetime_us: int = LIFETIME_US) -> str:
    """Returns the code, which is shown once and never stored; journalled."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS))
    row_id = uuid4().hex
    tx.connection.execute(
        insert(enrolment_code).values(
            id=row_id,
            code_digest=_digest(code),
            terminal_id=terminal_id,
            issued_by=actor,
            issued_us=tx.now_us,
            expires_us=tx.now_us + lifetime_us,
            uses_left=1,
        )
    )
    content: dict[str, Any] = {"terminal": terminal_id, "expires_us": tx.now_us + lifetime_us}
    journal.append(
        tx, actor=actor, action="code-issued", subject_kind="enrolment-code", subject_id=row_id, content=content
    )
    return "-".join(code[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def find(connection: Connection, code: str) -> EnrolmentCode | None:
    """The row of a code as a person typed it: case, blanks and hyphens do not matter."""
    query = select(*_COLUMNS).where(enrolment_code.c.code_digest == _digest(code))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else EnrolmentCode(**row)


def of_agent(connection: Connection, agent_id: str) -> EnrolmentCode | None:
    """The code an agent enrolled with: for a pending agent, the terminal it asks to be."""
    query = select(*_COLUMNS).where(enrolment_code.c.used_by_agent == agent_id)
    row = connection.execute(query.order_by(enrolment_code.c.used_us.desc())).mappings().first()
    return None if row is None else EnrolmentCode(**row)


def terminal_asked_for(connection: Connection, agent_id: str) -> str:
    """Of the code it enrolled with; raises InvalidValue where there is none."""
    code = of_agent(connection, agent_id)
    if code is None:
        raise InvalidValue(say("agent {agent}", agent=agent_id), "was enrolled for no terminal", "enrol the PC again")
    return code.terminal_id


def pending_for(connection: Connection, terminal_id: str) -> list[str]:
    """Agents that enrolled with a code of this terminal, newest first."""
    query = select(enrolment_code.c.used_by_agent).where(
        enrolment_code.c.terminal_id == terminal_id, enrolment_code.c.used_by_agent.is_not(None)
    )
    return list(connection.execute(query.order_by(enrolment_code.c.used_us.desc())).scalars())


def use(tx: Transaction, code_id: str, agent_id: str, key_id: str) -> None:
    values = {"uses_left": 0, "used_us": tx.now_us, "used_by_agent": agent_id, "used_by_key": key_id}
    tx.connection.execute(update(enrolment_code).where(enrolment_code.c.id == code_id).values(**values))


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(b"mingce enrolment code\0" + plain.encode()).hexdigest()
