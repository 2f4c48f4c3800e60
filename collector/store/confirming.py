"""Somebody confirms that a terminal is still whose and where the ledger says (R03, R28)."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from collector.errors import InvalidValue
from collector.ledger.life_cycle import VOUCHING
from collector.store import custody, terminals, versions
from collector.store.scope import Scope, within
from collector.store.tables import terminal
from collector.store.transaction import Transaction
from protocol.phrases import Phrase, say

AT_ONCE = 100
"""Agents' reports wait meanwhile."""


def confirm(tx: Transaction, terminal_ids: Sequence[str], actor: str, reason: str | None) -> int:
    """Each a version of its custody and a journal entry; returns how many. Raises InvalidValue where nobody has it."""
    for terminal_id in terminal_ids:
        held = custody.of_terminal(tx.connection, terminal_id)
        row = terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
        if held is None or row.status not in VOUCHING:
            raise InvalidValue(
                say("terminal {reg_no}", reg_no=row.reg_no),
                say("is {status}: there is nothing to confirm", status=Phrase(row.status.value)),
                "confirm what is on the net",
            )
        custody.REGISTER.change(tx, held.id, {"confirmed_us": tx.now_us}, actor, reason)
    return len(terminal_ids)


def of_unit(connection: Connection, scope: Scope, unit_id: str) -> list[str]:
    """Ids of the unit's own terminals on the net, by number."""
    query = select(terminal.c.id).where(
        versions.in_force(terminal),
        within(scope, terminal.c.unit_id),
        terminal.c.unit_id == unit_id,
        terminal.c.status.in_([status.value for status in VOUCHING]),
    )
    return list(connection.execute(query.order_by(terminal.c.reg_no)).scalars())
