"""Lending a terminal and having it back; the owner answers for it all the while (出借, 归还)."""

from dataclasses import replace

from sqlalchemy import select

from collector.errors import InvalidValue
from collector.ledger.changes import Trigger
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import VOUCHING
from collector.ledger.version import Version
from collector.store import custody, terminal_life, terminals
from collector.store.tables import custody as table
from collector.store.transaction import Transaction
from protocol.phrases import Phrase, say


def lend(tx: Transaction, terminal_id: str, to_person_id: str, until_us: int, actor: str, reason: str | None) -> None:
    """To a user until a moment; an approver decides on it as on any change. Raises InvalidValue."""
    row = terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
    held = _held(tx, terminal_id, row.reg_no)
    if row.status not in VOUCHING:
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=row.reg_no),
            say("is {status}: it is not lent", status=Phrase(row.status.value)),
            "lend what is on the net",
        )
    if until_us <= tx.now_us:
        raise InvalidValue("end of the loan", "lies in the past", "give a moment that is still to come")
    if held.value.lent_until_us is not None:
        raise InvalidValue(say("terminal {reg_no}", reg_no=row.reg_no), "is lent already", "let it be returned first")
    if held.value.user_id == to_person_id:
        raise InvalidValue("borrower", "uses it already", "name another person")
    terminal_life.reopen(tx, terminal_id, Trigger.CHANGE, actor, reason)
    lent = replace(held.value, user_id=to_person_id, lent_until_us=until_us, confirmed_us=None)
    custody.hand_over(tx, terminal_id, lent, actor, reason)


def take_back(tx: Transaction, terminal_id: str, actor: str, reason: str | None) -> None:
    """Whoever used it before the loan uses it again, where they did. Raises InvalidValue where it is not lent."""
    row = terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
    held = _held(tx, terminal_id, row.reg_no)
    if held.value.lent_until_us is None:
        raise InvalidValue(say("terminal {reg_no}", reg_no=row.reg_no), "is not lent", "nothing to do")
    terminal_life.reopen(tx, terminal_id, Trigger.NOTHING, actor, reason)
    query = select(table.c.user_id).where(table.c.id == held.id, table.c.lent_until_us.is_(None))
    user_id = tx.connection.execute(query.order_by(table.c.from_us.desc()).limit(1)).scalar_one_or_none()
    # Only the user comes back: where it stands may have been put right meanwhile.
    back = replace(held.value, user_id=user_id, lent_until_us=None, confirmed_us=tx.now_us)
    custody.hand_over(tx, terminal_id, back, actor, reason)


def extend(tx: Transaction, terminal_id: str, expires_us: int, actor: str, reason: str | None) -> None:
    """Moves the end of a registration; raises InvalidValue for an earlier one, or where it has none."""
    row = terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
    if row.expires_us is None:
        raise InvalidValue(say("terminal {reg_no}", reg_no=row.reg_no), "does not run out", "nothing to do")
    if expires_us <= max(row.expires_us, tx.now_us):
        raise InvalidValue("end of the registration", "is no later than it was, or past", "give a later moment")
    terminals.change(tx, terminal_id, {"expires_us": expires_us}, actor, reason)


def _held(tx: Transaction, terminal_id: str, reg_no: str) -> Version[Custody]:
    held = custody.of_terminal(tx.connection, terminal_id)
    if held is None:
        raise InvalidValue(say("terminal {reg_no}", reg_no=reg_no), "nobody has it", "register who uses it first")
    return held
