"""Approved exceptions to rules."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, RowMapping, false, true

from collector.ledger.exemption import Exemption
from collector.ledger.version import Version
from collector.store.register import Register
from collector.store.scope import CITY, Scope
from collector.store.tables import exemption
from collector.store.transaction import Transaction


def _decode(row: RowMapping) -> Exemption:
    return Exemption(**{name: row[name] for name in Exemption.__dataclass_fields__})


def _visible(scope: Scope, _as_of_us: int | None) -> ColumnElement[bool]:
    # A subject may be a bare MAC that belongs to no unit: exemptions are the city's business (domain.md §4.2).
    return true() if scope.unit_ids is None else false()


REGISTER = Register(kind="exemption", table=exemption, encode=asdict, decode=_decode, visible=_visible)

list_all = REGISTER.list_all
find = REGISTER.find
change = REGISTER.change
end = REGISTER.end


def add(tx: Transaction, new: Exemption, actor: str, reason: str | None = None) -> str:
    """Returns the exemption's id; raises InvalidValue."""
    return REGISTER.add(tx, new.checked(), actor, reason)


def in_force(connection: Connection, rule: str, subject_id: str, at_us: int) -> list[Version[Exemption]]:
    """What exempts that subject from that rule at that moment, expiry regarded."""
    table = exemption.c
    wanted = (table.rule == rule, table.subject_id == subject_id, table.expires_us > at_us)
    return REGISTER.list_all(connection, CITY, at_us, *wanted)
