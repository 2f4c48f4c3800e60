"""Which addresses are registered for which terminal, on which segment."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, or_, select

from collector.errors import AlreadyThere
from collector.ledger.adapter import RegisteredAddress
from collector.ledger.version import Version
from collector.store import segments, versions
from collector.store.adapters import of_visible_terminal
from collector.store.register import Register
from collector.store.scope import CITY, Scope
from collector.store.tables import terminal_address
from collector.store.transaction import Transaction
from protocol.address import normal_form, parse_address
from protocol.phrases import say


def _encode(value: RegisteredAddress) -> dict[str, Any]:
    return {"address": normal_form(value.address), "segment_id": value.segment_id}


def _decode(row: RowMapping) -> RegisteredAddress:
    return RegisteredAddress(address=parse_address(row["address"]), segment_id=row["segment_id"])


def _visible(scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
    return of_visible_terminal(terminal_address.c.terminal_id, scope, as_of_us)


REGISTER = Register(
    kind="address", table=terminal_address, encode=_encode, decode=_decode, visible=_visible, names=("address",)
)

list_all = REGISTER.list_all
find = REGISTER.find
end = REGISTER.end


def add(tx: Transaction, terminal_id: str, new: RegisteredAddress, actor: str, reason: str | None = None) -> str:
    """Returns the row's id; raises AlreadyThere when it is registered on that segment, NotFound for the segment."""
    new = new.checked()
    if new.segment_id is not None:
        segments.REGISTER.open_row(tx.connection, new.segment_id)
    holder = tx.connection.execute(select(terminal_address.c.terminal_id).where(registered_as(new))).scalars().first()
    if holder is not None:
        raise AlreadyThere(
            say("IP address {address}", address=normal_form(new.address)),
            say("is registered for terminal {terminal}", terminal=holder),
            "end it there first",
        )
    return REGISTER.add(tx, new, actor, reason, terminal_id=terminal_id)


def registered_as(wanted: RegisteredAddress, as_of_us: int | None = None) -> ColumnElement[bool]:
    """The condition for rows of that address on that segment, or on any where either does not say which."""
    condition = versions.in_force(terminal_address, as_of_us) & (
        terminal_address.c.address == normal_form(wanted.address)
    )
    if wanted.segment_id is None:
        return condition
    return condition & or_(terminal_address.c.segment_id.is_(None), terminal_address.c.segment_id == wanted.segment_id)


def of_terminal(
    connection: Connection, terminal_id: str, as_of_us: int | None = None
) -> list[Version[RegisteredAddress]]:
    """The addresses registered for one terminal."""
    return REGISTER.list_all(connection, CITY, as_of_us, terminal_address.c.terminal_id == terminal_id)
