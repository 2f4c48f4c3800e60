"""Who had which terminal, from when to when."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, select

from collector.errors import AlreadyThere, NotFound
from collector.ledger.custody import Custody
from collector.ledger.version import Version
from collector.store import people, versions
from collector.store.adapters import of_visible_terminal
from collector.store.register import Register
from collector.store.scope import Scope
from collector.store.tables import custody
from collector.store.transaction import Transaction
from protocol.phrases import say


def _decode(row: RowMapping) -> Custody:
    return Custody(**{name: row[name] for name in Custody.__dataclass_fields__})


def _visible(scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
    return of_visible_terminal(custody.c.terminal_id, scope, as_of_us)


REGISTER = Register(kind="custody", table=custody, encode=asdict, decode=_decode, visible=_visible)

_OF_TERMINAL = select(custody).where(custody.c.terminal_id == bindparam("terminal_id")).order_by(custody.c.id).limit(1)
_NOW = _OF_TERMINAL.where(versions.in_force(custody))
_THEN = _OF_TERMINAL.where(versions.in_force(custody, bindparam("at_us")))

list_all = REGISTER.list_all
find = REGISTER.find


def add(tx: Transaction, terminal_id: str, new: Custody, actor: str, reason: str | None = None) -> str:
    """The terminal's first custody; raises NotFound for an unknown person, AlreadyThere when it has one."""
    if of_terminal(tx.connection, terminal_id) is not None:
        raise AlreadyThere(
            say("custody of terminal {terminal}", terminal=terminal_id), "somebody has it", "hand it over instead"
        )
    new = new.checked()
    _require_people(tx, new)
    return REGISTER.add(tx, new, actor, reason, terminal_id=terminal_id)


def hand_over(tx: Transaction, terminal_id: str, new: Custody, actor: str, reason: str | None = None) -> None:
    """From now on `new` holds (user, owner, building and room); what held before keeps its interval."""
    query = select(custody.c.id).where(versions.in_force(custody), custody.c.terminal_id == terminal_id)
    row_id = tx.connection.execute(query).scalar_one_or_none()
    if row_id is None:
        raise NotFound(
            say("custody of terminal {terminal!r}", terminal=terminal_id[:64]),
            "nobody has it",
            "check the terminal's id",
        )
    new = new.checked()
    _require_people(tx, new)
    REGISTER.change(tx, row_id, asdict(new), actor, reason)


def of_terminal(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> Version[Custody] | None:
    """Who had the terminal at that moment."""
    query = _NOW if as_of_us is None else _THEN
    row = connection.execute(query, {"terminal_id": terminal_id, "at_us": as_of_us}).mappings().first()
    return None if row is None else REGISTER.version(row)


def _require_people(tx: Transaction, value: Custody) -> None:
    for person_id in (value.owner_id, value.user_id):
        if person_id is not None:
            people.require(tx.connection, person_id)
